import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgAsyncDatabase } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { nameStatements } from './named.ts'
import { sendUnnamed } from './unnamed.ts'

/** A database or an open transaction that statements can be run on. */
export type Sql = PgAsyncDatabase<NodePgQueryResultHKT>

/** Everything that writes goes through here: `pg`, which keeps its place when a connection is lost (invariants.md, fact 4). */
export type Writer = {
  pool: pg.Pool
  sql: Sql
  /**
   * One transaction; nothing but SQL may be awaited inside. An error from here, when a connection was lost, means "unknown":
   * read back by your own key.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>
  /** Tells listening processes that notices are waiting: merged, at most one every few milliseconds. */
  poke(): void
  end(): Promise<void>
}

export type WriterOptions = {
  url: string
  /** Shown in pg_stat_activity. */
  name: string
  maxConnections: number
  /** Longest single statement, in milliseconds; the database cancels it then. */
  statementTimeoutMs?: number
  /** Whether the address leads through a pooler in transaction mode that loses names of statements: then they have none. */
  isPooled?: boolean
  /** An idle or checked-out connection was lost. */
  onConnectionError: (error: Error) => void
}

/**
 * How long a connection that nobody uses is kept, in milliseconds. A new one plans and compiles every function again (some 0.2 s of the
 * database's processor for those of the runner), so none is given up for a quiet minute.
 */
export const keepIdleMs = 10 * 60_000

/** How long pokes are gathered, in milliseconds: NOTIFY takes one lock for the whole database at commit. */
const pokeEveryMs = 10

export function createWriter({
  url,
  name,
  maxConnections,
  statementTimeoutMs = 10_000,
  isPooled = false,
  onConnectionError,
}: WriterOptions): Writer {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max: maxConnections,
    keepAlive: true,
    idleTimeoutMillis: keepIdleMs,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    idle_in_transaction_session_timeout: 5_000,
  })
  // Without both listeners a lost connection ends the process.
  pool.on('error', onConnectionError)
  pool.on('connect', (client) => {
    client.on('error', () => {})
    if (isPooled) sendUnnamed(client)
    else nameStatements(client)
  })
  const sql = drizzle({ client: pool })

  let waiting: NodeJS.Timeout | null = null
  let poking: Promise<unknown> = Promise.resolve()
  const poke = () => {
    waiting ??= setTimeout(() => {
      waiting = null
      // A lost poke loses nothing: listeners also look by themselves.
      poking = pool.query(`select pg_notify('notices', '')`).catch(() => {})
    }, pokeEveryMs)
  }

  return {
    pool,
    sql,
    async transaction(work) {
      const result = await sql.transaction(work)
      poke()
      return result
    },
    poke,
    async end() {
      if (waiting) clearTimeout(waiting)
      await poking
      await pool.end()
    },
  }
}

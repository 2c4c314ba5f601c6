import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgAsyncDatabase } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { endFrozen } from './end-frozen.ts'
import { sendUnnamed } from './unnamed.ts'
import { keepIdleMs } from './write.ts'

/** A database that only reads are run on. */
export type ReadSql = PgAsyncDatabase<NodePgQueryResultHKT>

/** A read that got no answer within its deadline. The database has cancelled it; asking again is safe. */
export class ReadDeadlineError extends Error {
  override name = 'ReadDeadlineError'
}

/** Reads run on a pool of their own, with the read-only role. */
export type Reader = {
  /** Runs reads; work that lost its connection is run once more, so it must do nothing but read. Throws ReadDeadlineError. */
  read<T>(work: (sql: ReadSql) => Promise<T>): Promise<T>
  end(): Promise<void>
}

/**
 * The same pool, but what makes rows of answers is compiled for each statement: for one that is built once that saves a fifth of a page's
 * processor time, for one that is built for each call it would cost more than it saves.
 */
const compiling = new WeakMap<ReadSql, ReadSql>()

/** A statement that is built and prepared once for each pool it runs on. */
export function prepared<Q>(build: (sql: ReadSql) => Q): (sql: ReadSql) => Q {
  const built = new WeakMap<ReadSql, Q>()
  return (sql) => {
    const statement = built.get(sql) ?? build(compiling.get(sql) ?? sql)
    built.set(sql, statement)
    return statement
  }
}

export type ReaderOptions = {
  url: string
  /** Shown in pg_stat_activity. */
  name: string
  maxConnections: number
  /** Longest single statement, in milliseconds; the database cancels it then. */
  deadlineMs: number
  /** Whether the address leads through a pooler in transaction mode (write.ts). */
  isPooled?: boolean
  /** Whether one statement may take several of the database's processors. */
  isParallel?: boolean
  /** An idle connection was lost. */
  onConnectionError: (error: Error) => void
}

/** What PostgreSQL or `pg` said: drizzle wraps it. */
function causeOf(error: unknown): { code: string; message: string } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  return { code, message: cause instanceof Error ? cause.message : '' }
}

/** 57014 is the database's own timeout; the other is ours when not even that was heard of. */
function isDeadline(error: unknown): boolean {
  const { code, message } = causeOf(error)
  return code === '57014' || message === 'Query read timeout'
}

/** The connection went away under the statement: 57P01 to 57P03 (ended, crashed, starting), class 08, or the socket's own words. */
function isConnectionLost(error: unknown): boolean {
  const { code, message } = causeOf(error)
  return (
    /^(57P0[123]|08...|ECONNRESET|EPIPE)$/.test(code) || /^(Connection terminated|Client has encountered a connection error)/.test(message)
  )
}

/** Reads go through `pg` like everything else: see docs/decisions/0007-reads-through-pg.md. */
export function createReader({
  url,
  name,
  maxConnections,
  deadlineMs,
  isPooled = false,
  isParallel = true,
  onConnectionError,
}: ReaderOptions): Reader {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max: maxConnections,
    keepAlive: true,
    idleTimeoutMillis: keepIdleMs,
    connectionTimeoutMillis: 5_000,
    statement_timeout: deadlineMs,
    // Figures over a year join and group hundreds of thousands of rows: with the 4 MB of a fresh server they go through files.
    options: `-c default_transaction_read_only=on -c work_mem=32MB${isParallel ? '' : ' -c max_parallel_workers_per_gather=0'}`,
  })
  // Without both listeners a lost connection ends the process.
  pool.on('error', onConnectionError)
  pool.on('connect', (client) => {
    client.on('error', () => {})
    if (isPooled) sendUnnamed(client)
  })
  endFrozen(pool, deadlineMs + 500)
  const sql = drizzle({ client: pool })
  compiling.set(sql, drizzle({ client: pool, jit: true }))

  return {
    async read(work) {
      try {
        return await work(sql).catch((error: unknown) => {
          if (isConnectionLost(error)) return work(sql)
          throw error
        })
      } catch (error) {
        throw isDeadline(error) ? new ReadDeadlineError(`no answer from the database within ${deadlineMs} ms`) : error
      }
    },
    end: () => pool.end(),
  }
}

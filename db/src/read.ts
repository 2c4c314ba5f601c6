import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import type { PgAsyncDatabase } from 'drizzle-orm/pg-core'
import postgres from 'postgres'

/** A database that only reads are run on. */
export type ReadSql = PgAsyncDatabase<PostgresJsQueryResultHKT>

/** A read that got no answer within its deadline. Its pool has been replaced; asking again is safe. */
export class ReadDeadlineError extends Error {
  override name = 'ReadDeadlineError'
}

/** Reads alone go through postgres.js, on the read-only role. */
export type Reader = {
  /** Runs reads with a deadline. */
  read<T>(work: (sql: ReadSql) => Promise<T>): Promise<T>
  end(): Promise<void>
}

/** A statement that is built and prepared once for each pool it runs on. */
export function prepared<Q>(build: (sql: ReadSql) => Q): (sql: ReadSql) => Q {
  const built = new WeakMap<ReadSql, Q>()
  return (sql) => {
    const statement = built.get(sql) ?? build(sql)
    built.set(sql, statement)
    return statement
  }
}

export type ReaderOptions = { url: string; name: string; maxConnections: number; deadlineMs: number; onReplaced: (error: Error) => void }

type Pool = { client: postgres.Sql; sql: ReadSql }

function openPool({ url, name, maxConnections, deadlineMs }: ReaderOptions): Pool {
  const client = postgres(url, {
    max: maxConnections,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: name, statement_timeout: deadlineMs, default_transaction_read_only: true },
  })
  return { client, sql: drizzle({ client }) }
}

/**
 * postgres.js loses track of queries when a connection is lost: callers would hang. So every read has a deadline here, and when one
 * passes, its whole pool is replaced (invariants.md, fact 4). The database cancels the statement by its own timeout.
 */
export function createReader(options: ReaderOptions): Reader {
  let pool = openPool(options)

  const replace = (broken: Pool, error: Error) => {
    if (pool !== broken) return
    pool = openPool(options)
    options.onReplaced(error)
    broken.client.end({ timeout: 0 }).catch(() => {})
  }

  return {
    async read(work) {
      const used = pool
      let timer: NodeJS.Timeout | undefined
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          const error = new ReadDeadlineError(`no answer from the database within ${options.deadlineMs} ms`)
          replace(used, error)
          reject(error)
        }, options.deadlineMs + 500)
      })
      try {
        return await Promise.race([work(used.sql), deadline])
      } finally {
        clearTimeout(timer)
      }
    },
    end: () => pool.client.end({ timeout: 5 }),
  }
}

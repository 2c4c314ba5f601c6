import { hear } from '@swarm/db/hear'
import { createWriter } from '@swarm/db/write'
import type { ConstructorOptions } from 'pg-boss'
import type { Log } from '../log.ts'

export type QueueDatabase = { db: NonNullable<ConstructorOptions['db']>; end(): Promise<void> }

export type QueueDatabaseOptions = {
  url: string
  /** Shown in pg_stat_activity. */
  name: string
  maxConnections: number
  /** Where wake-ups are heard: past a pooler in transaction mode, where a connection would lose its LISTEN with the first transaction. */
  listenUrl: string
  /** Whether `url` leads through such a pooler that loses names of statements. */
  isPooled: boolean
}

/**
 * What pg-boss runs on. Connections of ours, not its own: they give its statements names, and planning those took twice as long as running
 * them.
 */
export function queueDatabase({ url, name, maxConnections, listenUrl, isPooled }: QueueDatabaseOptions, log: Log): QueueDatabase {
  const { pool } = createWriter({
    url,
    name,
    maxConnections,
    statementTimeoutMs: 60_000,
    isPooled,
    onConnectionError: (err) => log.warn({ err }, 'queue: connection lost'),
  })
  return {
    db: {
      executeSql: (text, values) => pool.query(text, values),
      listen: (channel, onPayload, onListening) => hear(listenUrl, channel, { onPayload, onListening }),
    },
    end: () => pool.end(),
  }
}

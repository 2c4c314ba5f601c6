import { hear } from '@swarm/db/hear'
import { createWriter } from '@swarm/db/write'
import type { ConstructorOptions } from 'pg-boss'
import type { Log } from '../log.ts'

/**
 * What pg-boss runs on behind a pooler in transaction mode: its statements go through the pooler, its wake-ups come on a connection past it.
 * Its own connections would lose their LISTEN with the first transaction.
 */
export function pooledQueueDatabase(
  { url, listenUrl, maxConnections }: { url: string; listenUrl: string; maxConnections: number },
  log: Log,
): { db: NonNullable<ConstructorOptions['db']>; end(): Promise<void> } {
  const { pool } = createWriter({
    url,
    name: 'jobs-queue',
    maxConnections,
    statementTimeoutMs: 60_000,
    isPooled: true,
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

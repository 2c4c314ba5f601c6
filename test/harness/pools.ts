import { createReader, type Reader, type ReaderOptions } from '@swarm/db/read'
import { createWriter, type Writer } from '@swarm/db/write'

/** A test's own pool. It says nothing of lost connections: databases are dropped and servers killed under it. `statementTimeoutMs` in milliseconds. */
export const openWriter = (url: string, maxConnections: number, statementTimeoutMs = 10_000): Writer =>
  createWriter({ url, name: 'test', maxConnections, statementTimeoutMs, onConnectionError: () => {} })

/** The same for reads, on one connection. */
export const openReader = (url: string, more: Partial<ReaderOptions> = {}): Reader =>
  createReader({ url, name: 'test', maxConnections: 1, deadlineMs: 5_000, onConnectionError: () => {}, ...more })

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { type Looking, lookEvery } from '../look-every.ts'

/** How often the server is looked at, in milliseconds. The connection that a fail-over cuts is found long before. */
const everyMs = 5_000

/** Sees that the server's timeline is another than it was, at the start and for as long as the process runs (I24). */
export function watchServer(writer: Writer, log: Log): Looking {
  const look = () => writer.transaction((tx) => tx.execute(sql`select from watch_server_timeline()`))
  return lookEvery(everyMs, look, log, 'restore: the server’s timeline could not be read')
}

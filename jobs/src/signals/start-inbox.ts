import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { type Looking, lookEvery } from '../look-every.ts'
import { applyAllDeliveries } from './apply-deliveries.ts'

/** How often waiting deliveries are looked for without being woken, in milliseconds: applied within 30 s though a wake-up was lost (L1). */
const everyMs = 5_000

/** Applies what waits for as long as the process runs, beside the job that the API wakes: a queue that lost everything costs seconds. */
export function startInbox(writer: Writer, log: Log): Looking {
  const look = async (stopping: AbortSignal) => {
    const { rows } = await writer.sql.execute<{ one: number }>(
      sql`select 1 as one from delivery where applied_at is null and error is null limit 1`,
    )
    if (rows.length > 0) await applyAllDeliveries(writer, log, stopping)
  }
  return lookEvery(everyMs, look, log, 'inbox: applying failed')
}

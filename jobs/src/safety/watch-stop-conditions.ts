import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { warnOfUnsealed } from '../audit/warn-of-unsealed.ts'
import type { Log } from '../log.ts'
import { type Looking, lookEvery } from '../look-every.ts'

/** How often the stop conditions are looked at, in milliseconds: each must set the stop within 5 s (I25). */
const everyMs = 2_000

/**
 * Sets the emergency stop as soon as one of its conditions holds, and warns of decisions without a seal, for as long as the process runs. Any
 * number of processes may watch.
 */
export function watchStopConditions(writer: Writer, log: Log): Looking {
  const look = async () => {
    const { rows } = await writer.transaction((tx) => tx.execute<{ reason: string | null }>(sql`select stop_when_due() as reason`))
    const reason = rows[0]?.reason ?? null
    if (reason !== null) log.error({ reason }, 'safety: sending is stopped')
    await warnOfUnsealed(writer)
  }
  return lookEvery(everyMs, look, log, 'safety: the stop conditions could not be read')
}

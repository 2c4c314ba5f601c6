import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'

/**
 * Runs the ● invariants over the last day (and further while a break found further back stands), or over everything. What breaks one sets
 * the emergency stop and alerts in the same statement (I25). Returns how many rows do.
 */
export async function checkInvariants(writer: Writer, log: Log, reach: 'lately' | 'ever'): Promise<number> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ broken: number }>(sql`select check_invariants(${reach === 'ever'}) as broken`)
    const broken = rows[0]?.broken ?? 0
    if (broken > 0) log.error({ broken, reach }, 'safety: an invariant is broken, sending is stopped')
    return broken
  })
}

import type { Writer } from '@swarm/db/write'
import type { Log } from '../log.ts'

/** Longest look, in milliseconds: at everything it takes about half a second for each thousand sends. */
const longestMs = { lately: 60_000, ever: 3_000_000 } as const

/**
 * Runs the ● invariants over the last day (and further while a break found further back stands), or over everything. What breaks one sets
 * the emergency stop and alerts in the same statement (I25). Returns how many rows do.
 */
export async function checkInvariants(writer: Writer, log: Log, reach: 'lately' | 'ever'): Promise<number> {
  const client = await writer.pool.connect()
  let lost: Error | undefined
  try {
    await client.query('begin')
    await client.query(`select set_config('statement_timeout', $1, true)`, [String(longestMs[reach])])
    const check = { text: 'select check_invariants($1) as broken', values: [reach === 'ever'], query_timeout: longestMs[reach] + 1_000 }
    const { rows } = await client.query<{ broken: number }>(check)
    await client.query('commit')
    writer.poke()
    const broken = rows[0]?.broken ?? 0
    if (broken > 0) log.error({ broken, reach }, 'safety: an invariant is broken, sending is stopped')
    return broken
  } catch (error) {
    lost = error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    // A connection with a failed transaction is not given to anybody else.
    client.release(lost)
  }
}

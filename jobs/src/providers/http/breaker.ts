import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** dispatch.md, "Every client". */
const rule = {
  /** Failures in a row that open it. */
  failuresInARow: 5,
  /** Failures among the recent calls that open it. */
  failuresOfRecent: 10,
  recentCalls: 20,
  /** Real time from opening until one call is let through, in milliseconds. */
  halfOpenAfterMs: 60_000,
}

/** Leave to make one call; `probe` names the one call of a half-open breaker. */
export type Pass = { probe: string | null }

/**
 * What a call says about the provider's health. `nothing`: it was given up before its first byte, or only says that we are too fast or not
 * allowed; of a probe even that is a success, because the provider answered (see `answered`).
 */
export type Health = 'success' | 'failure' | 'nothing'

export type Breaker = {
  /** Null while calls are held. */
  admit(longestCallMs: number): Promise<Pass | null>
  /** Hands the pass back; alerts when that opens or closes the breaker. */
  record(pass: Pass, health: Health): Promise<void>
}

/** The breaker of one provider: its state is a row, shared by all processes and kept over restarts (I21). Real time of the database. */
export function createBreaker(writer: Writer, provider: string, halfOpenAfterMs: number = rule.halfOpenAfterMs): Breaker {
  return {
    async admit(longestCallMs) {
      const { rows } = await writer.sql.execute<{ is_admitted: boolean; probe: string | null }>(
        sql`select is_admitted, probe::text from breaker_admit(${provider}, ${halfOpenAfterMs}::integer, ${longestCallMs}::integer)`,
      )
      const [row] = rows
      return row?.is_admitted ? { probe: row.probe } : null
    },
    async record({ probe }, health) {
      if (health === 'nothing' && probe === null) return
      const isSuccess = health === 'nothing' ? null : health === 'success'
      const { rows } = await writer.sql.execute<{ state_before: string; state_after: string }>(
        sql`select state_before, state_after from breaker_record(${provider}, ${isSuccess}::boolean, ${probe}::timestamptz, ${rule.failuresInARow}::integer, ${rule.failuresOfRecent}::integer, ${rule.recentCalls}::integer)`,
      )
      const [row] = rows
      if (row !== undefined && row.state_before !== row.state_after) writer.poke()
    },
  }
}

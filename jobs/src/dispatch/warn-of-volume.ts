import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { warnWhileItLasts } from '../alerts/while-it-lasts.ts'

/** Emails a day above which people are told (dispatch.md, Ceilings). */
const usualMost = 250
const cause = `volume:${usualMost}`

/** Above so much a day, and what it is in words; null where it is not. */
function wordsOf({ limit, used, day }: { limit: number; used: number; day: string }): string | null {
  const parts = [
    ...(limit > usualMost ? [`${limit} emails a day may leave.`] : []),
    ...(used > usualMost ? [`${used} emails left on ${day}.`] : []),
  ]
  return parts.length === 0 ? null : `${parts.join(' ')} Above ${usualMost} a day somebody has to watch what the domains bear.`
}

/**
 * One open WARNING while more than 250 emails a day are allowed, or left today or yesterday (the organisation's days). It ends by itself; what
 * a person resolved comes back a day later at the earliest. Any number of processes may look at once.
 */
export async function warnOfVolume(writer: Writer): Promise<void> {
  await writer.transaction(async (tx) => {
    // Two that look at once take turns: the second finds the first one's alert open.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.volume_monitor'))`)
    const { rows } = await tx.execute<{ limit: number; used: number; day: string }>(sql`
      with today as materialized (select organisation_day(business_now()) as day)
      select r.email_limit as "limit", coalesce(u.used, 0) as used, coalesce(u.day, t.day)::text as day
      from ramp_state() r cross join today t
      left join lateral (
        select c.used, c.day from ceiling_use c
        where c.scope = 'CHANNEL' and c.name = 'EMAIL' and c.day between t.day - 1 and t.day order by c.used desc, c.day desc limit 1
      ) u on true`)
    const message = rows[0] === undefined ? null : wordsOf(rows[0])
    await warnWhileItLasts(tx, { cause, message, overNote: `Not above ${usualMost} a day any more.` })
  })
}

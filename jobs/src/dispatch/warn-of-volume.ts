import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'

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
    if (message !== null) {
      await tx.execute(sql`
        select from (select exists (select from alert a where a.cause = ${cause} and a.resolved_at is null) as is_open) o
        cross join lateral raise_alert(${cause}, 'WARNING', ${message}, case when o.is_open then 0 else 1 end)
        where o.is_open or not exists (select from alert a where a.cause = ${cause} and a.resolved_by <> 'clock' and a.resolved_at > business_now() - interval '24 hours')`)
      return
    }
    const { rows: closed } = await tx.execute<{ id: string }>(sql`
      update alert set resolved_by = 'clock', resolved_at = business_now(), resolve_note = ${`Not above ${usualMost} a day any more.`}
      where cause = ${cause} and resolved_at is null returning id`)
    if (closed.length > 0)
      await announce(
        tx,
        'alert',
        closed.map(({ id }) => id),
      )
  })
}

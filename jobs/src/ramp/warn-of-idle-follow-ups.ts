import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import { findIdleFollowUps, type IdleFollowUps } from './find-idle-follow-ups.ts'

const cause = 'gate.idle'

/** "12 follow-ups were ready before Tue 1 Dec, and no sending day since used its allowance up: 0 of 5, 0 of 5, 1 of 5." */
function wordsOf({ draftIds, days }: IdleFollowUps): string {
  const first = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
  const since = days[0] === undefined ? '' : first.format(new Date(days[0].on)).replace(',', '')
  const ready = draftIds.length === 1 ? '1 follow-up was' : `${draftIds.length} follow-ups were`
  return `${ready} ready before ${since}, and no sending day since used its allowance up: ${days.map(({ used, limit }) => `${used} of ${limit}`).join(', ')}.`
}

/**
 * One open WARNING while follow-ups wait although there was room for them on each of the last sending days. It ends by itself. Nothing stops:
 * nothing wrong went out. Returns the drafts.
 */
export async function warnOfIdleFollowUps(writer: Writer, data: PlanData): Promise<string[]> {
  const idle = await findIdleFollowUps(writer.sql, data)
  await writer.transaction(async (tx) => {
    if (idle !== null) {
      const message = wordsOf(idle)
      await tx.execute(sql`
        select from (select exists (select from alert a where a.cause = ${cause} and a.resolved_at is null) as is_open) o
        cross join lateral raise_alert(${cause}, 'WARNING', ${message}, case when o.is_open then 0 else 1 end)
        where o.is_open or not exists (select from alert a where a.cause = ${cause} and a.resolved_by <> 'clock' and a.resolved_at > business_now() - interval '24 hours')`)
      return
    }
    const { rows: closed } = await tx.execute<{ id: string }>(sql`
      update alert set resolved_by = 'clock', resolved_at = business_now(), resolve_note = 'Follow-ups go out again, or none waits.'
      where cause = ${cause} and resolved_at is null returning id`)
    if (closed.length > 0)
      await announce(
        tx,
        'alert',
        closed.map(({ id }) => id),
      )
  })
  return idle?.draftIds ?? []
}

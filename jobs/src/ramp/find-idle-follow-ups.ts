import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { dayIn, daysAfter } from '../cadence/schedule.ts'
import { organisationSection } from '../craft/organisation.ts'
import { dispatchSection } from '../dispatch/dispatch-settings.ts'
import { itemsOf, loadCandidates, type PlanData } from '../dispatch/plan-dispatch.ts'
import { loadSettings } from '../settings/load-settings.ts'

/** For so many sending days a follow-up must have been ready, with room for it on each of them. */
const idleDays = 3
/** Most of them that are judged; more say the same. */
const mostJudged = 200

/** Follow-ups that nothing but time holds back, and how much of each day's allowance was used meanwhile. */
export type IdleFollowUps = { draftIds: string[]; days: { on: string; used: number; limit: number }[] }

/** The last sending days of the organisation before a day, the earliest first. */
function sendingDaysBefore(day: string, count: number, mondayAndFriday: boolean): string[] {
  const days: string[] = []
  for (let on = daysAfter(day, -1); days.length < count; on = daysAfter(on, -1)) {
    const isoDay = new Date(`${on}T00:00:00Z`).getUTCDay()
    if (mondayAndFriday ? isoDay >= 1 && isoDay <= 5 : isoDay >= 2 && isoDay <= 4) days.unshift(on)
  }
  return days
}

/**
 * Safe is not idle (I5): follow-ups that were ready before the last three sending days began and may go by every guard but the clock, although
 * none of these days used its allowance up. Null while there are none. What waits at the gate unapproved counts too; what a person rejected
 * since does not. Reads only.
 */
export async function findIdleFollowUps(db: Sql, data: PlanData): Promise<IdleFollowUps | null> {
  const { document: settings } = await loadSettings(db, dispatchSection)
  const { document: organisation } = await loadSettings(db, organisationSection)
  const today = dayIn(await businessNow(db), organisation.timeZone)
  const on = sendingDaysBefore(today, idleDays, settings.window.mondayAndFriday)
  const { rows: days } = await db.execute<{ on: string; used: number; limit: number }>(sql`
    select d.day::text as on, coalesce(u.used, 0) as used, ramp_limit_on(d.day) as limit
    from unnest(${sql.param(on)}::date[]) d(day) left join ceiling_use u on (u.day, u.scope, u.name) = (d.day, 'CHANNEL', 'EMAIL') order by d.day`)
  if (days.some(({ used, limit }) => used >= limit)) return null
  const { rows: ready } = await db.execute<{ draftId: string; sendId: string | null }>(sql`
    select d.id as "draftId", w.id as "sendId"
    from (select ${on[0] ?? today}::date::timestamp at time zone setting('organisation', '{timeZone}') as at) since
    cross join enrollment e join enrollment_step t on t.enrollment_id = e.id and t.step = e.next_step join draft d on d.id = t.draft_id
    left join lateral (select s.id from send s join batch b on b.id = s.batch_id where s.draft_id = d.id and s.status = 'PLANNED' and b.status = 'PENDING') w on true
    where e.state = 'ACTIVE' and e.next_due_at < since.at and t.state = 'WAITING' and d.channel = 'EMAIL' and d.created_at < since.at
      and (d.status = 'APPROVED' or (d.status = 'PENDING' and d.is_decided_in_batch))
      and not exists (select from send s where s.draft_id = d.id and s.code = 'BATCH_REJECTED' and s.created_at >= since.at)
    order by e.next_due_at, d.id limit ${mostJudged}`)
  if (ready.length === 0) return null
  const candidates = await loadCandidates(db, { draftIds: ready.map(({ draftId }) => draftId) })
  const { items } = await itemsOf(db, candidates, data, false)
  // What waits at the gate is judged as itself, not as a second one of its kind.
  const sends = new Map(ready.map(({ draftId, sendId }) => [draftId, sendId]))
  const judged = items.map((item) => ({ ...item, sendId: sends.get(item.draftId) ?? null }))
  const { rows } = await db.execute<{ draftId: string }>(sql`
    select key as "draftId" from send_verdicts(${JSON.stringify(judged)}::jsonb, 'PLAN') group by key having bool_and(passed or rule = 'OUTSIDE_WINDOW') order by key`)
  return rows.length === 0 ? null : { draftIds: rows.map(({ draftId }) => draftId), days }
}

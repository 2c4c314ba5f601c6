import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { organisationSection } from '../craft/organisation.ts'
import { hiddenCode } from '../review/hidden-drafts.ts'
import { beforeWorkingTime, startOfDay } from '../review/working-time.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type ReviewSettings, reviewSection } from '../settings/review.ts'
import { isWithinHours } from './within-hours.ts'

/** Alerts drafts that waited longer than was promised, each once, and a queue that nobody opened by the review hour (review.md, The queue). */
export async function watchReviewTimes(writer: Writer): Promise<void> {
  const { document: settings } = await loadSettings(writer.sql, reviewSection)
  const { document: organisation } = await loadSettings(writer.sql, organisationSection)
  const zone = organisation.timeZone
  await writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    await alertBreaches(tx, now, settings, zone)
    await remindOfQueue(tx, now, settings, zone)
  })
}

const queued = (now: Date, settings: ReviewSettings) =>
  sql`d.status = 'PENDING' and (${hiddenCode(new Date(now.getTime() - settings.staleHours * 3_600_000))}) is null`

/** One alert for each promise with how many drafts broke it; a draft counts once, whatever becomes of the alert. */
async function alertBreaches(tx: Sql, now: Date, settings: ReviewSettings, zone: string): Promise<void> {
  const { workingHours, firstLookMinutes, decisionMinutes } = settings
  const before = (minutes: number) => beforeWorkingTime(now, minutes, workingHours, zone).toISOString()
  const within = (minutes: number) => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`)
  const words = {
    first: `Drafts that nobody looked at within ${within(firstLookMinutes)} of working time.`,
    decision: `Drafts that nobody decided within ${within(decisionMinutes)} of working time.`,
  }
  await tx.execute(sql`
    with late as (
      select d.id, k.kind from draft d, lateral (values ('FIRST_LOOK'::sla_kind, ${before(firstLookMinutes)}::timestamptz), ('DECISION', ${before(decisionMinutes)}::timestamptz)) k(kind, before)
      where ${queued(now, settings)} and d.created_at <= k.before and (k.kind = 'DECISION' or d.opened_at is null)
    ), written as (
      insert into sla_breach (draft_id, kind, at) select id, kind, ${now.toISOString()}::timestamptz from late on conflict do nothing returning kind
    )
    select raise_alert(case w.kind when 'DECISION' then 'review-decision' else 'review-first-look' end, 'WARNING',
      case w.kind when 'DECISION' then ${words.decision} else ${words.first} end, count(*)::integer)
    from written w group by w.kind order by w.kind`)
}

/** Once a day, from the review hour on: drafts wait and nobody opened or decided one that day. News for Slack; the promises above rise. */
async function remindOfQueue(tx: Sql, now: Date, settings: ReviewSettings, zone: string): Promise<void> {
  const { days } = settings.workingHours
  if (!isWithinHours(now, { days, from: settings.reviewHour, to: '24:00' }, zone)) return
  const today = startOfDay(now, zone)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now)
  await tx.execute(sql`
    with waiting as (select count(*)::integer as drafts from draft d where ${queued(now, settings)})
    select raise_alert(${`review-unopened:${day}`}, 'INFO', format('%s, and nobody has opened the queue today.', case w.drafts when 1 then '1 draft waits' else w.drafts || ' drafts wait' end))
    from waiting w
    where w.drafts > 0
      and not exists (select from alert a where a.cause = ${`review-unopened:${day}`})
      and not exists (select from draft d where d.opened_at >= ${today.toISOString()}::timestamptz)
      and not exists (select from draft_reading r where r.seen_at >= ${today.toISOString()}::timestamptz)
      and not exists (select from draft d where d.decided_at >= ${today.toISOString()}::timestamptz)`)
}

import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { warnWhileItLasts } from '../alerts/while-it-lasts.ts'
import { businessNow } from '../business-now.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { advanceSteps, type Writing } from './advance-steps.ts'
import { cadenceSection } from './cadence-settings.ts'
import { parkOverdue } from './park-overdue.ts'
import { loadCalendar, scheduleEnrollments } from './schedule-enrollments.ts'

/** Transactions of one sweep; what is left then waits for the next, a minute later. */
const mostTurns = 200

/**
 * Everything that the cadence has to do now, in short transactions: pauses that are over end, what is due is scheduled, skipped, written or
 * given to a person, and what a stop or an outage held back for too long is parked. Running it twice, or on two runners, changes nothing: one
 * works at a time, and every row is taken by its state.
 */
export async function sweepCadence(writer: Writer, data: PlanData, writing: Writing): Promise<void> {
  await alone(writer, followLeads)
  for (let turn = 0; turn < mostTurns; turn++) {
    const changed = await alone(writer, async (tx) => {
      const scheduled = await scheduleEnrollments(tx, await loadCalendar(tx, data.holidays))
      return scheduled + (await advanceSteps(tx, await businessNow(tx), await tomorrowsEnd(tx), writing))
    })
    if (changed === null || changed === 0) break
  }
  await alone(writer, async (tx) => {
    const { document: settings } = await loadSettings(tx, cadenceSection)
    await parkOverdue(tx, await businessNow(tx), data, settings.graceHours * 3_600_000)
  })
  await alone(writer, alertNotEnrolled)
}

/** One runner at a time; null when another one is at it. */
function alone<T>(writer: Writer, work: (tx: Sql) => Promise<T>): Promise<T | null> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(hashtext('swarm.cadence')) as taken`)
    return rows[0]?.taken === true ? work(tx) : null
  })
}

/** Enrollments (`e`) with the send of their first step (`s`). */
const firstTouches = sql`
  enrollment e join enrollment_step t on t.enrollment_id = e.id and t.place = 1 join send s on s.id = t.send_id`

/** What happened to leads and sends outside of the cadence since the last sweep; most of it is followed at once where it happens. */
async function followLeads(tx: Sql): Promise<void> {
  await tx.execute(sql`
    select resume_enrollments(array(select lead_id from enrollment where state = 'PAUSED' and paused_until <= business_now() order by lead_id limit 1000),
      'PAUSE_OVER', 'the pause is over.', 'OPERATOR')`)
  await tx.execute(sql`
    select end_enrollments(array(
      select e.lead_id from enrollment e join lead l on l.id = e.lead_id
      where e.state <> 'ENDED' and (l.stage = 'TERMINAL' or l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')) order by e.lead_id limit 1000),
      'LEAD_IS_OVER', 'The lead answered or must be left alone.', 'OPERATOR')`)
  // Follow-ups speak of the first touch. While nothing shows that it left they wait, for a proof or until a person resumes them.
  await tx.execute(sql`
    select resume_enrollments(array(
      select e.lead_id from ${firstTouches} where e.state = 'PAUSED' and e.cause = 'NO_FIRST_TOUCH' and s.status = 'PROVEN' order by e.lead_id limit 1000),
      'FIRST_TOUCH_PROVEN', 'its first touch was proven.', 'OPERATOR')`)
  await tx.execute(sql`
    select pause_enrollments(array(
      select e.lead_id from ${firstTouches}
      where e.state = 'ACTIVE' and s.status = 'ACCEPTED'
        and (s.recalled_at is not null or (s.platform = 'INSTANTLY' and s.window_to + interval '1 hour' < business_now()))
        and not exists (
          select from audit_entry p join audit_detail q on q.audit_id = p.id
          join audit_entry a on a.subject_id = e.id::text and a.action = 'enrollment.resumed' and a.id > p.id
          join audit_detail d on d.audit_id = a.id and d.detail ->> 'cause' = 'BY_HAND'
          where p.subject_id = e.id::text and p.action = 'enrollment.paused' and q.detail ->> 'cause' = 'NO_FIRST_TOUCH')
      order by e.lead_id limit 1000),
      null, 'NO_FIRST_TOUCH', 'Its first touch was taken back, or Instantly shows no mail of it.', 'OPERATOR')`)
  const { rows } = await tx.execute<{ waiting: number }>(
    sql`select count(*)::int as waiting from enrollment where state = 'PAUSED' and cause = 'NO_FIRST_TOUCH'`,
  )
  const waiting = rows[0]?.waiting ?? 0
  await warnWhileItLasts(tx, {
    cause: 'cadence.no-first-touch',
    message: waiting === 0 ? null : `${waiting} cadences wait: nothing shows that their first touch left. Resume or end them.`,
    overNote: 'None waits for its first touch any more.',
  })
  // An unclear or refused follow-up, and one that a person settled as not sent after all.
  await tx.execute(sql`
    select take_steps(array(
      select s.id from enrollment e join enrollment_step t on t.enrollment_id = e.id join send s on s.draft_id = t.draft_id
      where e.state <> 'ENDED' and ((t.state in ('WAITING', 'PARKED') and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN', 'REFUSED'))
        or (t.state = 'DONE' and s.id = t.send_id and s.status = 'SKIPPED' and s.code = 'SETTLED_NOT_SENT')) limit 1000))`)
}

/** Drafts are made the day before their step is due: up to the end of the organisation's tomorrow. */
async function tomorrowsEnd(tx: Sql): Promise<Date> {
  const { rows } = await tx.execute<{ at: string }>(
    sql`select (organisation_day(business_now()) + 2)::timestamp at time zone setting('organisation', '{timeZone}') as at`,
  )
  if (!rows[0]) throw new Error('there is no tomorrow')
  return new Date(rows[0].at)
}

/** A first touch that was accepted without its lead being enrolled: settling makes both, so a person must look. */
async function alertNotEnrolled(tx: Sql): Promise<void> {
  await tx.execute(sql`
    select raise_alert('cadence.not-enrolled', 'WARNING', format('%s accepted first touches have no enrollment.', m.count))
    from (
      select count(*) from send s left join batch b on b.id = s.batch_id
      where s.accepted_at between business_now() - interval '30 days' and business_now() - interval '1 minute'
        and s.motion = 'OUTBOUND' and s.step = 1 and s.status in ('ACCEPTED', 'PROVEN') and s.lead_id is not null and not b.is_test
        and not exists (select from enrollment e where e.person = s.person and e.round = s.round)
        and not exists (select from enrollment e where e.lead_id = s.lead_id and e.state <> 'ENDED')
    ) m where m.count > 0`)
}

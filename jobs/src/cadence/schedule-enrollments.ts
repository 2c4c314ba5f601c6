import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { organisationSection } from '../craft/organisation.ts'
import { dispatchSection } from '../dispatch/dispatch-settings.ts'
import type { Holidays } from '../dispatch/load-holidays.ts'
import type { WindowRules } from '../dispatch/send-window.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type Enrolled, loadEnrolled } from './load-ways.ts'
import { scheduleSteps, type WindowFinder, windowFinder } from './schedule.ts'

/** Enrollments scheduled in one statement. */
const mostAtOnce = 500

export type Calendar = { findWindow: WindowFinder; organisationZone: string; rules: WindowRules }

/** The windows of the settings in force. */
export async function loadCalendar(db: Sql, holidays: Holidays): Promise<Calendar> {
  const { document: dispatch } = await loadSettings(db, dispatchSection)
  const { document: organisation } = await loadSettings(db, organisationSection)
  const rules = { window: dispatch.window, holidays, organisationZone: organisation.timeZone }
  return { findWindow: windowFinder(rules), organisationZone: organisation.timeZone, rules }
}

/** Works out the days of running enrollments that have none yet; answers how many. One without a step left has come to its end. */
export async function scheduleEnrollments(tx: Sql, { findWindow, organisationZone }: Calendar): Promise<number> {
  const waiting = await loadEnrolled(
    tx,
    sql`e.state = 'ACTIVE' and e.next_due_at is null order by e.id limit ${mostAtOnce} for update of e`,
  )
  const through = waiting.filter(({ steps }) => !steps.some(({ isOpen }) => isOpen))
  if (through.length > 0) {
    const leadIds = through.map(({ leadId }) => leadId)
    await tx.execute(sql`select end_enrollments(${sql.param(leadIds)}::uuid[], 'COMPLETED', 'All its steps are done.', 'OPERATOR')`)
  }
  const going = waiting.filter((one) => !through.includes(one))
  await writeSchedules(
    tx,
    going.map((one) => ({ enrolled: one, due: scheduleSteps(one, findWindow, organisationZone) })),
  )
  return waiting.length
}

async function writeSchedules(tx: Sql, schedules: readonly { enrolled: Enrolled; due: ReturnType<typeof scheduleSteps> }[]): Promise<void> {
  if (schedules.length === 0) return
  const steps = schedules.flatMap(({ enrolled, due }) =>
    due.map(({ place, dueAt }) => ({ id: enrolled.id, place, at: dueAt.toISOString() })),
  )
  await tx.execute(sql`
    update enrollment_step t set due_at = d.at from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as d(id uuid, place smallint, at timestamptz)
    where t.enrollment_id = d.id and t.place = d.place and t.due_at is distinct from d.at`)
  // Without any day to come the guard has the last word: it is looked at again in a week.
  const next = schedules.map(({ enrolled, due }) => ({
    id: enrolled.id,
    step: enrolled.steps.find(({ isOpen }) => isOpen)?.step,
    at: due[0]?.dueAt.toISOString() ?? null,
  }))
  await tx.execute(sql`
    update enrollment e set next_step = n.step, next_due_at = coalesce(n.at, business_now() + interval '7 days')
    from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as n(id uuid, step smallint, at timestamptz) where e.id = n.id`)
}

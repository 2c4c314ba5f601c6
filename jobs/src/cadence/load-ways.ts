import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'
import { isZone } from '../dispatch/send-window.ts'
import type { CadenceAction, StepCondition, TaskKind } from './cadence-plan.ts'
import type { Way, WayStep } from './schedule.ts'

export type EnrolledStep = WayStep & {
  id: string
  template: string
  onlyWhen: StepCondition
  task: TaskKind | null
  state: 'WAITING' | 'DONE' | 'SKIPPED' | 'PARKED'
  draftId: string | null
  dueAt: Date | null
}

/** An enrollment with everything that its days follow from. */
export type Enrolled = Omit<Way, 'steps'> & {
  id: string
  leadId: string
  round: number
  plan: string
  planVersion: number
  state: 'ACTIVE' | 'PAUSED' | 'ENDED'
  pausedAt: Date | null
  nextStep: number | null
  nextDueAt: Date | null
  /** Which state of the row was seen. */
  updatedAt: string
  steps: EnrolledStep[]
}

type Row = {
  id: string
  leadId: string
  round: number
  plan: string
  planVersion: number
  state: Enrolled['state']
  anchorAt: string
  heldSeconds: string
  pausedAt: string | null
  connectedAt: string | null
  nextStep: number | null
  nextDueAt: string | null
  updatedAt: string
  zone: string | null
  countryCode: string | null
}

type StepRow = {
  enrollmentId: string
  id: string
  place: number
  step: number
  day: number
  action: CadenceAction
  template: string
  onlyWhen: StepCondition
  task: TaskKind | null
  state: EnrolledStep['state']
  dueAt: string | null
  doneAt: string | null
  draftId: string | null
}

const dateOf = (at: string | null): Date | null => (at === null ? null : new Date(at))

/** Enrollments (`e`) with their leads (`l`) and steps, in two statements whatever their number. `rest` follows "from … where". */
export async function loadEnrolled(db: Sql, rest: SQL): Promise<Enrolled[]> {
  const { rows } = await db.execute<Row>(sql`
    select e.id, e.lead_id as "leadId", e.round, e.plan, e.plan_version as "planVersion", e.state, e.anchor_at as "anchorAt", e.held_seconds as "heldSeconds",
      e.paused_at as "pausedAt", e.connected_at as "connectedAt", e.next_step as "nextStep", e.next_due_at as "nextDueAt", e.updated_at::text as "updatedAt",
      l.time_zone as zone, l.country_code as "countryCode"
    from enrollment e join lead l on l.id = e.lead_id where ${rest}`)
  if (rows.length === 0) return []
  const { rows: steps } = await db.execute<StepRow>(sql`
    select t.enrollment_id as "enrollmentId", t.id, t.place, t.step, t.day, t.action, t.template, t.only_when as "onlyWhen", t.task, t.state,
      t.due_at as "dueAt", t.done_at as "doneAt", t.draft_id as "draftId"
    from enrollment_step t where t.enrollment_id = any(${sql.param(rows.map(({ id }) => id))}::uuid[]) order by t.enrollment_id, t.place`)
  const stepsOf = Map.groupBy(steps, ({ enrollmentId }) => enrollmentId)
  const zones = new Map<string, boolean>()
  const known = (zone: string | null): string | null => {
    if (zone === null) return null
    const isKnown = zones.get(zone) ?? isZone(zone)
    zones.set(zone, isKnown)
    return isKnown ? zone : null
  }
  return rows.map(({ anchorAt, heldSeconds, pausedAt, connectedAt, nextDueAt, zone, ...row }) => ({
    ...row,
    anchorAt: new Date(anchorAt),
    heldMs: Number(heldSeconds) * 1_000,
    pausedAt: dateOf(pausedAt),
    connectedAt: dateOf(connectedAt),
    nextDueAt: dateOf(nextDueAt),
    zone: known(zone),
    steps: (stepsOf.get(row.id) ?? []).map(({ enrollmentId: _, dueAt, doneAt, ...step }) => ({
      ...step,
      dueAt: dateOf(dueAt),
      doneAt: dateOf(doneAt),
      isOpen: step.state === 'WAITING' || step.state === 'PARKED',
    })),
  }))
}

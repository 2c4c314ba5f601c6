import { prepared, type Reader } from '@swarm/db/read'
import { enrollment, enrollmentStep, task } from '@swarm/db/schema/cadence'
import { sql } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

export const enrollmentColumns = {
  id: enrollment.id,
  leadId: enrollment.leadId,
  round: enrollment.round,
  plan: enrollment.plan,
  planVersion: enrollment.planVersion,
  state: enrollment.state,
  cause: enrollment.cause,
  reason: enrollment.reason,
  platform: enrollment.platform,
  account: enrollment.account,
  anchorAt: enrollment.anchorAt,
  pausedAt: enrollment.pausedAt,
  pausedUntil: enrollment.pausedUntil,
  nextStep: enrollment.nextStep,
  nextDueAt: enrollment.nextDueAt,
  endedAt: enrollment.endedAt,
  createdAt: enrollment.createdAt,
}

const byIds = prepared((db) =>
  db
    .select(enrollmentColumns)
    .from(enrollment)
    .where(sql`${enrollment.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('enrollments_by_ids'),
)

export type EnrollmentRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadEnrollments(reader: Reader, ids: readonly string[]): Promise<(EnrollmentRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

const latestOfLeads = prepared((db) =>
  db
    .selectDistinctOn([enrollment.leadId], enrollmentColumns)
    .from(enrollment)
    .where(sql`${enrollment.leadId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(enrollment.leadId, sql`${enrollment.id} desc`)
    .prepare('latest_enrollments_of_leads'),
)

/** The newest enrollment of many leads, in one statement. */
export async function loadLatestEnrollments(reader: Reader, leadIds: readonly string[]): Promise<(EnrollmentRow | null)[]> {
  const rows = await reader.read((db) => latestOfLeads(db).execute({ ids: [...leadIds] }))
  return rowsInOrder(leadIds, rows, (row) => row.leadId)
}

const stepsOf = prepared((db) =>
  db
    .select({
      enrollmentId: enrollmentStep.enrollmentId,
      place: enrollmentStep.place,
      step: enrollmentStep.step,
      day: enrollmentStep.day,
      action: enrollmentStep.action,
      template: enrollmentStep.template,
      task: enrollmentStep.task,
      state: enrollmentStep.state,
      dueAt: enrollmentStep.dueAt,
      doneAt: enrollmentStep.doneAt,
      draftId: enrollmentStep.draftId,
      code: enrollmentStep.code,
      message: enrollmentStep.message,
      // What it became, else the last send that its draft was frozen as.
      sendId: sql<
        string | null
      >`coalesce(${enrollmentStep.sendId}, (select s.id from send s where s.draft_id = "enrollment_step"."draft_id" order by s.id desc limit 1))`,
    })
    .from(enrollmentStep)
    .where(sql`${enrollmentStep.enrollmentId} = any(${sql.placeholder('ids')}::uuid[])`)
    .orderBy(enrollmentStep.enrollmentId, enrollmentStep.place)
    .prepare('steps_of_enrollments'),
)

export type EnrollmentStepRow = Awaited<ReturnType<ReturnType<typeof stepsOf>['execute']>>[number]

/** The steps of many enrollments, in one statement. */
export async function loadEnrollmentSteps(reader: Reader, ids: readonly string[]): Promise<EnrollmentStepRow[][]> {
  const rows = await reader.read((db) => stepsOf(db).execute({ ids: [...ids] }))
  return groupsInOrder(ids, rows, (row) => row.enrollmentId)
}

export const taskColumns = {
  id: task.id,
  leadId: task.leadId,
  kind: task.kind,
  script: task.script,
  dueAt: task.dueAt,
  createdAt: task.createdAt,
  completedAt: task.completedAt,
  completedBy: task.completedBy,
  outcome: task.outcome,
  note: task.note,
  cancelledAt: task.cancelledAt,
}

const tasksByIds = prepared((db) =>
  db
    .select(taskColumns)
    .from(task)
    .where(sql`${task.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('tasks_by_ids'),
)

export type TaskRow = Awaited<ReturnType<ReturnType<typeof tasksByIds>['execute']>>[number]

export async function loadTasks(reader: Reader, ids: readonly string[]): Promise<(TaskRow | null)[]> {
  const rows = await reader.read((db) => tasksByIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  primaryKey,
  smallint,
  snakeCase,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { platform, send } from './dispatch.ts'
import { draft } from './draft.ts'
import { lead } from './lead.ts'

/** What a step of a cadence does: a touch that is sent, or a task for a person. */
export const cadenceAction = pgEnum('cadence_action', ['EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE', 'TASK'])
export const enrollmentState = pgEnum('enrollment_state', ['ACTIVE', 'PAUSED', 'ENDED'])
/**
 * DONE is whatever counts as sent (an unclear answer too) and a task that was given to a person; SKIPPED says why; PARKED waits for a person.
 */
export const enrollmentStepState = pgEnum('enrollment_step_state', ['WAITING', 'DONE', 'SKIPPED', 'PARKED'])
export const taskKind = pgEnum('task_kind', ['PHONE', 'VOICE_NOTE'])

/** One version of a plan. Append-only: enrollments keep theirs. */
export const cadencePlan = snakeCase.table(
  'cadence_plan',
  {
    name: text().notNull(),
    version: integer().notNull(),
    document: jsonb().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.name, t.version] }), check('cadence_plan_counts_from_1', sql`${t.version} > 0`)],
)

/** One lead's way through a plan. */
export const enrollment = snakeCase.table(
  'enrollment',
  {
    id: id(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    /** Whose once-keys its steps take. */
    person: text().notNull(),
    round: smallint().notNull(),
    plan: text().notNull(),
    planVersion: integer().notNull(),
    state: enrollmentState().notNull().default('ACTIVE'),
    /** Why it is paused or ended: a code, and a sentence. */
    cause: text(),
    reason: text(),
    /** The email platform and account that it keeps. */
    platform: platform().notNull(),
    account: text().notNull(),
    /** When its first touch was accepted; business time. Days of the plan count from here. */
    anchorAt: instant().notNull(),
    /** How long it was held, in seconds: paused, or a touch that went days after it was due. Shifts what is left. */
    heldSeconds: bigint({ mode: 'number' }).notNull().default(0),
    pausedAt: instant(),
    /** Null while paused: until a person resumes it. */
    pausedUntil: instant(),
    /** When the connection was accepted: brings the next LinkedIn message and the next email forward. */
    connectedAt: instant(),
    /** The step that comes next; null when none is left. */
    nextStep: smallint(),
    /** When it is due; null until the sweep has worked it out. */
    nextDueAt: instant(),
    endedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    foreignKey({ name: 'enrollment_plan', columns: [t.plan, t.planVersion], foreignColumns: [cadencePlan.name, cadencePlan.version] }),
    uniqueIndex('enrollment_running').on(t.leadId).where(sql`${t.state} <> 'ENDED'`),
    uniqueIndex('enrollment_round').on(t.person, t.round),
    index('enrollment_lead').on(t.leadId, t.id.desc().nullsFirst()),
    index('enrollment_by_created').on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('enrollment_by_state').on(t.state, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('enrollment_by_step').on(t.nextStep, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()).where(sql`${t.state} <> 'ENDED'`),
    index('enrollment_due').on(t.nextDueAt).where(sql`${t.state} = 'ACTIVE' and ${t.nextDueAt} is not null`),
    index('enrollment_unscheduled').on(t.id).where(sql`${t.state} = 'ACTIVE' and ${t.nextDueAt} is null`),
    index('enrollment_pause_ends').on(t.pausedUntil).where(sql`${t.state} = 'PAUSED' and ${t.pausedUntil} is not null`),
    check(
      'enrollment_paused_since',
      sql`(${t.state} = 'PAUSED') = (${t.pausedAt} is not null) and (${t.pausedUntil} is null or ${t.state} = 'PAUSED')`,
    ),
    check('enrollment_ended_when', sql`(${t.state} = 'ENDED') = (${t.endedAt} is not null)`),
    check('enrollment_says_why', sql`${t.state} = 'ACTIVE' or num_nonnulls(${t.cause}, ${t.reason}) = 2`),
    check('enrollment_held_forward', sql`${t.heldSeconds} >= 0`),
  ],
)

/** One step of one enrollment. `place` orders them; `step` is the plan's number, part of the once-key. */
export const enrollmentStep = snakeCase.table(
  'enrollment_step',
  {
    id: id(),
    enrollmentId: uuid()
      .notNull()
      .references(() => enrollment.id, { onDelete: 'cascade' }),
    place: smallint().notNull(),
    step: smallint().notNull(),
    day: smallint().notNull(),
    action: cadenceAction().notNull(),
    template: text().notNull(),
    onlyWhen: text().notNull(),
    task: taskKind(),
    state: enrollmentStepState().notNull().default('WAITING'),
    /** When its window opens, as far as it is known today; business time. */
    dueAt: instant(),
    draftId: uuid().references(() => draft.id, { onDelete: 'set null' }),
    /** What it became, or waits as while parked. */
    sendId: uuid().references(() => send.id),
    doneAt: instant(),
    /** Of a follow-up that is done: for how many seconds its cadence had been held by then. What is held later counts against silence since. */
    heldSeconds: bigint({ mode: 'number' }),
    code: text(),
    message: text(),
  },
  (t) => [
    uniqueIndex('enrollment_step_place').on(t.enrollmentId, t.place),
    index('enrollment_step_draft').on(t.draftId).where(sql`${t.draftId} is not null`),
    index('enrollment_step_send').on(t.sendId).where(sql`${t.sendId} is not null`),
    index('enrollment_step_due').on(t.dueAt).where(sql`${t.state} in ('WAITING', 'PARKED')`),
    check('enrollment_step_skip_says_why', sql`${t.state} <> 'SKIPPED' or num_nonnulls(${t.code}, ${t.message}) = 2`),
    check('enrollment_step_task_kind', sql`(${t.action} = 'TASK') = (${t.task} is not null)`),
  ],
)

/** Something that a person does for a lead: a call, a voice note. */
export const task = snakeCase.table(
  'task',
  {
    id: id(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    enrollmentStepId: uuid().references(() => enrollmentStep.id, { onDelete: 'cascade' }),
    kind: taskKind().notNull(),
    /** What to say. */
    script: text().notNull(),
    dueAt: instant().notNull(),
    createdAt: instant().notNull(),
    completedAt: instant(),
    completedBy: text(),
    outcome: text(),
    note: text(),
    /** Nothing to do any more: the cadence ended. */
    cancelledAt: instant(),
  },
  (t) => [
    uniqueIndex('task_once').on(t.enrollmentStepId),
    index('task_by_due').on(t.dueAt, t.id),
    index('task_open').on(t.dueAt, t.id).where(sql`${t.completedAt} is null and ${t.cancelledAt} is null`),
    index('task_lead').on(t.leadId, t.id.desc().nullsFirst()),
    check('task_completed_by_someone', sql`num_nonnulls(${t.completedAt}, ${t.completedBy}, ${t.outcome}) in (0, 3)`),
    check('task_completed_or_cancelled', sql`${t.completedAt} is null or ${t.cancelledAt} is null`),
  ],
)

/** When the cadence last could work: no stop, a runner alive. What fell due in a longer gap than the grace is parked. */
export const cadencePulse = snakeCase.table(
  'cadence_pulse',
  { only: boolean().primaryKey().default(true), at: instant().notNull() },
  (t) => [check('cadence_pulse_is_one', sql`${t.only}`)],
)

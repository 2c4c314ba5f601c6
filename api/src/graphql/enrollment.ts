import type { KeysetOrder } from '@swarm/db/keyset'
import { enrollment } from '@swarm/db/schema/cadence'
import { type ChangeEnrollmentInput, changeEnrollment, enrollmentChanges } from '@swarm/jobs/cadence/change-enrollment'
import { previewChange } from '@swarm/jobs/cadence/preview-change'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, decodeGlobalId, needs } from './builder.ts'
import { type EnrollmentRow, type EnrollmentStepRow, enrollmentColumns, loadEnrollments } from './enrollment-rows.ts'
import { Channel, Platform } from './enums.ts'
import { ReasonType } from './errors.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'
import { Send } from './send.ts'
import { holidays } from './send-rows.ts'

/** How a step travels. A call has no channel of ours and counts as what it stands between: EMAIL; its task says what it is. */
const channelOf = ({ action, task }: Pick<EnrollmentStepRow, 'action' | 'task'>) =>
  action === 'EMAIL' || task === 'PHONE' ? 'EMAIL' : 'LINKEDIN'

const EnrollmentStepType = builder.objectRef<EnrollmentStepRow>('EnrollmentStep').implement({
  description: 'One step of a lead’s way through its plan.',
  extensions: needs('read'),
  fields: (t) => ({
    step: t.exposeInt('step', { description: 'Its number in the plan.' }),
    day: t.exposeInt('day', { description: 'Its day in the plan; the first touch is on day 1.' }),
    channel: t.field({ type: Channel, description: 'How it travels; of a call EMAIL, see task.', resolve: channelOf }),
    task: t.exposeString('task', { nullable: true, description: 'PHONE or VOICE_NOTE: done by a person; of a task alone.' }),
    action: t.exposeString('action', { description: 'EMAIL, LINKEDIN_REQUEST, LINKEDIN_MESSAGE or TASK.' }),
    template: t.exposeString('template', { description: 'The text that it is made from.' }),
    state: t.exposeString('state', { description: 'WAITING, DONE, SKIPPED or PARKED.' }),
    dueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its window opens, as far as it is known today, in business time; null until it was worked out.',
      resolve: (row) => row.dueAt,
    }),
    doneAt: t.field({ type: 'DateTime', nullable: true, description: 'When it was done.', resolve: (row) => row.doneAt }),
    send: t.field({
      type: Send,
      nullable: true,
      description: 'The send that it became, or waits as.',
      resolve: (row, _, { loaders }) => (row.sendId === null ? null : loaders.send.load(row.sendId)),
    }),
    skipped: t.field({
      type: ReasonType,
      nullable: true,
      description: 'Why it was skipped; null when it was not.',
      resolve: ({ state, code, message }) => (state === 'SKIPPED' && code !== null && message !== null ? { code, message } : null),
    }),
  }),
})

export const Enrollment = builder.objectRef<EnrollmentRow>('Enrollment')
builder.node(Enrollment, {
  description: 'One lead’s way through a plan: begun by its accepted first touch.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadEnrollments(reader, ids),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      description: 'Whose.',
      resolve: async (row, _, { loaders }) => {
        const found = await loaders.lead.load(row.leadId)
        if (!found) throw new Error('an enrollment has its lead')
        return found
      },
    }),
    plan: t.exposeString('plan', { description: 'The plan’s name.' }),
    planVersion: t.exposeInt('planVersion', { description: 'The version that it keeps unless a person moves it.' }),
    platform: t.expose('platform', { type: Platform, description: 'Where its emails go.' }),
    account: t.exposeString('account', { description: 'The account that it keeps.' }),
    nextStep: t.exposeInt('nextStep', { nullable: true, description: 'The step that comes next; null when none is left.' }),
    nextDueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is due, in business time; null for some seconds while it is being worked out.',
      resolve: (row) => row.nextDueAt,
    }),
    state: t.exposeString('state', { description: 'ACTIVE, PAUSED or ENDED.' }),
    cause: t.exposeString('cause', { nullable: true, description: 'Why it is paused or ended, as a code.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'The same for a person.' }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When its first touch went; days count from here.',
      resolve: (row) => row.anchorAt,
    }),
    pausedAt: t.field({ type: 'DateTime', nullable: true, description: 'Since when it is paused.', resolve: (row) => row.pausedAt }),
    pausedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it goes on by itself; null: when a person resumes it.',
      resolve: (row) => row.pausedUntil,
    }),
    endedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it ended.', resolve: (row) => row.endedAt }),
    steps: t.field({
      type: [EnrollmentStepType],
      description: 'Its steps, in order.',
      resolve: (row, _, { loaders }) => loaders.stepsOf.load(row.id),
    }),
  }),
})

builder.objectField(Lead, 'enrollment', (t) =>
  t.field({
    type: Enrollment,
    nullable: true,
    description: 'Its cadence: the running one, else the last; null when it never had one.',
    extensions: needs('read'),
    resolve: (row, _, { loaders }) => loaders.enrollmentOf.load(row.id),
  }),
)

const newestFirst: KeysetOrder = {
  name: 'enrollments',
  value: sql`${enrollment.createdAt}`,
  id: sql`${enrollment.id}`,
  type: 'timestamptz',
  descending: true,
}

const EnrollmentConnection = builder.connectionObject(
  { type: Enrollment, name: 'EnrollmentConnection', description: 'A page of enrollments.' },
  { name: 'EnrollmentEdge', description: 'One row of it.' },
)

builder.queryField('enrollments', (t) =>
  t.connection(
    {
      type: Enrollment,
      description: 'Cadences of leads, newest first.',
      extensions: needs('read'),
      args: {
        active: t.arg.boolean({ description: 'Running (paused ones too), or ended.' }),
        step: t.arg.int({ description: 'Running ones whose next step is this.' }),
      },
      resolve: (_, args, { reader }) => {
        const conditions: SQL[] = []
        if (args.active === true || args.step != null) conditions.push(sql`${enrollment.state} <> 'ENDED'`)
        if (args.active === false) conditions.push(sql`${enrollment.state} = 'ENDED'`)
        if (args.step != null) conditions.push(sql`${enrollment.nextStep} = ${args.step}::integer`)
        return listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${enrollment}`,
          conditions,
          rows: (db, { where, orderBy, limit }) => db.select(enrollmentColumns).from(enrollment).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.createdAt.toISOString(), id: row.id }),
        })
      },
    },
    EnrollmentConnection,
  ),
)

const EnrollmentChangeType = builder.enumType('EnrollmentChange', {
  description: 'ENROLL: an accepted first touch without a running cadence; PAUSE, RESUME, EXIT; MOVE: to another plan, version or account.',
  values: inWords({
    ENROLL: 'Begins a cadence after an accepted first touch that has none running.',
    PAUSE: 'Holds it, until a time or until somebody resumes it.',
    RESUME: 'Goes on with the next step, its spacing kept.',
    EXIT: 'Ends it.',
    MOVE: 'To another plan, version or account.',
  } satisfies Record<(typeof enrollmentChanges)[number], string>),
})

const moveFields = { plan: text({ min: 1, max: 100 }).nullish(), planVersion: z.int().min(1).nullish() }
const changeInput = z.object({
  leadId: idOf('Lead'),
  change: z.enum(enrollmentChanges),
  ...moveFields,
  account: text({ min: 3, max: 400 }).nullish(),
  until: z.date().nullish(),
  reason: text({ max: 500 }).nullish(),
})

mutation<z.infer<typeof changeInput>, { enrollmentId: string }>({
  name: 'changeEnrollment',
  description: 'Pauses, resumes, ends or moves a lead’s cadence, or begins one that is missing.',
  needs: ['operate'],
  input: (t) => ({
    leadId: t.id({ required: true, description: 'Whose.' }),
    change: t.field({ type: EnrollmentChangeType, required: true, description: 'What is done.' }),
    plan: t.string({ description: 'MOVE: to this plan; the one it has unless said.' }),
    planVersion: t.int({ description: 'MOVE: to this version; the newest unless said.' }),
    account: t.string({ description: 'MOVE: to this email account.' }),
    until: t.field({ type: 'DateTime', description: 'PAUSE: until then; else until somebody resumes it.' }),
    reason: t.string({ description: 'Why; kept on the lead’s timeline.' }),
  }),
  schema: changeInput,
  success: (t) => ({
    enrollment: t.field({
      type: Enrollment,
      description: 'The cadence as it stands now.',
      resolve: async ({ enrollmentId }, _, { reader }) => {
        const [found] = await loadEnrollments(reader, [enrollmentId])
        if (!found) throw new Error('the enrollment is gone')
        return found
      },
    }),
  }),
  run: async (input, { caller, writer, wake }) => {
    const given: ChangeEnrollmentInput = {
      leadId: input.leadId,
      change: input.change,
      plan: input.plan ?? null,
      planVersion: input.planVersion ?? null,
      account: input.account ?? null,
      until: input.until ?? null,
      reason: input.reason ?? null,
    }
    const changed = await changeEnrollment(writer, caller, given)
    await wake('sweepCadence', {}, 'changed')
    return changed
  },
})

type PreviewStep = Awaited<ReturnType<typeof previewChange>>[number]

const EnrollmentPreviewStep = builder.objectRef<PreviewStep>('EnrollmentPreviewStep').implement({
  description: 'One step that is left, as it is and as it would be.',
  extensions: needs('read'),
  fields: (t) => ({
    step: t.exposeInt('step', { description: 'Its number in its plan.' }),
    action: t.exposeString('action', { description: 'EMAIL, LINKEDIN_REQUEST, LINKEDIN_MESSAGE or TASK.' }),
    template: t.exposeString('template', { description: 'The text that it is made from.' }),
    before: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is due now; null when it is new.',
      resolve: (row) => row.before,
    }),
    after: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it would be due; null when it would fall away, or nobody knows when it goes on.',
      resolve: (row) => row.after,
    }),
  }),
})

builder.queryField('enrollmentPreview', (t) =>
  t.field({
    type: [EnrollmentPreviewStep],
    description: 'What a change of a lead’s running cadence would do to the steps that are left. Changes nothing.',
    extensions: needs('read'),
    args: {
      leadId: t.arg.id({ required: true, description: 'Whose.' }),
      change: t.arg({ type: EnrollmentChangeType, required: true, description: 'What would be done.' }),
      plan: t.arg.string({ description: 'MOVE: to this plan.' }),
      planVersion: t.arg.int({ description: 'MOVE: to this version.' }),
      until: t.arg({ type: 'DateTime', description: 'PAUSE: until then.' }),
    },
    resolve: (_, args, { reader }) => {
      const decoded = decodeGlobalId(args.leadId)
      if (decoded?.typename !== 'Lead') return []
      const { change, plan, planVersion, until } = args
      return reader.read((db) =>
        previewChange(db, holidays, {
          leadId: decoded.id,
          change,
          plan: plan ?? null,
          planVersion: planVersion ?? null,
          until: until ?? null,
        }),
      )
    },
  }),
)

import type { Reader } from '@swarm/db/read'
import { type PlanDocument, type PlanStep, planSchema } from '@swarm/jobs/cadence/cadence-plan'
import { cadenceSection } from '@swarm/jobs/cadence/cadence-settings'
import { saveCadencePlan } from '@swarm/jobs/cadence/save-cadence-plan'
import { loadSettings } from '@swarm/jobs/settings/load-settings'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'

type PlanRow = { name: string; version: number; document: PlanDocument; createdBy: string; createdAt: string; running: number }

const PlanStepType = builder.objectRef<PlanStep>('CadencePlanStep').implement({
  description: 'One step of a plan.',
  extensions: needs('read'),
  fields: (t) => ({
    step: t.exposeInt('step', { description: 'Its number.' }),
    day: t.exposeInt('day', { description: 'Its day; the first touch is on day 1.' }),
    action: t.exposeString('action', { description: 'EMAIL, LINKEDIN_REQUEST, LINKEDIN_MESSAGE or TASK.' }),
    task: t.exposeString('task', { nullable: true, description: 'PHONE or VOICE_NOTE; of a task alone.' }),
    template: t.exposeString('template', { description: 'The text that it is made from.' }),
    onlyWhen: t.exposeString('onlyWhen', { description: 'always, hasLinkedin, notReplied or connected.' }),
  }),
})

const CadencePlan = builder.objectRef<PlanRow>('CadencePlan').implement({
  description: 'One version of a plan. Running cadences keep theirs unless a person moves them.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'How settings and enrollments call this plan.' }),
    version: t.exposeInt('version', { description: 'Counts from 1.' }),
    title: t.string({ description: 'What it is called on screen.', resolve: (row) => row.document.title }),
    steps: t.field({ type: [PlanStepType], description: 'Its steps, in order.', resolve: (row) => row.document.steps }),
    running: t.exposeInt('running', { description: 'Cadences that go by this version.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who saved it.' }),
    createdAt: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => row.createdAt }),
  }),
})

/** Every version of every plan, each plan's newest first. */
async function loadPlans(reader: Reader): Promise<PlanRow[]> {
  const { rows } = await reader.read((db) =>
    db.execute<Omit<PlanRow, 'document'> & { document: unknown }>(sql`
      select p.name, p.version, p.document, p.created_by as "createdBy", p.created_at as "createdAt",
        (select count(*)::int from enrollment e where e.plan = p.name and e.plan_version = p.version and e.state <> 'ENDED') as running
      from cadence_plan p order by p.name, p.version desc`),
  )
  return rows.map((row) => ({ ...row, document: planSchema.parse(row.document) }))
}

type StepCount = { step: number; waiting: number; paused: number; dueToday: number; done: number; skipped: number; parked: number }
type CadenceRow = { plan: PlanRow; plans: PlanRow[]; counts: StepCount[]; totals: Totals }
type Totals = { active: number; paused: number; ended: number; dueToday: number; parked: number; openTasks: number }

const CadenceStep = builder.objectRef<PlanStep & StepCount>('CadenceStep').implement({
  description: 'One step of the plan in force, and how many stand before it.',
  extensions: needs('read'),
  fields: (t) => ({
    step: t.exposeInt('step', { description: 'Its number.' }),
    day: t.exposeInt('day', { description: 'Its day; the first touch is on day 1.' }),
    action: t.exposeString('action', { description: 'EMAIL, LINKEDIN_REQUEST, LINKEDIN_MESSAGE or TASK.' }),
    task: t.exposeString('task', { nullable: true, description: 'PHONE or VOICE_NOTE; of a task alone.' }),
    template: t.exposeString('template', { description: 'The text that it is made from.' }),
    onlyWhen: t.exposeString('onlyWhen', { description: 'always, hasLinkedin, notReplied or connected.' }),
    waiting: t.exposeInt('waiting', { description: 'Running cadences of this plan, in any version, whose next step it is.' }),
    paused: t.exposeInt('paused', { description: 'Paused ones of them.' }),
    dueToday: t.exposeInt('dueToday', { description: 'Those that are due by the end of the organisation’s day.' }),
    parked: t.exposeInt('parked', { description: 'Those that wait for a person.' }),
    done: t.exposeInt('done', { description: 'How often it was done.' }),
    skipped: t.exposeInt('skipped', { description: 'How often it was skipped, ended cadences apart.' }),
  }),
})

const Cadence = builder.objectRef<CadenceRow>('Cadence').implement({
  description: 'The plan that accepted first touches are enrolled in, and where everybody stands.',
  extensions: needs('read'),
  fields: (t) => ({
    plan: t.field({ type: CadencePlan, description: 'The plan in force, in its newest version.', resolve: (row) => row.plan }),
    plans: t.field({ type: [CadencePlan], description: 'Every version of every plan.', resolve: (row) => row.plans }),
    steps: t.field({
      type: [CadenceStep],
      description: 'Its steps, with how many wait where.',
      resolve: ({ plan, counts }) =>
        plan.document.steps.map((step) => ({
          ...(counts.find((one) => one.step === step.step) ?? { waiting: 0, paused: 0, dueToday: 0, done: 0, skipped: 0, parked: 0 }),
          ...step,
        })),
    }),
    active: t.int({ description: 'Running cadences of all plans.', resolve: ({ totals }) => totals.active }),
    paused: t.int({ description: 'Paused ones.', resolve: ({ totals }) => totals.paused }),
    ended: t.int({ description: 'Ended ones.', resolve: ({ totals }) => totals.ended }),
    dueToday: t.int({
      description: 'Next steps that are due by the end of the organisation’s day.',
      resolve: ({ totals }) => totals.dueToday,
    }),
    parked: t.int({ description: 'Overdue ones that wait for a person.', resolve: ({ totals }) => totals.parked }),
    openTasks: t.int({ description: 'Tasks that wait for a person.', resolve: ({ totals }) => totals.openTasks }),
  }),
})

async function loadCadence(reader: Reader): Promise<CadenceRow> {
  const { document: settings } = await reader.read((db) => loadSettings(db, cadenceSection))
  const plans = await loadPlans(reader)
  const plan = plans.find(({ name }) => name === settings.plan)
  if (!plan) throw new Error(`there is no plan ${settings.plan}`)
  const { rows: counts } = await reader.read((db) =>
    db.execute<StepCount>(sql`
      with edge as (select (organisation_day(business_now()) + 1)::timestamp at time zone setting('organisation', '{timeZone}') as at)
      select t.step,
        (count(*) filter (where e.state <> 'ENDED' and t.step = e.next_step and t.state = 'WAITING'))::int as waiting,
        (count(*) filter (where e.state = 'PAUSED' and t.step = e.next_step))::int as paused,
        (count(*) filter (where e.state = 'ACTIVE' and t.step = e.next_step and t.state = 'WAITING' and e.next_due_at < (select at from edge)))::int as "dueToday",
        (count(*) filter (where t.state = 'PARKED'))::int as parked, (count(*) filter (where t.state = 'DONE'))::int as done,
        (count(*) filter (where t.state = 'SKIPPED' and t.code <> 'ENROLLMENT_ENDED'))::int as skipped
      from enrollment e join enrollment_step t on t.enrollment_id = e.id where e.plan = ${plan.name} group by t.step`),
  )
  const { rows: totals } = await reader.read((db) =>
    db.execute<Totals>(sql`
      with edge as (select (organisation_day(business_now()) + 1)::timestamp at time zone setting('organisation', '{timeZone}') as at)
      select (count(*) filter (where e.state = 'ACTIVE'))::int as active, (count(*) filter (where e.state = 'PAUSED'))::int as paused,
        (count(*) filter (where e.state = 'ENDED'))::int as ended,
        (count(*) filter (where e.state = 'ACTIVE' and e.next_due_at < (select at from edge)))::int as "dueToday",
        (select count(*)::int from send s where s.batch_id is null and s.status = 'PLANNED') as parked,
        (select count(*)::int from task k where k.completed_at is null and k.cancelled_at is null) as "openTasks"
      from enrollment e`),
  )
  const [total] = totals
  if (!total) throw new Error('the cadence has no totals')
  return { plan, plans, counts, totals: total }
}

builder.queryField('cadence', (t) =>
  t.field({
    type: Cadence,
    description: 'The plan in force, and how many stand where.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadCadence(reader),
  }),
)

const saveInput = z.object({ name: text({ min: 1, max: 100 }), document: z.unknown(), expectedVersion: z.int().min(0) })

mutation<z.infer<typeof saveInput>, { name: string; version: number }>({
  name: 'saveCadencePlan',
  description: 'Saves the next version of a plan, or the first of a new one. Running cadences keep theirs.',
  needs: ['admin'],
  input: (t) => ({
    name: t.string({ required: true, description: 'Its name: small letters, digits and dashes.' }),
    document: t.field({ type: 'JSON', required: true, description: 'title, and steps as cadence.plan shows them.' }),
    expectedVersion: t.int({ required: true, description: 'The version that was seen; 0 for a new plan.' }),
  }),
  schema: saveInput,
  success: (t) => ({
    plan: t.field({
      type: CadencePlan,
      description: 'The version that was saved.',
      resolve: async ({ name, version }, _, { reader }) => {
        const found = (await loadPlans(reader)).find((row) => row.name === name && row.version === version)
        if (!found) throw new Error('the plan is gone')
        return found
      },
    }),
  }),
  run: ({ name, document, expectedVersion }, { caller, writer }) => saveCadencePlan(writer, caller, { name, document, expectedVersion }),
})

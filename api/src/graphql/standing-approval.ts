import { loadPlan } from '@swarm/jobs/cadence/load-plan'
import { type PlanText, planTexts, planTextsHash } from '@swarm/jobs/cadence/plan-texts'
import { loadTemplates } from '@swarm/jobs/craft/load-templates'
import { giveStandingApproval, revokeStandingApproval, whyNoStandingApproval } from '@swarm/jobs/ramp/standing-approval'
import { z } from 'zod'
import { Batch, mustLoad } from './batch.ts'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'
import { loadStandingApprovals, type StandingApprovalRow } from './standing-approval-rows.ts'

const StandingApproval = builder.objectRef<StandingApprovalRow>('StandingApproval').implement({
  description:
    'A person’s word that the follow-ups of one version of a plan need no approval of their own: so many a day, in the texts that were read.',
  extensions: needs('read'),
  fields: (t) => ({
    plan: t.exposeString('plan', { description: 'Which plan.' }),
    planVersion: t.exposeInt('planVersion', { description: 'Which version of it.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    by: t.exposeString('by', { description: 'Who approved.' }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => new Date(row.at) }),
    limitPerDay: t.exposeInt('limitPerDay', { description: 'Most sends that it lets through on a day of the organisation.' }),
    leftToday: t.exposeInt('leftToday', { description: 'How many of today’s are left; 0 once it is over.' }),
    until: t.field({ type: 'DateTime', description: 'When it ends by itself.', resolve: (row) => new Date(row.until) }),
    texts: t.field({ type: 'JSON', description: 'The version of each text that was read, by template.', resolve: (row) => row.texts }),
    isOver: t.exposeBoolean('isOver', { description: 'Whether it was taken back or has expired.' }),
    isInForce: t.exposeBoolean('isInForce', {
      description: 'Whether it counts now: it stands, the settings let the gatekeeper be off, and the ramp is over.',
    }),
    endedBy: t.exposeString('endedBy', { nullable: true, description: 'Who took it back; clock where it expired.' }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended.',
      resolve: (row) => row.endedAt && new Date(row.endedAt),
    }),
    endReason: t.exposeString('endReason', { nullable: true, description: 'Why it ended.' }),
    batchCount: t.int({ description: 'Batches that went under it.', resolve: (row) => row.batches }),
    sendCount: t.int({ description: 'Their sends that left, unclear ones with them.', resolve: (row) => row.sends }),
    batches: t.field({
      type: [Batch],
      description: 'The newest 20 of those batches.',
      resolve: (row, _, { loaders }) => Promise.all(row.batchIds.map((id) => mustLoad(loaders.batch.load(id)))),
    }),
  }),
})

builder.queryField('standingApprovals', (t) =>
  t.field({
    type: [StandingApproval],
    description: 'Standing approvals that stand, with those that are over when asked: the newest 200.',
    extensions: needs('read'),
    args: { all: t.arg.boolean({ defaultValue: false, description: 'Those that are over too.' }) },
    resolve: (_, { all }, { reader }) => loadStandingApprovals(reader, all ?? false),
  }),
)

const PlanTextType = builder.objectRef<PlanText>('CadencePlanText').implement({
  description: 'One follow-up of a plan, in the words that it is written from; names in braces stand for what is known of the lead.',
  extensions: needs('read'),
  fields: (t) => ({
    step: t.exposeInt('step', { description: 'Its number.' }),
    day: t.exposeInt('day', { description: 'Day of the plan; 1 is the first touch.' }),
    action: t.exposeString('action', { description: 'EMAIL, LINKEDIN_REQUEST or LINKEDIN_MESSAGE.' }),
    template: t.exposeString('template', { description: 'The name of the text.' }),
    version: t.exposeInt('version', { description: 'The version of the text that is written from now.' }),
    subjects: t.exposeStringList('subjects', { description: 'One or two of an email, none of a LinkedIn message.' }),
    openers: t.exposeStringList('openers', {
      description: 'First sentences, the best one first; each lead gets the first that can be filled.',
    }),
    body: t.exposeString('body', { description: 'The rest; {opener} stands for the first sentence.' }),
  }),
})

type Offer = { texts: PlanText[]; hash: string; refusal: string | null }

const StandingApprovalOffer = builder.objectRef<Offer>('StandingApprovalOffer').implement({
  description: 'What somebody would give a standing approval for.',
  extensions: needs('read'),
  fields: (t) => ({
    texts: t.field({ type: [PlanTextType], description: 'Its follow-ups, in order.', resolve: (row) => row.texts }),
    textsHash: t.string({ description: 'SHA-256 of them, in hex; giving one names it.', resolve: (row) => row.hash }),
    refusal: t.exposeString('refusal', { nullable: true, description: 'Why none can be given now; null when one can.' }),
  }),
})

builder.queryField('standingApprovalOffer', (t) =>
  t.field({
    type: StandingApprovalOffer,
    nullable: true,
    description:
      'The texts of one version of a plan as they are written from now, and whether a standing approval may be given. Null for no such version.',
    extensions: needs('read'),
    args: {
      plan: t.arg.string({ required: true, description: 'The plan’s name.' }),
      planVersion: t.arg.int({ required: true, description: 'Its version.' }),
    },
    resolve: (_, { plan, planVersion }, { reader }) =>
      reader.read(async (db): Promise<Offer | null> => {
        const known = await loadPlan(db, plan, planVersion)
        if (!known) return null
        const texts = planTexts(known.document, await loadTemplates(db))
        return { texts, hash: planTextsHash(texts), refusal: await whyNoStandingApproval(db) }
      }),
  }),
)

const planVersion = {
  plan: text({ min: 1, max: 100 }),
  planVersion: z.int().min(1).max(2_147_483_647),
  reason: text({ min: 10, max: 500 }),
}

mutation({
  name: 'giveStandingApproval',
  description:
    'Lets the follow-ups of one version of a plan go without an approval of their own: after 30 days of live sends, the last 14 calm. What its limit or its texts do not cover waits for a person.',
  needs: ['operate'],
  input: (t) => ({
    plan: t.string({ required: true, description: 'The plan’s name.' }),
    planVersion: t.int({ required: true, description: 'Its version.' }),
    limitPerDay: t.int({ required: true, description: 'Most sends a day of the organisation, 1 to 500.' }),
    days: t.int({ required: true, description: 'Days until it ends by itself, 1 to 90.' }),
    textsHash: t.string({ required: true, description: 'textsHash of standingApprovalOffer: the texts that were read.' }),
    reason: t.string({ required: true, description: 'Why; 10 to 500 characters.' }),
  }),
  schema: z.object({
    ...planVersion,
    limitPerDay: z.int().min(1).max(500),
    days: z.int().min(1).max(90),
    textsHash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex'),
  }),
  run: (input, { caller, writer }) => giveStandingApproval(writer, caller, input),
  success: (t) => ({
    plan: t.string({ description: 'Which plan it is for.', resolve: ({ plan }) => plan }),
    planVersion: t.int({ description: 'Its version.', resolve: (row) => row.planVersion }),
  }),
})

mutation({
  name: 'revokeStandingApproval',
  description: 'Takes a standing approval back: from now on a person approves every batch of these follow-ups.',
  needs: ['operate'],
  input: (t) => ({
    plan: t.string({ required: true, description: 'The plan’s name.' }),
    planVersion: t.int({ required: true, description: 'Its version.' }),
    reason: t.string({ required: true, description: 'Why; 10 to 500 characters.' }),
  }),
  schema: z.object(planVersion),
  run: (input, { caller, writer }) => revokeStandingApproval(writer, caller, input),
  success: (t) => ({
    plan: t.string({ description: 'Which plan it is for.', resolve: ({ plan }) => plan }),
    planVersion: t.int({ description: 'Its version.', resolve: (row) => row.planVersion }),
  }),
})

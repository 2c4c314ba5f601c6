import { approveDraft } from '@swarm/jobs/review/approve-draft'
import { cleanQueue } from '@swarm/jobs/review/clean-queue'
import { editDraft } from '@swarm/jobs/review/edit-draft'
import { openDraft } from '@swarm/jobs/review/open-draft'
import { rejectDraft } from '@swarm/jobs/review/reject-draft'
import { isRejectionTag, REJECTION_TAGS, type RejectionTag } from '@swarm/jobs/review/rejection-tags'
import { reviewDrafts } from '@swarm/jobs/review/review-drafts'
import { undoReview } from '@swarm/jobs/review/undo-review'
import { z } from 'zod'
import { builder, encodeGlobalId, needs } from '../builder.ts'
import type { GraphQLContext } from '../context.ts'
import { ExclusionKind } from '../enums.ts'
import { type ErrorAnswer, errorAnswer, UserErrorInterface } from '../errors.ts'
import { mutation, text } from '../mutation.ts'
import { approvalInput, approvalSchema, body, draftId, subject, version } from './approval-input.ts'
import { loadQueueSummary, QueueSummary } from './queue-summary.ts'
import type { DraftRow } from './rows.ts'
import { Draft } from './type.ts'

const reason = text({ min: 10, max: 2_000 })
const tag = z.string().transform((given, context): RejectionTag => {
  if (isRejectionTag(given)) return given
  context.addIssue(`is none of the tags: ${REJECTION_TAGS.map((known) => known.tag).join(', ')}`)
  return z.NEVER
})

type Payload = { draftId: string; version: number }

async function getDraft({ draftId: id }: { draftId: string }, { loaders }: GraphQLContext): Promise<DraftRow> {
  const row = await loaders.draft.load(id)
  if (!row) throw new Error(`draft ${id} is gone`)
  return row
}

const seen = 'The version that you saw.'

mutation({
  name: 'openDraft',
  description: 'Says that I am reading a draft, for two minutes (setting); say it again while you read. It never locks anything.',
  needs: ['review'],
  input: (t) => ({ draftId: t.id({ required: true, description: 'Which draft.' }) }),
  schema: z.object({ draftId }),
  run: async (input, { writer, caller }) => {
    await openDraft(writer, caller, input)
    return { draftId: input.draftId }
  },
  success: (t) => ({
    draft: t.field({ type: Draft, description: 'The draft as it stands.', resolve: (payload, _, context) => getDraft(payload, context) }),
  }),
})

mutation({
  name: 'approveDraft',
  description:
    'Approves a draft for the next batch, with an edited text and a note in the same step. Every check runs again on the final text; one that fails refuses it.',
  needs: ['review'],
  input: approvalInput,
  schema: approvalSchema,
  run: async (input, { writer, caller, addressLists }): Promise<Payload> => ({
    draftId: input.draftId,
    version: await approveDraft(writer, caller, input, addressLists),
  }),
  success: (t) => ({
    draft: t.field({ type: Draft, description: 'The draft, approved.', resolve: (payload, _, context) => getDraft(payload, context) }),
  }),
})

mutation({
  name: 'editDraft',
  description:
    'Saves a text of mine; the original stays. Checks and guards run again. A placeholder, raw data or an unseen character refuses it.',
  needs: ['review'],
  input: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: seen }),
    subject: t.string({ description: 'Left as it is when not given.' }),
    body: t.string({ description: 'Left as it is when not given.' }),
  }),
  schema: z.object({ draftId, version, subject, body }),
  run: async (input, { writer, caller, addressLists }): Promise<Payload> => ({
    draftId: input.draftId,
    version: await editDraft(writer, caller, input, addressLists),
  }),
  success: (t) => ({
    draft: t.field({
      type: Draft,
      description: 'The draft with its new version.',
      resolve: (payload, _, context) => getDraft(payload, context),
    }),
  }),
})

mutation({
  name: 'rejectDraft',
  description: 'Rejects a draft with a tag and a reason, which the next draft for this lead will know.',
  needs: ['review'],
  input: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: seen }),
    tag: t.string({ required: true, description: 'One of rejectionTags.' }),
    reason: t.string({ required: true, description: 'Why; 10 to 2,000 characters.' }),
    exclude: t.field({
      type: ExclusionKind,
      description: 'With icp_mismatch: nobody at this company is written to any more, as one of these.',
    }),
  }),
  schema: z.object({ draftId, version, tag, reason, exclude: z.enum(['CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT']).nullish() }),
  run: async (input, { writer, caller }): Promise<Payload> => ({
    draftId: input.draftId,
    version: await rejectDraft(writer, caller, input),
  }),
  success: (t) => ({
    draft: t.field({ type: Draft, description: 'The draft, rejected.', resolve: (payload, _, context) => getDraft(payload, context) }),
  }),
})

mutation({
  name: 'undoReview',
  description: 'Takes an approval or rejection back, for 10 minutes (setting) after it.',
  needs: ['review'],
  input: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: 'The version that the decision made.' }),
  }),
  schema: z.object({ draftId, version }),
  run: async (input, { writer, caller }): Promise<Payload> => ({
    draftId: input.draftId,
    version: await undoReview(writer, caller, input),
  }),
  success: (t) => ({
    draft: t.field({ type: Draft, description: 'The draft, waiting again.', resolve: (payload, _, context) => getDraft(payload, context) }),
  }),
})

type Outcome = { draftId: string; version: number | null; error: ErrorAnswer | null }

const ReviewOutcome = builder.objectRef<Outcome>('ReviewOutcome').implement({
  description: 'What became of one decision of several.',
  extensions: needs('review'),
  fields: (t) => ({
    draftId: t.id({ description: 'Which draft.', resolve: ({ draftId: id }) => encodeGlobalId('Draft', id) }),
    decided: t.boolean({ description: 'Whether the decision stands.', resolve: ({ error }) => error === null }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'The draft as it stands; null when there is none.',
      resolve: ({ draftId: id }, _, { loaders }) => loaders.draft.load(id),
    }),
    error: t.field({ type: UserErrorInterface, nullable: true, description: 'Why it was not applied.', resolve: ({ error }) => error }),
  }),
})

const ReviewDecisionInput = builder.inputType('ReviewDecisionInput', {
  description: 'One decision of several.',
  fields: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: seen }),
    decision: t.string({ required: true, description: 'APPROVE or REJECT.' }),
    tag: t.string({ description: 'Of REJECT: one of rejectionTags.' }),
    reason: t.string({ description: 'Of REJECT: why; 10 to 2,000 characters.' }),
  }),
})

mutation({
  name: 'reviewDrafts',
  description:
    'Decides a selection of at most 200 drafts. Each is checked and decided on its own, and each has one outcome, in the order given.',
  needs: ['review'],
  input: (t) => ({ decisions: t.field({ type: [ReviewDecisionInput], required: true, description: 'What is decided.' }) }),
  schema: z.object({
    decisions: z
      .array(
        z.discriminatedUnion('decision', [
          z.object({ decision: z.literal('APPROVE'), draftId, version }),
          z.object({ decision: z.literal('REJECT'), draftId, version, tag, reason }),
        ]),
      )
      .min(1, 'needs at least one decision')
      .max(200, 'may have at most 200 decisions'),
  }),
  run: async ({ decisions }, { writer, caller, addressLists }): Promise<{ outcomes: Outcome[] }> => {
    const decided = await reviewDrafts(writer, caller, decisions, addressLists)
    return { outcomes: decided.map(({ error, ...rest }) => ({ ...rest, error: error && errorAnswer(error) })) }
  },
  success: (t) => ({
    outcomes: t.field({ type: [ReviewOutcome], description: 'One for each, in the order given.', resolve: (payload) => payload.outcomes }),
  }),
})

mutation({
  name: 'cleanQueue',
  description:
    'Rejects what nobody can act on (tests, stale drafts, drafts whose lead is no longer written to) as queue_hygiene_non_actionable.',
  needs: ['operate'],
  input: () => ({}),
  schema: z.object({}),
  run: async (_, { writer, caller }) => ({ cleaned: await cleanQueue(writer, caller) }),
  success: (t) => ({
    cleaned: t.exposeInt('cleaned', { description: 'How many went.' }),
    summary: t.field({
      type: QueueSummary,
      description: 'The counts afterwards.',
      resolve: async (_, __, { reader, loaders }) => loadQueueSummary(reader, await loaders.reviewClock()),
    }),
  }),
})

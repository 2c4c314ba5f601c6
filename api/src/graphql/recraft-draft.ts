import { recraftDraft } from '@swarm/jobs/craft/recraft-draft'
import { recraftDrafts } from '@swarm/jobs/craft/recraft-drafts'
import { z } from 'zod'
import { builder, encodeGlobalId, needs } from './builder.ts'
import { Draft } from './draft/type.ts'
import { type ErrorAnswer, errorAnswer, UserErrorInterface } from './errors.ts'
import { idOf, mutation } from './mutation.ts'

const reference = z.object({ draftId: idOf('Draft'), version: z.int().min(1, 'counts from 1') })

mutation({
  name: 'recraftDraft',
  description:
    'Makes a new draft in the place of one that was blocked, expired or rejected, or that waits unedited in words of a text’s older version or with a check that fails by now, from today’s facts and with another angle and opener than what was rejected. Guards look at it; what they block stays blocked, with their codes.',
  needs: ['review'],
  input: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: 'The version that you saw.' }),
  }),
  schema: reference,
  run: async (input, { writer, caller, addressLists, publicUrl }): Promise<{ draftId: string }> => ({
    draftId: await recraftDraft(writer, caller, input, { addressLists, publicUrl }),
  }),
  success: (t) => ({
    draft: t.field({
      type: Draft,
      description: 'The new draft: waiting in the queue, or blocked.',
      resolve: async ({ draftId }, _, { loaders }) => {
        const row = await loaders.draft.load(draftId)
        if (!row) throw new Error(`draft ${draftId} is gone`)
        return row
      },
    }),
  }),
})

type Outcome = { draftId: string; madeId: string | null; error: ErrorAnswer | null }

const RecraftOutcome = builder.objectRef<Outcome>('RecraftOutcome').implement({
  description: 'What became of one of several drafts that were to be made anew.',
  extensions: needs('review'),
  fields: (t) => ({
    draftId: t.id({ description: 'The old draft.', resolve: ({ draftId }) => encodeGlobalId('Draft', draftId) }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'The new draft: waiting in the queue, or blocked. Null where none was made.',
      resolve: ({ madeId }, _, { loaders }) => (madeId === null ? null : loaders.draft.load(madeId)),
    }),
    error: t.field({ type: UserErrorInterface, nullable: true, description: 'Why none was made.', resolve: ({ error }) => error }),
  }),
})

const RecraftDraftReference = builder.inputType('RecraftDraftReference', {
  description: 'One draft of several.',
  fields: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: 'The version that you saw.' }),
  }),
})

mutation({
  name: 'recraftDrafts',
  description: 'Makes at most 100 drafts anew as recraftDraft does, each on its own. One outcome for each, in the order given.',
  needs: ['review'],
  input: (t) => ({ drafts: t.field({ type: [RecraftDraftReference], required: true, description: 'Which ones.' }) }),
  schema: z.object({ drafts: z.array(reference).min(1, 'needs at least one draft').max(100, 'may have at most 100 drafts') }),
  run: async ({ drafts }, { writer, caller, addressLists, publicUrl }): Promise<{ outcomes: Outcome[] }> => {
    const made = await recraftDrafts(writer, caller, drafts, { addressLists, publicUrl })
    return { outcomes: made.map(({ error, ...rest }) => ({ ...rest, error: error && errorAnswer(error) })) }
  },
  success: (t) => ({
    outcomes: t.field({ type: [RecraftOutcome], description: 'One for each, in the order given.', resolve: (payload) => payload.outcomes }),
  }),
})

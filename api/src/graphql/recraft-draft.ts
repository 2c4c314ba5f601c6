import { recraftDraft } from '@swarm/jobs/craft/recraft-draft'
import { z } from 'zod'
import { Draft } from './draft/type.ts'
import { idOf, mutation } from './mutation.ts'

mutation({
  name: 'recraftDraft',
  description:
    'Makes a new draft in the place of one that was blocked, expired or rejected, from today’s facts and with another angle and opener than what was rejected. Guards look at it; what they block stays blocked, with their codes.',
  needs: ['review'],
  input: (t) => ({
    draftId: t.id({ required: true, description: 'Which draft.' }),
    version: t.int({ required: true, description: 'The version that you saw.' }),
  }),
  schema: z.object({ draftId: idOf('Draft'), version: z.int().min(1, 'counts from 1') }),
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

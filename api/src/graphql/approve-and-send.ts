import { approveAndSendDraft } from '@swarm/jobs/dispatch/approve-and-send-draft'
import { waitForPlatform } from '@swarm/jobs/dispatch/wait-for-platform'
import { approvalInput, approvalSchema } from './draft/approval-input.ts'
import { Draft } from './draft/type.ts'
import { mutation } from './mutation.ts'
import { platformAnswer } from './platform-answer.ts'
import { holidays } from './send-rows.ts'

type Payload = { draftId: string; sendId: string; message: string }

mutation({
  name: 'approveAndSendDraft',
  description:
    'Approves a draft, freezes and approves it as a batch of one, and sends it through GoHighLevel: for warm leads, and for one cold tier-1 draft a day. Every check, guard, ceiling and stop holds. Needs review and operate.',
  needs: ['review', 'operate'],
  inputName: 'ApproveDraftInput',
  input: approvalInput,
  schema: approvalSchema,
  run: async (input, { writer, wake, caller, addressLists }): Promise<Payload> => {
    const { draftId, sendId } = await approveAndSendDraft(writer, wake, caller, { lists: addressLists, holidays }, input)
    return { draftId, sendId, message: await waitForPlatform(writer.sql, sendId) }
  },
  success: (t) => ({
    draft: t.field({
      type: Draft,
      description: 'The draft, approved.',
      resolve: async ({ draftId }, _, { loaders }) => {
        const row = await loaders.draft.load(draftId)
        if (!row) throw new Error(`draft ${draftId} is gone`)
        return row
      },
    }),
    ...platformAnswer(t, 'Its'),
  }),
})

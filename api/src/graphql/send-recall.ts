import { settleSend } from '@swarm/jobs/dispatch/settle-send'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { idOf, mutation, text } from './mutation.ts'
import { Send } from './send.ts'
import type { RecallRow } from './send-recall-rows.ts'
import { loadSends } from './send-rows.ts'

const SendRecall = builder.objectRef<RecallRow>('SendRecall').implement({
  description: 'What the platform was asked to give back. Open until reading the platform has confirmed it.',
  extensions: needs('read'),
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'Why it must not be sent any more.' }),
    askedAt: t.field({ type: 'DateTime', description: 'When it was asked for, in business time.', resolve: (row) => row.askedAt }),
    confirmedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When reading the platform showed it back; null while the platform may still hold it.',
      resolve: (row) => row.confirmedAt,
    }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'What went wrong last time.' }),
  }),
})

builder.objectField(Send, 'recall', (t) =>
  t.field({
    type: SendRecall,
    nullable: true,
    description: 'The last recall from the platform; null when none was asked for.',
    resolve: (row, _, { loaders }) => loaders.recallOf.load(row.id),
  }),
)

mutation<{ sendId: string; accepted: boolean; reason: string }, { sendId: string }>({
  name: 'settleSend',
  description: 'A person settles an unknown send, having looked at the platform. Not accepted: it ends SKIPPED, and never goes again.',
  needs: ['operate'],
  input: (t) => ({
    sendId: t.id({ required: true, description: 'Which send; only an unknown one can be settled.' }),
    accepted: t.boolean({ required: true, description: 'Whether the platform has it.' }),
    reason: t.string({ required: true, description: 'What was seen there, 10 to 500 characters.' }),
  }),
  schema: z.object({ sendId: idOf('Send'), accepted: z.boolean(), reason: text({ min: 10, max: 500 }) }),
  success: (t) => ({
    send: t.field({
      type: Send,
      description: 'The send now.',
      resolve: async ({ sendId }, _, { reader }) => {
        const [row] = await loadSends(reader, [sendId])
        if (!row) throw new Error('a settled send is there')
        return row
      },
    }),
  }),
  run: async (input, { caller, writer }) => {
    await settleSend(writer, caller, input)
    return { sendId: input.sendId }
  },
})

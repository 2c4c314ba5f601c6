import { waitForPlatform } from '@swarm/jobs/dispatch/wait-for-platform'
import { answerReply } from '@swarm/jobs/replies/answer-reply'
import { assignReply } from '@swarm/jobs/replies/assign-reply'
import { classifyReply } from '@swarm/jobs/replies/classify-reply'
import { createReferredLead } from '@swarm/jobs/replies/create-referred-lead'
import { replyClasses } from '@swarm/jobs/replies/reply-class'
import { z } from 'zod'
import type { GraphQLContext } from './context.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'
import { platformAnswer } from './platform-answer.ts'
import { loadReplies, type ReplyRow } from './reply-rows.ts'
import { Reply, ReplyClass } from './reply-type.ts'
import { holidays } from './send-rows.ts'

async function replyOf({ replyId }: { replyId: string }, _: unknown, { reader }: GraphQLContext): Promise<ReplyRow> {
  const [row] = await loadReplies(reader, [replyId])
  if (!row) throw new Error(`reply ${replyId} is gone`)
  return row
}

mutation({
  name: 'classifyReply',
  description:
    'A person says what a reply is: kept as labelled data, and what the class asks for follows. Lifts no suppression; a lead that was closed by a misread "not interested" is open again.',
  needs: ['review'],
  input: (t) => ({
    replyId: t.id({ required: true, description: 'Which reply.' }),
    class: t.field({ type: ReplyClass, required: true, description: 'What it is.' }),
    version: t.int({ required: true, description: 'The version that you saw.' }),
    notBefore: t.field({ type: 'Date', description: 'Of NOT_NOW: from when they may be asked again. Left out: as it was read.' }),
    returnsOn: t.field({ type: 'Date', description: 'Of OUT_OF_OFFICE: when they are back. Left out: as it was read.' }),
  }),
  schema: z.object({
    replyId: idOf('Reply'),
    class: z.enum(replyClasses),
    version: z.int().min(1, 'counts from 1'),
    notBefore: z.iso.date().nullish(),
    returnsOn: z.iso.date().nullish(),
  }),
  run: (input, { writer, log, caller }) => classifyReply(writer, log, caller, input),
  success: (t) => ({ reply: t.field({ type: Reply, description: 'The reply as it stands now.', resolve: replyOf }) }),
})

mutation({
  name: 'assignReply',
  description: 'Says whose an unmatched reply is. What it asks for follows then.',
  needs: ['review'],
  input: (t) => ({
    replyId: t.id({ required: true, description: 'Which reply of the tray.' }),
    leadId: t.id({ required: true, description: 'Whose it is.' }),
  }),
  schema: z.object({ replyId: idOf('Reply'), leadId: idOf('Lead') }),
  run: (input, { writer, log, caller }) => assignReply(writer, log, caller, input),
  success: (t) => ({ reply: t.field({ type: Reply, description: 'The reply as it stands now.', resolve: replyOf }) }),
})

mutation({
  name: 'answerReply',
  description:
    'Sends an answer through GoHighLevel: a nurture batch of one by the same path as every send, with its checks, ceilings and stop. Once for each reply. Needs review and operate.',
  needs: ['review', 'operate'],
  input: (t) => ({
    replyId: t.id({ required: true, description: 'Which reply.' }),
    subject: t.string({ required: true, description: 'Subject of the answer.' }),
    body: t.string({ required: true, description: 'Its text; the footer is added.' }),
  }),
  schema: z.object({ replyId: idOf('Reply'), subject: text({ min: 1, max: 200 }), body: text({ min: 1, max: 10_000 }) }),
  run: async (input, { writer, wake, caller, addressLists, publicUrl }) => {
    const { sendId } = await answerReply(writer, wake, caller, { lists: addressLists, holidays }, publicUrl, input)
    return { replyId: input.replyId, sendId, message: await waitForPlatform(writer.sql, sendId) }
  },
  success: (t) => ({
    reply: t.field({ type: Reply, description: 'The reply as it stands now.', resolve: replyOf }),
    ...platformAnswer(t, 'The answer’s'),
  }),
})

mutation({
  name: 'createReferredLead',
  description:
    'Makes a lead of somebody whom a reply names without an address, at the same company, by the rules of createLead; a person says who they are.',
  needs: ['operate'],
  input: (t) => ({
    replyId: t.id({ required: true, description: 'The reply that names them.' }),
    firstName: t.string({ description: 'Given name.' }),
    lastName: t.string({ description: 'Family name.' }),
    title: t.string({ description: 'Job title.' }),
    email: t.string({ description: 'Address; this or linkedinUrl is needed.' }),
    linkedinUrl: t.string({ description: 'Profile, in any of LinkedIn’s forms.' }),
  }),
  schema: z.object({
    replyId: idOf('Reply'),
    firstName: text({ max: 500 }).nullish(),
    lastName: text({ max: 500 }).nullish(),
    title: text({ max: 500 }).nullish(),
    email: text({ max: 500 }).nullish(),
    linkedinUrl: text({ max: 500 }).nullish(),
  }),
  run: (input, { writer, caller, mode }) => createReferredLead(writer, caller, input, mode),
  success: (t) => ({
    reply: t.field({ type: Reply, description: 'The reply, linked with the lead.', resolve: replyOf }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The new lead.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
  }),
})

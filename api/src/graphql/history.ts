import { historyOutcomes, importHistory } from '@swarm/jobs/restore/import-history'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'

/** Messages of one call; a file comes in pieces. */
const mostMessages = 500

const HistoryOutcome = builder.enumType('HistoryOutcome', {
  description: 'What came of a message of the time before.',
  values: {
    SENT: { description: 'It was sent; nothing more is known.' },
    REPLIED: { description: 'They replied: nothing cold goes to them.' },
    BOUNCED: { description: 'It bounced: the address is suppressed for ever.' },
    UNSUBSCRIBED: { description: 'They asked to stop: suppressed for ever.' },
  } satisfies Record<(typeof historyOutcomes)[number], { description: string }>,
})

const PastMessage = builder.inputType('PastMessage', {
  description: 'One message of the time before. Named by an address, or for LinkedIn by a profile.',
  fields: (t) => ({
    email: t.string({ description: 'To whom.' }),
    linkedinUrl: t.string({ description: 'To whom, by LinkedIn.' }),
    at: t.field({ type: 'DateTime', required: true, description: 'When it was sent.' }),
    outcome: t.field({ type: HistoryOutcome, required: true, description: 'What came of it.' }),
  }),
})

const RefusedMessage = builder.objectRef<{ index: number; message: string }>('RefusedMessage').implement({
  description: 'A message that could not be taken over.',
  extensions: needs('read'),
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the list, from 0.' }),
    message: t.exposeString('message', { description: 'Why.' }),
  }),
})

mutation({
  name: 'importHistory',
  description:
    'Takes over what was sent before moving in: whoever was written to gets nothing of the first round, bounces and opt-outs are suppressed for ever. The same message twice is taken once.',
  needs: ['operate'],
  input: (t) => ({
    source: t.string({ required: true, description: 'Where it comes from, such as the name of the file; 1 to 100 characters.' }),
    messages: t.field({ type: [PastMessage], required: true, description: `At most ${mostMessages}.` }),
  }),
  schema: z.object({
    source: text({ min: 1, max: 100 }),
    messages: z
      .array(
        z.object({
          email: z.string().max(320).nullish(),
          linkedinUrl: z.string().max(500).nullish(),
          at: z.date(),
          outcome: z.enum(historyOutcomes),
        }),
      )
      .max(mostMessages),
  }),
  run: async ({ source, messages }, { caller, writer }) => ({
    ...(await importHistory(
      writer,
      caller,
      source,
      messages.map(({ email, linkedinUrl, at, outcome }) => ({ email: email ?? null, linkedinUrl: linkedinUrl ?? null, at, outcome })),
    )),
  }),
  success: (t) => ({
    taken: t.exposeInt('taken', { description: 'Messages that are known now.' }),
    known: t.exposeInt('known', { description: 'Messages that were told before.' }),
    suppressed: t.exposeInt('suppressed', { description: 'People and addresses that are suppressed by it and were not before.' }),
    refused: t.field({
      type: [RefusedMessage],
      description: 'Messages that could not be taken over.',
      resolve: (payload) => payload.refused,
    }),
  }),
})

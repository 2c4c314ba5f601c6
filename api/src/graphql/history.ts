import type { Reader } from '@swarm/db/read'
import { historyReading } from '@swarm/db/schema/history-reading'
import { askHistory } from '@swarm/jobs/restore/ask-history'
import { historyOutcomes, importHistory } from '@swarm/jobs/restore/import-history'
import { type ListReading, listReading } from '@swarm/jobs/restore/read-history'
import { desc } from 'drizzle-orm'
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
  description: 'A message that could not be taken over, or not by every name that it gives.',
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
      description: 'Messages that could not be taken over, or not by every name that they give.',
      resolve: (payload) => payload.refused,
    }),
  }),
})

async function loadReading(reader: Reader) {
  const [row] = await reader.read((db) => db.select().from(historyReading).orderBy(desc(historyReading.id)).limit(1))
  return row ?? null
}

const HistoryList = builder.objectRef<ListReading>('HistoryList').implement({
  description: 'How far a list of a platform was read for whom it wrote to.',
  extensions: needs('read'),
  fields: (t) => ({
    platform: t.exposeString('platform', { description: 'Which platform.' }),
    of: t.exposeString('of', { description: 'Its LEADS, its MAILS, or its BLOCK_LIST.' }),
    found: t.exposeInt('found', { description: 'What stands there and was not sent by this database.' }),
    taken: t.exposeInt('taken', { description: 'Messages that are known now.' }),
    suppressed: t.exposeInt('suppressed', { description: 'People, addresses and domains that are suppressed by it and were not before.' }),
    refused: t.exposeInt('refused', { description: 'Entries that name nobody who can be written to.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why it could not be read to its end.' }),
    done: t.boolean({ description: 'Whether nothing more of it is read.', resolve: ({ next }) => next === null }),
  }),
})

const HistoryReading = builder.objectRef<NonNullable<Awaited<ReturnType<typeof loadReading>>>>('HistoryReading').implement({
  description: 'Reading from the platforms whom they wrote to before moving in.',
  extensions: needs('read'),
  fields: (t) => ({
    askedBy: t.exposeString('askedBy', { description: 'Who asked for it.' }),
    askedAt: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.askedAt }),
    readAt: t.field({ type: 'DateTime', nullable: true, description: 'When all was read; null until then.', resolve: (row) => row.readAt }),
    lists: t.field({
      type: [HistoryList],
      description: 'The lists that were begun; those of platforms without a key are none.',
      resolve: (row) => z.array(listReading).parse(row.report),
    }),
  }),
})

builder.queryField('historyReading', (t) =>
  t.field({
    type: HistoryReading,
    nullable: true,
    description: 'The last reading of what the platforms sent before moving in; null: it was never asked for.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadReading(reader),
  }),
)

mutation({
  name: 'readHistory',
  description:
    'Has Instantly, HeyReach and GoHighLevel read for whom they wrote to before moving in, what came of it and whom they block, and takes it over. Takes as long as their limits make it; asked meanwhile, it goes on.',
  needs: ['operate'],
  input: () => ({}),
  schema: z.object({}),
  run: async (_, { caller, writer, wake }) => {
    await askHistory(writer, caller)
    await wake('readHistory', {}, 'asked')
    return {}
  },
  success: (t) => ({
    reading: t.field({
      type: HistoryReading,
      nullable: true,
      description: 'How far it has come.',
      resolve: (_, __, { reader }) => loadReading(reader),
    }),
  }),
})

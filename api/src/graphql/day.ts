import { closeDay, dayDecisions } from '@swarm/jobs/ramp/close-day'
import { type Day, loadDay } from '@swarm/jobs/ramp/load-day'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'

const DayDecision = builder.enumType('DayDecision', {
  description: 'How a day is closed.',
  values: {
    CONTINUE: { description: 'Go on; after a clean day the limit rises a step.' },
    HOLD: { description: 'Go on as it is.' },
    ROLL_BACK: { description: 'Back to where the ramp had ended: its limit, and tier 1 alone in full. No clean day.' },
  } as const,
})

const TagCount = builder.objectRef<Day['topRejections'][number]>('TagCount').implement({
  description: 'How often a tag was given.',
  extensions: needs('read'),
  fields: (t) => ({
    tag: t.exposeString('tag', { description: 'Why drafts were rejected.' }),
    count: t.exposeInt('count', { description: 'How often.' }),
  }),
})

const QueueAnomaly = builder.objectRef<Day['anomalies'][number]>('QueueAnomaly').implement({
  description: 'Something odd in the queue.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable name.' }),
    message: t.exposeString('message', { description: 'What happened, after "so many drafts".' }),
    count: t.exposeInt('count', { description: 'How many drafts.' }),
  }),
})

const DayClose = builder.objectRef<NonNullable<Day['close']>>('DayClose').implement({
  description: 'How a person closed the day.',
  extensions: needs('read'),
  fields: (t) => ({
    decision: t.expose('decision', { type: DayDecision, description: 'Go on, hold, or roll back.' }),
    note: t.exposeString('note', { description: 'What they said.' }),
    nextOwner: t.exposeString('nextOwner', { description: 'Who says go or no-go next.' }),
    by: t.exposeString('by', { description: 'Who closed it.' }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => row.at }),
  }),
})

const count = (description: string) => ({ description })

const DayType = builder.objectRef<Day>('Day').implement({
  description: 'The log of one day of the organisation, computed from rows.',
  extensions: needs('read'),
  fields: (t) => ({
    on: t.field({ type: 'Date', description: 'The day.', resolve: (row) => row.on }),
    approved: t.exposeInt('approved', count('Approvals of drafts that were not taken back.')),
    rejected: t.exposeInt('rejected', count('Rejections of drafts that were not taken back; clean-ups of the queue are none.')),
    edited: t.exposeInt('edited', count('Edits of drafts.')),
    sent: t.exposeInt('sent', count('Live sends that went, or count as sent.')),
    proven: t.exposeInt('proven', count('Of these, proven by the platform.')),
    unproven: t.exposeInt('unproven', count('Of these, not proven an hour after their window.')),
    unknown: t.exposeInt('unknown', count('Of these, without a clear answer.')),
    refused: t.exposeInt('refused', count('Sends that the platform refused.')),
    opens: t.exposeInt('opens', count('Leads who opened an email that day.')),
    replies: t.exposeInt('replies', count('Replies that came that day.')),
    bounces: t.exposeInt('bounces', count('Leads whose email bounced that day.')),
    unsubscribes: t.exposeInt('unsubscribes', count('Leads who asked that day not to be written to again.')),
    meetings: t.exposeInt('meetings', count('Meetings that were booked that day.')),
    topRejections: t.field({
      type: [TagCount],
      description: 'The three most frequent rejection tags.',
      resolve: (row) => row.topRejections,
    }),
    anomalies: t.field({ type: [QueueAnomaly], description: 'What was odd in the queue.', resolve: (row) => row.anomalies }),
    alerts: t.exposeInt('alerts', count('Alerts that were first raised that day.')),
    errors: t.exposeInt('errors', count('Failed runs and critical alerts.')),
    stops: t.exposeInt('stops', count('Emergency stops that stood that day, but drills.')),
    pendingAtGate: t.exposeInt('pendingAtGate', count('Batches left without a decision when the day was closed, or at its end.')),
    clean: t.exposeBoolean('clean', count('Whether it is a clean day as things stand.')),
    whyNot: t.exposeStringList('whyNot', count('Why it is none.')),
    owner: t.exposeString('owner', { nullable: true, description: 'Who says go or no-go on this day: named at the last close before it.' }),
    close: t.field({
      type: DayClose,
      nullable: true,
      description: 'How it was closed; null while it is open.',
      resolve: (row) => row.close,
    }),
  }),
})

builder.queryField('day', (t) =>
  t.field({
    type: DayType,
    description: 'What the daily ritual asks for.',
    extensions: needs('read'),
    args: { on: t.arg({ type: 'Date', required: true, description: 'Day of the organisation.' }) },
    resolve: (_, { on }, { reader }) => reader.read((db) => loadDay(db, on)),
  }),
)

builder.queryField('today', (t) =>
  t.field({
    type: DayType,
    description: 'The day of the organisation that it is now.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read((db) => loadDay(db, null)),
  }),
)

mutation({
  name: 'closeDay',
  description: 'Closes a day, once and for good: today, or one of the three days before. Only a closed day can be a clean one.',
  needs: ['operate'],
  input: (t) => ({
    on: t.field({ type: 'Date', description: 'Which day; today when left out.' }),
    decision: t.field({ type: DayDecision, required: true, description: 'Go on, hold, or roll back.' }),
    note: t.string({ required: true, description: 'What to know about this day; 3 to 2,000 characters.' }),
    nextOwner: t.string({ description: 'Who says go or no-go next; whoever closes when left out.' }),
  }),
  schema: z.object({
    on: z.iso.date().nullish(),
    decision: z.enum(dayDecisions),
    note: text({ min: 3, max: 2_000 }),
    nextOwner: text({ min: 1, max: 200 }).nullish(),
  }),
  run: ({ on, decision, note, nextOwner }, { caller, writer }) =>
    closeDay(writer, caller, { on: on ?? null, decision, note, nextOwner: nextOwner ?? null }),
  success: (t) => ({
    day: t.field({ type: DayType, description: 'The day now.', resolve: ({ on }, _, { reader }) => reader.read((db) => loadDay(db, on)) }),
  }),
})

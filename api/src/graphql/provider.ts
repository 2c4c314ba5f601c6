import { type EnrichmentFigure, type figureSegments, loadEnrichmentFigures } from '@swarm/jobs/enrich/load-enrichment-figures'
import { UserError } from '@swarm/jobs/errors'
import { loadProviderStatus, type ProviderStatus } from '@swarm/jobs/provider-status/load-provider-status'
import { type TestedProvider, testProvider } from '@swarm/jobs/provider-status/test-provider'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { inWords } from './in-words.ts'
import { mutation, text } from './mutation.ts'

const ProviderTest = builder.objectRef<NonNullable<ProviderStatus['test']>>('ProviderTest').implement({
  description: 'What a provider answered when it was last tested.',
  extensions: needs('read'),
  fields: (t) => ({
    outcome: t.exposeString('outcome', { description: 'OK, FAILED, NO_KEY, or UNTESTABLE where nothing can be asked without an effect.' }),
    message: t.exposeString('message', { description: 'In a sentence.' }),
    at: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.at }),
    tookMs: t.exposeInt('tookMs', { nullable: true, description: 'How long it took, in milliseconds.' }),
  }),
})

const ProviderStatusType = builder.objectRef<ProviderStatus>('ProviderStatus').implement({
  description: 'How a provider stands that we call.',
  extensions: needs('read'),
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Its name in settings, alerts and logs.' }),
    label: t.exposeString('label', { description: 'How it calls itself.' }),
    purpose: t.exposeString('purpose', { description: 'What it is for.' }),
    hasKey: t.exposeBoolean('hasKey', {
      nullable: true,
      description: 'Whether the runner that started last has a key for it; null before the first start. The key itself is told nobody.',
    }),
    breaker: t.exposeString('breaker', {
      description: 'CLOSED: calls go out. OPEN: it failed lately and is left alone. HALF_OPEN: one call tries.',
    }),
    lastCallAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'About when it was called last, in real time; null: never.',
      resolve: (row) => row.lastCallAt,
    }),
    creditsPerMonth: t.exposeInt('creditsPerMonth', {
      nullable: true,
      description: 'Budget of a calendar month of the organisation; null: none.',
    }),
    creditsSpent: t.exposeFloat('creditsSpent', { nullable: true, description: 'Of these, booked this month.' }),
    test: t.field({ type: ProviderTest, nullable: true, description: 'The last test; null: never tested.', resolve: (row) => row.test }),
  }),
})

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderStatusType],
    description: 'How every provider stands that we call: key, breaker, credits of this month, last call, last test.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read((db) => loadProviderStatus(db)),
  }),
)

const EnrichmentSegment = builder.enumType('EnrichmentSegment', {
  description: 'By what figures of enrichment are told apart; what leads are now, not what they were when somebody was asked.',
  values: inWords({
    INDUSTRY: 'The industry of the company.',
    PURPOSE: 'What was asked for.',
    SOURCE: 'Where the lead came from.',
    TIER: 'The tier that the lead has now.',
  } satisfies Record<(typeof figureSegments)[number], string>),
})

const seconds = (description: string) => ({ nullable: true, description }) as const

const EnrichmentFigureType = builder.objectRef<EnrichmentFigure>('EnrichmentFigure').implement({
  description: 'What one provider was asked about people, what came of it, and what it cost.',
  extensions: needs('read'),
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Which provider.' }),
    segment: t.exposeString('segment', { nullable: true, description: 'Of whom, by the segment asked for; null: of everybody.' }),
    asked: t.exposeInt('asked', { description: 'Questions.' }),
    found: t.exposeInt('found', { description: 'Of these, answered with something.' }),
    missed: t.exposeInt('missed', { description: 'Of these, answered that nobody is known.' }),
    failed: t.exposeInt('failed', { description: 'Of these, without an answer that counts, or without one in time.' }),
    hitRate: t.float({
      nullable: true,
      description: 'Share of the questions that were answered with something, 0 to 1; null without questions.',
      resolve: ({ asked, found }) => (asked === 0 ? null : found / asked),
    }),
    emails: t.exposeInt('emails', { description: 'Addresses found.' }),
    medianSeconds: t.exposeFloat('medianSeconds', seconds('Half of the answers came within so many seconds.')),
    slowSeconds: t.exposeFloat('slowSeconds', seconds('19 of 20 answers came within so many seconds.')),
    credits: t.exposeFloat('credits', { description: 'Credits that it charged.' }),
    currency: t.exposeString('currency', { description: 'ISO code of the money below.' }),
    cost: t.exposeFloat('cost', {
      nullable: true,
      description: 'Money, by the prices of the settings; null while nobody has said what a credit costs.',
    }),
    costPerEmail: t.exposeFloat('costPerEmail', {
      nullable: true,
      description: 'The cost for each address found; null where there was none.',
    }),
  }),
})

builder.queryField('enrichmentFigures', (t) =>
  t.field({
    type: [EnrichmentFigureType],
    description:
      'Hit rate, time, credits and cost of each provider that enriches, over days of the organisation, both ends included; at most 400 days and 200 rows.',
    extensions: needs('read'),
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'First day.' }),
      to: t.arg({ type: 'Date', required: true, description: 'Last day.' }),
      by: t.arg({ type: EnrichmentSegment, description: 'Told apart by this; nothing: all together.' }),
    },
    resolve: async (_, { from, to, by }, { reader }) => {
      try {
        return await reader.read((db) => loadEnrichmentFigures(db, from, to, by ?? null))
      } catch (error) {
        if (error instanceof UserError) throw new GraphQLError(error.message, { extensions: { code: error.code, path: error.path } })
        throw error
      }
    },
  }),
)

mutation<{ provider: string }, TestedProvider>({
  name: 'testProvider',
  description: 'Asks a provider something that costs nothing and changes nothing, and answers whether it did, within 12 seconds.',
  needs: ['operate'],
  input: (t) => ({ provider: t.string({ required: true, description: 'Which one, as `providers` names it.' }) }),
  schema: z.object({ provider: text({ min: 1, max: 40 }) }),
  run: (input, { writer, wake, caller }) => testProvider(writer, wake, caller, input),
  success: (t) => ({
    provider: t.exposeString('provider', { description: 'Which one.' }),
    outcome: t.exposeString('outcome', {
      description: 'OK, FAILED, NO_KEY, UNTESTABLE, or PENDING where the runner has not answered in time.',
    }),
    message: t.exposeString('message', { description: 'What it said, in a sentence.' }),
    tookMs: t.exposeInt('tookMs', { nullable: true, description: 'How long it took, in milliseconds.' }),
  }),
})

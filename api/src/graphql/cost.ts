import type { Costs, ProviderCost } from '@swarm/jobs/costs/costs'
import { loadCosts } from '@swarm/jobs/costs/load-costs'
import { type RejectedMost, rejectedMostSchema } from '@swarm/jobs/day/rejected-most'
import { UserError } from '@swarm/jobs/errors'
import { sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, needs } from './builder.ts'

const money = (description: string) => ({ nullable: true, description }) as const

const ProviderCostType = builder.objectRef<ProviderCost>('ProviderCost').implement({
  description: 'What one provider was asked, and what that cost.',
  extensions: needs('read'),
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Which provider.' }),
    credits: t.exposeFloat('credits', { description: 'Credits that it took.' }),
    asked: t.exposeInt('asked', { description: 'Look-ups, also those that found nobody.' }),
    found: t.exposeInt('found', { description: 'Of these, those that found something.' }),
    amount: t.exposeFloat('amount', money('In the currency; null while nobody has said what a credit costs.')),
  }),
})

const CostReport = builder.objectRef<Costs>('CostReport').implement({
  description:
    'What days of the organisation cost: credits as they were booked, money by the prices of the settings. A look-up that was repeated for the same person in a later month counts there alone.',
  extensions: needs('read'),
  fields: (t) => ({
    from: t.field({ type: 'Date', description: 'First day.', resolve: (row) => row.from }),
    to: t.field({ type: 'Date', description: 'Last day, included.', resolve: (row) => row.to }),
    currency: t.exposeString('currency', { description: 'ISO code.' }),
    providers: t.field({ type: [ProviderCostType], description: 'By provider.', resolve: (row) => row.providers }),
    total: t.exposeFloat('total', money('All together; null while a provider that took credits has no price.')),
    leads: t.exposeInt('leads', { description: 'Leads that were first known in these days.' }),
    replies: t.exposeInt('replies', { description: 'Replies that came.' }),
    meetings: t.exposeInt('meetings', { description: 'Meetings that were booked.' }),
    perLead: t.exposeFloat('perLead', money('The total for each lead; null where there was none.')),
    perReply: t.exposeFloat('perReply', money('The total for each reply; null where there was none.')),
    perMeeting: t.exposeFloat('perMeeting', money('The total for each meeting; null where there was none.')),
  }),
})

builder.queryField('costs', (t) =>
  t.field({
    type: CostReport,
    description: 'What days of the organisation cost, both ends included; at most 400.',
    extensions: needs('read'),
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'First day.' }),
      to: t.arg({ type: 'Date', required: true, description: 'Last day.' }),
    },
    resolve: async (_, { from, to }, { reader }) => {
      try {
        return await reader.read((db) => loadCosts(db, from, to))
      } catch (error) {
        if (error instanceof UserError) throw new GraphQLError(error.message, { extensions: { code: error.code, path: error.path } })
        throw error
      }
    },
  }),
)

type Digest = { week: string; message: string; at: string; rejected: unknown }

const RejectedMostType = builder.objectRef<RejectedMost>('RejectedMost').implement({
  description: 'What was rejected of one angle, by one reviewer or of one source in a week, and for what most often.',
  extensions: needs('read'),
  fields: (t) => ({
    by: t.exposeString('by', { description: 'ANGLE, REVIEWER or SOURCE.' }),
    name: t.exposeString('name', { description: 'Which one.' }),
    rejected: t.exposeInt('rejected', { description: 'How many drafts.' }),
    tag: t.exposeString('tag', { description: 'The most frequent reason, see rejectionTags.' }),
    count: t.exposeInt('count', { description: 'How many of them for it.' }),
    example: t.exposeString('example', { description: 'The last reviewer’s words with it.' }),
  }),
})

const WeeklyDigest = builder.objectRef<Digest>('WeeklyDigest').implement({
  description: 'What a week came to beside the one before, as people were told.',
  extensions: needs('read'),
  fields: (t) => ({
    week: t.field({ type: 'Date', description: 'Its Monday, of the organisation.', resolve: (row) => row.week }),
    message: t.exposeString('message', { description: 'In sentences, with what a person is asked to look at.' }),
    rejected: t.field({
      type: [RejectedMostType],
      description: 'What was rejected most, by angle, reviewer and source, with examples.',
      // Digests of before this was kept have none.
      resolve: (row) => z.array(rejectedMostSchema).safeParse(row.rejected).data ?? [],
    }),
    at: t.field({ type: 'DateTime', description: 'When it was written.', resolve: (row) => row.at }),
  }),
})

builder.queryField('weeklyDigests', (t) =>
  t.field({
    type: [WeeklyDigest],
    description: 'The last 12 weeks that have a digest, the newest first.',
    extensions: needs('read'),
    resolve: async (_, __, { reader }) => {
      const { rows } = await reader.read((db) =>
        db.execute<Digest>(
          sql`select week::text as week, message, at, numbers -> 'rejected' as rejected from weekly_digest order by week desc limit 12`,
        ),
      )
      return rows
    },
  }),
)

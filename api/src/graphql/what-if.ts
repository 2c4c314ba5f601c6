import type { ForecastDay } from '@swarm/jobs/cadence/forecast'
import { UserError } from '@swarm/jobs/errors'
import { TIERS } from '@swarm/jobs/segment/tier'
import { brakes } from '@swarm/jobs/settings/brakes'
import { previewSettings } from '@swarm/jobs/settings/preview-settings'
import { getSection } from '@swarm/jobs/settings/save-settings'
import { type DayBeforeAfter, whatIfDispatch } from '@swarm/jobs/what-if/what-if-dispatch'
import { type IcpWhatIf, type TierChange, type TierMove, whatIfIcp } from '@swarm/jobs/what-if/what-if-icp'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { mustLoad } from './batch.ts'
import { builder, needs } from './builder.ts'
import { Tier } from './enums.ts'
import { ForecastDayType } from './forecast.ts'
import { Lead } from './lead-type.ts'
import { parseInput } from './mutation.ts'
import { holidays } from './send-rows.ts'

type Reason = { code: string; message: string }
type WhatIfRow = IcpWhatIf & { section: string; days: DayBeforeAfter[]; refusals: Reason[] }

/** Leads that are listed one by one, each way; all are counted. */
const mostListed = 50
const noLeads: IcpWhatIf = { scored: 0, changes: [], moves: [], written: 0 }

const WhatIfDay = builder.objectRef<DayBeforeAfter>('WhatIfDay').implement({
  description: 'One day as things stand, and as it would be.',
  extensions: needs('read'),
  fields: (t) => ({
    on: t.field({ type: 'Date', description: 'Day of the organisation.', resolve: (row) => row.on }),
    before: t.field({ type: ForecastDayType, description: 'As things stand.', resolve: (row) => row.before }),
    after: t.field({ type: ForecastDayType, description: 'As it would be.', resolve: (row) => row.after }),
  }),
})

const WhatIfLead = builder.objectRef<TierChange>('WhatIfLead').implement({
  description: 'A lead that would stand in another tier.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({ type: Lead, description: 'Who.', resolve: (row, _, { loaders }) => mustLoad(loaders.lead.load(row.leadId)) }),
    from: t.expose('from', { type: Tier, nullable: true, description: 'Where it stands; null: disqualified.' }),
    to: t.expose('to', { type: Tier, nullable: true, description: 'Where it would stand; null: disqualified.' }),
    score: t.exposeInt('score', { description: 'Its score would be.' }),
    openDrafts: t.int({
      description: 'Drafts of it that wait for a decision or for dispatch.',
      resolve: ({ pendingDrafts, approvedDrafts }) => pendingDrafts + approvedDrafts,
    }),
  }),
})

const WhatIfMove = builder.objectRef<TierMove>('WhatIfMove').implement({
  description: 'How many leads would go from one tier to another.',
  extensions: needs('read'),
  fields: (t) => ({
    from: t.expose('from', { type: Tier, nullable: true, description: 'Where they stand; null: disqualified.' }),
    to: t.expose('to', { type: Tier, nullable: true, description: 'Where they would stand; null: disqualified.' }),
    leads: t.exposeInt('leads', { description: 'How many.' }),
    openDrafts: t.exposeInt('drafts', { description: 'Drafts of theirs that wait for a decision or for dispatch.' }),
  }),
})

const WhatIfReason = builder.objectRef<Reason>('WhatIfReason').implement({
  description: 'Why a save of the same would be refused now.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable name.' }),
    message: t.exposeString('message', { description: 'What to do about it.' }),
  }),
})

const sum = (days: readonly DayBeforeAfter[], side: 'before' | 'after', of: (day: ForecastDay) => number): number =>
  days.reduce((total, day) => total + of(day[side]), 0)
const sends = (day: ForecastDay): number => day.emailsSent + day.linkedinRequestsSent + day.linkedinMessagesSent
const counted = (changes: readonly TierChange[], of: (change: TierChange) => number): number =>
  changes.reduce((total, change) => total + of(change), 0)

/** Tiers by how good they are; disqualified is last. */
const rankOf = (tier: TierChange['to']): number => (tier === null ? TIERS.length : TIERS.indexOf(tier))
/** The best of those that would rise, then the best of those that would fall. */
function listed(changes: readonly TierChange[]): TierChange[] {
  const rising = changes.filter(({ from, to }) => rankOf(to) < rankOf(from))
  const falling = changes.filter(({ from, to }) => rankOf(to) > rankOf(from))
  return [...rising.slice(0, mostListed), ...falling.slice(0, mostListed)]
}

const WhatIf = builder.objectRef<WhatIfRow>('WhatIf').implement({
  description: 'What changed settings would change. Nothing is saved.',
  extensions: needs('read'),
  fields: (t) => ({
    section: t.exposeString('section', { description: 'Which settings.' }),
    refusals: t.field({
      type: [WhatIfReason],
      description: 'Why they could not be saved now, such as the ramp.',
      resolve: (row) => row.refusals,
    }),
    days: t.field({ type: [WhatIfDay], description: 'Of dispatch settings: the days to come; else empty.', resolve: (row) => row.days }),
    sendsBefore: t.int({ description: 'Sends on those days as things stand.', resolve: ({ days }) => sum(days, 'before', sends) }),
    sendsAfter: t.int({ description: 'Sends on those days as they would be.', resolve: ({ days }) => sum(days, 'after', sends) }),
    leadsScored: t.exposeInt('scored', {
      description: 'Of an ICP profile: leads whose stored facts were scored again: all that have a score.',
    }),
    leadsChanged: t.int({ description: 'Of these, leads that would change tier.', resolve: ({ changes }) => changes.length }),
    leadsWritten: t.exposeInt('written', {
      description: 'Leads that would stand in another tier too but were written to already: they keep the tier that they had then.',
    }),
    moves: t.field({
      type: [WhatIfMove],
      description: 'The leads that would change tier, counted by from and to.',
      resolve: (row) => row.moves,
    }),
    draftsWithdrawn: t.int({
      description: 'Open drafts of those that would have no tier any more.',
      resolve: ({ changes }) =>
        counted(changes, ({ to, pendingDrafts, approvedDrafts }) => (to === null ? pendingDrafts + approvedDrafts : 0)),
    }),
    draftsUnapproved: t.int({
      description: 'Approved drafts of those that would stand in another tier: they would need a new approval.',
      resolve: ({ changes }) => counted(changes, ({ to, approvedDrafts }) => (to === null ? 0 : approvedDrafts)),
    }),
    leads: t.field({
      type: [WhatIfLead],
      description: 'Those leads, by their new score: at most 50 that would rise, then at most 50 that would fall.',
      resolve: ({ changes }) => listed(changes),
    }),
  }),
})

const WhatIfInput = builder.inputType('WhatIfInput', {
  description: 'Which settings to imagine.',
  fields: (t) => ({
    section: t.string({ defaultValue: 'dispatch', description: 'dispatch (ceilings, ramp, windows) or icp.' }),
    patch: t.field({ type: 'JSON', description: 'What would be different, as a merge patch; nothing when left out.' }),
    rampEnded: t.boolean({ defaultValue: false, description: 'As if the ramp ended today and every sending day from then on were clean.' }),
    days: t.int({ defaultValue: 30, description: 'How many days to look ahead, 1 to 60.' }),
  }),
})

const schema = z.object({
  section: z.enum(['dispatch', 'icp']).default('dispatch'),
  patch: z.record(z.string(), z.unknown()).nullish(),
  rampEnded: z.boolean().nullish(),
  days: z.int().min(1).max(60).nullish(),
})

builder.queryField('whatIf', (t) =>
  t.field({
    type: WhatIf,
    description: 'Which leads, drafts and sends would change with another ICP profile, ceiling, ramp or window.',
    extensions: needs('read'),
    args: { input: t.arg({ type: WhatIfInput, required: true, description: 'What would be otherwise.' }) },
    resolve: async (_, { input }, { writer }): Promise<WhatIfRow> => {
      try {
        const { section, patch, rampEnded, days } = parseInput(schema, input)
        const checked = await previewSettings(writer.sql, { section: getSection(section), patch: patch ?? {}, restore: null }, brakes)
        if (checked.document === null) {
          const words = checked.problems.map(({ path, message }) => `${path}: ${message}`).join('; ')
          throw new GraphQLError(words, { extensions: { code: 'INVALID_INPUT', path: ['input', 'patch'] } })
        }
        const refusals = checked.refusals.map(({ code, message }) => ({ code, message }))
        if (section === 'icp') return { section, days: [], refusals, ...(await whatIfIcp(writer.sql, checked.document)) }
        const asked = { document: checked.document, isRampEnded: rampEnded ?? false, days: days ?? 30 }
        return { section, refusals, ...noLeads, days: await whatIfDispatch(writer, holidays, asked) }
      } catch (error) {
        if (error instanceof UserError) throw new GraphQLError(error.message, { extensions: { code: error.code, path: error.path } })
        throw error
      }
    },
  }),
)

import { builder, needs } from './builder.ts'
import type { FactRow, ScoreReasonRow } from './lead-insight-rows.ts'
import { Lead } from './lead-type.ts'

export const ScoreReason = builder.objectRef<ScoreReasonRow>('ScoreReason').implement({
  description: 'One line of the explanation of a score.',
  extensions: needs('read'),
  fields: (t) => ({
    part: t.exposeString('part', { description: 'title, size, industry, readiness, intent, multiplier, rounding or cap.' }),
    points: t.exposeFloat('points', { description: 'Points, one decimal at most. All lines of a score add up to it exactly.' }),
    max: t.exposeFloat('max', { nullable: true, description: 'The most that this part can give; null where it has no limit of its own.' }),
    message: t.exposeString('message', { description: 'The same for a person.' }),
  }),
})

const Fact = builder.objectRef<FactRow>('Fact').implement({
  description: 'One thing that is known of a lead, and who said so.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is.' }),
    value: t.field({ type: 'JSON', nullable: true, description: 'As the provider gave it.', resolve: (fact) => fact.value }),
    provider: t.exposeString('provider', { description: 'Who said so.' }),
    confidence: t.exposeFloat('confidence', { nullable: true, description: '0 to 1; null when the provider gives none.' }),
    at: t.field({ type: 'DateTime', description: 'When it was said.', resolve: (fact) => fact.at }),
  }),
})

builder.objectFields(Lead, (t) => ({
  scoreReasons: t.field({
    type: [ScoreReason],
    description: 'Why the score is what it is; empty until scored.',
    resolve: (lead, _, { loaders }) => loaders.scoreReasons.load(lead.id),
  }),
  intentReasons: t.field({
    type: [ScoreReason],
    description: 'Why the intent is what it is: each kind of sign with what is left of its points. Their sum may be above the cap of 20.',
    resolve: (lead, _, { loaders }) => loaders.intentReasons.load(lead.id),
  }),
  facts: t.field({
    type: [Fact],
    description: 'What is known, one fact for each name.',
    resolve: (lead, _, { loaders }) => loaders.facts.load(lead.id),
  }),
}))

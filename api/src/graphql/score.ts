import type { ScoreReplay } from '@swarm/jobs/segment/replay-score'
import { builder, needs } from './builder.ts'
import { Tier } from './enums.ts'
import { ScoreReason } from './lead-insight.ts'
import { Lead } from './lead-type.ts'
import { loadRescoring, type RescoringRow, type ScoreDecisionRow } from './score-rows.ts'

const Replay = builder.objectRef<ScoreReplay>('ScoreReplay').implement({
  description: 'What a decision saw, scored again by the profile of its version.',
  extensions: needs('read'),
  fields: (t) => ({
    isSame: t.exposeBoolean('isSame', { description: 'Every point and every reason is what it was.' }),
    score: t.exposeInt('score', { description: 'What it gives now, 0 to 100.' }),
    isReadTheSame: t.exposeBoolean('isReadTheSame', {
      description: 'False where a fact would be read otherwise today, such as a title. The decision stands as it was read then.',
    }),
  }),
})

const Decision = builder.objectRef<ScoreDecisionRow>('ScoreDecision').implement({
  description: 'One scoring of a lead, kept as it was.',
  extensions: needs('read'),
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => row.at }),
    profileVersion: t.exposeInt('profileVersion', { description: 'The ICP profile that it went by; 0 is the shipped one.' }),
    score: t.exposeInt('score', { description: '0 to 100.' }),
    tier: t.expose('tier', { type: Tier, nullable: true, description: 'Null: disqualified.' }),
    replay: t.field({ type: Replay, description: 'The same input scored again.', resolve: (row) => row.replay }),
  }),
})

builder.objectFields(Lead, (t) => ({
  scoreLifts: t.field({
    type: [ScoreReason],
    description: 'The smallest changes that would raise the tier, each confirmed by scoring the changed facts.',
    resolve: async (lead, _, { loaders }) => (await loaders.scoreChanges.load(lead.id)).lifts,
  }),
  scoreDrops: t.field({
    type: [ScoreReason],
    description: 'The smallest losses that would lower the tier, each confirmed by scoring the changed facts.',
    resolve: async (lead, _, { loaders }) => (await loaders.scoreChanges.load(lead.id)).drops,
  }),
  scoreDecisions: t.field({
    type: [Decision],
    description: 'How the lead was scored, newest first, at most 20; each replayed.',
    resolve: (lead, _, { loaders }) => loaders.scoreDecisions.load(lead.id),
  }),
}))

const Rescoring = builder.objectRef<RescoringRow>('Rescoring').implement({
  description: 'How far leads have been scored by the newest ICP profile and their newest facts.',
  extensions: needs('read'),
  fields: (t) => ({
    profileVersion: t.exposeInt('profileVersion', { description: 'The newest profile.' }),
    leads: t.exposeInt('leads', { description: 'Leads that a new score can still move: nobody has written to them yet.' }),
    waiting: t.exposeInt('waiting', { description: 'Of these, leads that are still to be scored again.' }),
  }),
})

builder.queryField('rescoring', (t) =>
  t.field({
    type: Rescoring,
    description: 'How far leads have been scored by the newest ICP profile; a job does it in the background.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadRescoring(reader),
  }),
)

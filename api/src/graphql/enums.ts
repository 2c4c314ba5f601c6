import { batchStatus, platform, sendStatus } from '@swarm/db/schema/dispatch'
import { channel, draftStatus, motion } from '@swarm/db/schema/draft'
import { importOutcomeKind, runStatus } from '@swarm/db/schema/import'
import { exclusionKind, leadStage, leadStatus, seniority, tier } from '@swarm/db/schema/lead'
import { builder } from './builder.ts'

export const Tier = builder.enumType('Tier', {
  description: 'How well a lead fits: tier 1 is a VP or above with a score of 80 or more.',
  values: tier.enumValues,
})
export const Channel = builder.enumType('Channel', { description: 'How a message travels.', values: channel.enumValues })
export const Motion = builder.enumType('Motion', { description: 'What a dispatch sends.', values: motion.enumValues })
export const LeadStage = builder.enumType('LeadStage', { description: 'The five stages of the funnel.', values: leadStage.enumValues })
export const LeadStatus = builder.enumType('LeadStatus', { description: 'The 21 statuses of a lead.', values: leadStatus.enumValues })
export const DraftStatus = builder.enumType('DraftStatus', { description: 'Where a draft stands.', values: draftStatus.enumValues })
export const Seniority = builder.enumType('Seniority', { description: 'What a title says of rank.', values: seniority.enumValues })
export const RunStatus = builder.enumType('RunStatus', { description: 'Where a run or an import stands.', values: runStatus.enumValues })
export const ImportOutcomeKind = builder.enumType('ImportOutcomeKind', {
  description: 'What became of a row.',
  values: importOutcomeKind.enumValues,
})
export const ExclusionKind = builder.enumType('ExclusionKind', {
  description: 'Why nobody there is written to.',
  values: exclusionKind.enumValues,
})
export const Platform = builder.enumType('Platform', { description: 'Where a send goes.', values: platform.enumValues })
export const BatchStatus = builder.enumType('BatchStatus', { description: 'Where a batch stands.', values: batchStatus.enumValues })
export const SendStatus = builder.enumType('SendStatus', { description: 'Where a send stands.', values: sendStatus.enumValues })

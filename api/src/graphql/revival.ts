import { craftFollowUpDrafts } from '@swarm/jobs/craft/craft-follow-up-drafts'
import { type FoundRevival, heldWords } from '@swarm/jobs/revival/load-revivals'
import type { ScoreReason } from '@swarm/jobs/revival/revival-score'
import { type RevivalScan, scanRevival } from '@swarm/jobs/revival/scan-revival'
import { z } from 'zod'
import { mustLoad } from './batch.ts'
import { builder, needs } from './builder.ts'
import { Draft } from './draft/type.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { mutation } from './mutation.ts'

const RevivalCause = builder.enumType('RevivalCause', {
  description: 'Why a lead is taken up again: it was silent for long enough, or a date that it named has come.',
  values: inWords({
    SILENCE: 'Silent for the days of the settings.',
    DATE: 'A date that they named has come.',
  }),
})

const RevivalReason = builder.objectRef<ScoreReason>('RevivalReason').implement({
  description: 'Points of a revival’s score, and what they are for.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Which of them.' }),
    points: t.exposeInt('points', { description: 'How many; together they are the score.' }),
    message: t.exposeString('message', { description: 'In words.' }),
  }),
})

const RevivalCandidate = builder.objectRef<FoundRevival>('RevivalCandidate').implement({
  description: 'A lead that may be taken up again.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({ type: Lead, description: 'Who.', resolve: ({ leadId }, _, { loaders }) => mustLoad(loaders.lead.load(leadId)) }),
    cause: t.expose('cause', { type: RevivalCause, description: 'Why now.' }),
    silentSince: t.field({
      type: 'DateTime',
      description: 'When anything last happened between them and us, in business time.',
      resolve: ({ silentSince }) => silentSince,
    }),
    score: t.exposeInt('score', { description: 'From 0 to 100: past engagement up to 40, fit up to 30, what has changed since up to 30.' }),
    reasons: t.field({ type: [RevivalReason], description: 'What the score is made of.', resolve: ({ reasons }) => reasons }),
    round: t.exposeInt('round', { description: 'The round that it would be.' }),
  }),
})

type Held = { code: string; message: string; count: number }

const RevivalHeld = builder.objectRef<Held>('RevivalHeld').implement({
  description: 'Silent leads that are left alone for one reason.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Which reason.' }),
    message: t.exposeString('message', { description: 'In words.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

const RevivalQueued = builder.objectRef<RevivalScan['queued'][number]>('RevivalQueued').implement({
  description: 'A lead that entered the queue by a scan, or would.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({ type: Lead, description: 'Who.', resolve: ({ leadId }, _, { loaders }) => mustLoad(loaders.lead.load(leadId)) }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'Its draft; none in a dry run.',
      resolve: ({ draftId }, _, { loaders }) => (draftId === null ? null : loaders.draft.load(draftId)),
    }),
  }),
})

const RevivalRefused = builder.objectRef<RevivalScan['refused'][number]>('RevivalRefused').implement({
  description: 'A candidate to whom nothing can be said.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({ type: Lead, description: 'Who.', resolve: ({ leadId }, _, { loaders }) => mustLoad(loaders.lead.load(leadId)) }),
    code: t.exposeString('code', { description: 'Why, as a code.' }),
    message: t.exposeString('message', { description: 'Why, in words.' }),
  }),
})

mutation<{ dryRun?: boolean | null | undefined }, RevivalScan>({
  name: 'scanRevival',
  description:
    'Finds leads that were silent for long enough or named a date that has come, makes them candidates, and puts the best of them into the queue, as the daily job does. A dry run lists whom, why and with which score, and changes nothing.',
  needs: ['operate'],
  input: (t) => ({ dryRun: t.boolean({ defaultValue: false, description: 'Say what would happen, and change nothing.' }) }),
  schema: z.object({ dryRun: z.boolean().nullish() }),
  run: ({ dryRun }, { caller, writer, addressLists, publicUrl }) =>
    scanRevival(writer, (tx, items) => craftFollowUpDrafts(tx, { publicUrl, addressLists }, items), caller, { dryRun: dryRun ?? false }),
  success: (t) => ({
    candidates: t.field({
      type: [RevivalCandidate],
      description: 'Who may be taken up again, the best first; at most 500.',
      resolve: (scan) => scan.candidates,
    }),
    total: t.exposeInt('total', { description: 'How many may be taken up again in all.' }),
    held: t.field({
      type: [RevivalHeld],
      description: 'Silent leads that are left alone, by reason.',
      resolve: ({ held }) => Object.entries(held).map(([code, count]): Held => ({ code, count, message: heldWords[code] ?? code })),
    }),
    contactsWithoutLead: t.exposeInt('contactsWithoutLead', {
      description: 'Contacts of the CRM that were silent as long and are no leads: no email of ours can be taken up with them.',
    }),
    room: t.exposeInt('room', { description: 'How many more may enter the queue today.' }),
    queued: t.field({
      type: [RevivalQueued],
      description: 'Who entered the queue by this scan, or would.',
      resolve: (scan) => scan.queued,
    }),
    refused: t.field({
      type: [RevivalRefused],
      description: 'For whom there was nothing to say; a dry run does not know.',
      resolve: (scan) => scan.refused,
    }),
    blocker: t.string({
      nullable: true,
      description: 'What holds revivals back altogether; null where nothing does.',
      resolve: ({ blocker }) => blocker?.message ?? null,
    }),
  }),
})

import { adoptCalibration } from '@swarm/jobs/calibration/adopt-calibration'
import type { BackTest, Decile } from '@swarm/jobs/calibration/back-test'
import type { Calibration, PartWorth } from '@swarm/jobs/calibration/calibrate'
import { loadCalibration } from '@swarm/jobs/calibration/load-calibration'
import type { ProposedProfile } from '@swarm/jobs/calibration/proposed-profile'
import { brakes } from '@swarm/jobs/settings/brakes'
import type { SavedSettings } from '@swarm/jobs/settings/save-settings'
import { wakeAfterSaving } from '@swarm/jobs/settings/wake-after-saving'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation } from './mutation.ts'

const Missing = builder.objectRef<{ code: string; message: string }>('CalibrationMissing').implement({
  description: 'What a calibration still lacks.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'TOO_SHORT, TOO_FEW_REPLIES or TOO_FEW_OUTCOMES.' }),
    message: t.exposeString('message', { description: 'How much is needed, and how much there is.' }),
  }),
})

const Part = builder.objectRef<PartWorth>('CalibrationPart').implement({
  description: 'What one part of the score is worth by what came back, beside what the ICP profile gives for it.',
  extensions: needs('read'),
  fields: (t) => ({
    part: t.exposeString('part', { description: 'title, size, industry, readiness or intent.' }),
    today: t.exposeFloat('today', { description: 'The most points that the profile gives for it.' }),
    worth: t.exposeFloat('worth', { description: 'The points that would be its due, all parts together being as many as today.' }),
    low: t.exposeFloat('low', { description: 'Lower end of its 95 % interval.' }),
    high: t.exposeFloat('high', { description: 'Upper end of its 95 % interval.' }),
    oddsPerPoint: t.exposeFloat('oddsPerPoint', {
      description: 'By how much one point of it multiplies the odds of a positive reply or a meeting.',
    }),
    oddsLow: t.exposeFloat('oddsLow', { description: 'Lower end of its 95 % interval.' }),
    oddsHigh: t.exposeFloat('oddsHigh', { description: 'Upper end of its 95 % interval.' }),
    proposed: t.exposeFloat('proposed', {
      description: 'What is proposed: today’s points unless they lie outside the interval, then a step of half of them at most.',
    }),
  }),
})

const DecileType = builder.objectRef<Decile>('CalibrationDecile').implement({
  description: 'A tenth of the leads that a model was tried on.',
  extensions: needs('read'),
  fields: (t) => ({
    decile: t.exposeInt('decile', { description: '1 is the tenth that the model thinks best of.' }),
    leads: t.exposeInt('leads', { description: 'How many.' }),
    positives: t.exposeInt('positives', { description: 'Of these, leads that answered well or booked a meeting.' }),
    expected: t.exposeFloat('expected', { description: 'How many the model expected.' }),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description: 'Their share over that of all these leads: 2 is twice as good as chance. Null where none answered.',
    }),
    liftByScore: t.exposeFloat('liftByScore', { nullable: true, description: 'The same for the tenth that today’s score thinks best of.' }),
  }),
})

const BackTestType = builder.objectRef<BackTest>('CalibrationBackTest').implement({
  description: 'A model fitted on the earlier 70 % of the leads and tried on the later ones.',
  extensions: needs('read'),
  fields: (t) => ({
    fittedOn: t.exposeInt('fittedOn', { description: 'Earlier leads.' }),
    triedOn: t.exposeInt('triedOn', { description: 'Later leads.' }),
    rate: t.exposeFloat('rate', { description: 'Share of the later leads that answered well or booked a meeting, 0 to 1.' }),
    deciles: t.field({ type: [DecileType], description: 'Ten, the best first.', resolve: (row) => row.deciles }),
  }),
})

const Proposal = builder.objectRef<ProposedProfile>('CalibrationProposal').implement({
  description: 'The next ICP profile that a calibration proposes. Only a person adopts it.',
  extensions: needs('read'),
  fields: (t) => ({
    patch: t.field({
      type: 'JSON',
      description: 'What would change in the settings section icp, as whatIf and settingsPreview take it.',
      resolve: ({ patch }) => patch,
    }),
    hash: t.exposeString('hash', { description: 'Names this very proposal, for adoptCalibration.' }),
  }),
})

type Row = Calibration & { proposal: ProposedProfile | null }

const CalibrationType = builder.objectRef<Row>('Calibration').implement({
  description:
    'What each part of the score is really worth: a logistic model over the parts, fitted on positive replies and meetings of leads that had a week to answer.',
  extensions: needs('read'),
  fields: (t) => ({
    profileVersion: t.exposeInt('profileVersion', { description: 'The ICP profile that it is held beside.' }),
    leads: t.exposeInt('leads', { description: 'Leads that were written to at least a week ago.' }),
    replies: t.exposeInt('replies', { description: 'Of these, leads that answered.' }),
    positives: t.exposeInt('positives', { description: 'Of these, leads that answered well or booked a meeting.' }),
    firstSentAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'First send of the oldest of them.',
      resolve: (row) => row.firstSentAt,
    }),
    lastSentAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'First send of the newest of them.',
      resolve: (row) => row.lastSentAt,
    }),
    missing: t.field({
      type: [Missing],
      description: 'What is not there yet; with anything missing there are no parts.',
      resolve: (row) => row.missing,
    }),
    parts: t.field({ type: [Part], description: 'What each part is worth.', resolve: (row) => row.parts }),
    backTest: t.field({
      type: BackTestType,
      nullable: true,
      description: 'How well it would have told the later answers; null for too few leads.',
      resolve: (row) => row.backTest,
    }),
    proposal: t.field({
      type: Proposal,
      nullable: true,
      description: 'Null where today’s points lie within what the answers say.',
      resolve: (row) => row.proposal,
    }),
  }),
})

builder.queryField('calibration', (t) =>
  t.field({
    type: CalibrationType,
    nullable: true,
    description: 'What each part of the score is worth by what came back. It never changes a weight by itself.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read((db) => loadCalibration(db)),
  }),
)

mutation<{ profileVersion: number; hash: string }, SavedSettings>({
  name: 'adoptCalibration',
  description:
    'Makes the ICP profile that a calibration proposes the next version. Leads that nobody has written to are then scored again in the background.',
  needs: ['admin'],
  input: (t) => ({
    profileVersion: t.int({ required: true, description: 'The profile version that the proposal was made on, as it was seen.' }),
    hash: t.string({ required: true, description: 'The proposal, as it was seen.' }),
  }),
  schema: z.object({ profileVersion: z.int().min(0).max(2_147_483_646), hash: z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in hex') }),
  run: async (input, { writer, wake, caller }) => wakeAfterSaving(wake, await adoptCalibration(writer, caller, input, brakes)),
  success: (t) => ({
    version: t.exposeInt('version', { description: 'The ICP profile version that is in force now.' }),
  }),
})

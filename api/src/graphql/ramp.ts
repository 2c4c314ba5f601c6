import { type CeilingUse, loadCeilings } from '@swarm/jobs/dispatch/ceilings'
import { graduateRamp } from '@swarm/jobs/ramp/graduate-ramp'
import { loadRamp, type Ramp, type RampCriterion } from '@swarm/jobs/ramp/load-ramp'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { Tier } from './enums.ts'
import { mutation, text } from './mutation.ts'

export const RampCriterionType = builder.objectRef<RampCriterion>('RampCriterion').implement({
  description: 'One condition, computed from rows.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Stable name.' }),
    passed: t.exposeBoolean('passed', { description: 'Whether it holds now.' }),
    value: t.exposeString('value', { description: 'What was found.' }),
    required: t.exposeString('required', { description: 'What is needed.' }),
    evidence: t.field({ type: 'JSON', description: 'What it was computed from.', resolve: (row) => row.evidence }),
  }),
})

export const RampType = builder.objectRef<Ramp>('Ramp').implement({
  description: 'The supervised first days: few emails a day, tier 1 only, until enough clean days.',
  extensions: needs('read'),
  fields: (t) => ({
    active: t.exposeBoolean('active', { description: 'Whether it is on; it is unless somebody ended it.' }),
    day: t.exposeInt('day', { description: 'Days of the organisation since the first live send, that one included; 0 before it.' }),
    cleanDays: t.exposeInt('cleanDays', { description: 'Clean days in a row up to yesterday.' }),
    required: t.exposeInt('required', { description: 'Clean days in a row that are needed.' }),
    dailyLimit: t.exposeInt('dailyLimit', { description: 'Emails a day now.' }),
    tier: t.expose('tier', { type: Tier, nullable: true, description: 'The only tier that is written to; null when all are.' }),
    criteria: t.field({ type: [RampCriterionType], description: 'What must hold before it can end.', resolve: (row) => row.criteria }),
    canGraduate: t.exposeBoolean('canGraduate', { description: 'Whether all of them hold, so that it can end now.' }),
    tiers: t.expose('tiers', { type: [Tier], description: 'Tiers that are open in full.' }),
    canaryTier: t.expose('canaryTier', { type: Tier, nullable: true, description: 'The tier that gets only a share of the day’s emails.' }),
    canaryShare: t.exposeFloat('canaryShare', { nullable: true, description: 'That share, from 0 to 1.' }),
    tierCriteria: t.field({
      type: [RampCriterionType],
      description: 'What must hold before that tier opens in full; empty while there is none.',
      resolve: (row) => row.tierCriteria,
    }),
    overriddenBy: t.exposeString('overriddenBy', { nullable: true, description: 'The admin who ended it although not all held.' }),
    overriddenAt: t.field({ type: 'DateTime', nullable: true, description: 'When.', resolve: (row) => row.overriddenAt }),
    overrideReason: t.exposeString('overrideReason', { nullable: true, description: 'Why.' }),
  }),
})

builder.queryField('ramp', (t) =>
  t.field({
    type: RampType,
    description: 'The ramp as it stands.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(loadRamp),
  }),
)

mutation({
  name: 'graduateRamp',
  description:
    'Ends the ramp, once every criterion holds. An admin may end it before with a reason, which is kept and shown until it is ended in order.',
  needs: ['operate'],
  asksAgain: true,
  input: (t) => ({
    overrideReason: t.string({ description: 'Why it should end although not all holds; 10 to 500 characters. Needs the scope "admin".' }),
  }),
  schema: z.object({ overrideReason: text({ min: 10, max: 500 }).nullish() }),
  success: (t) => ({
    ramp: t.field({ type: RampType, description: 'The ramp now.', resolve: (_, __, { reader }) => reader.read(loadRamp) }),
  }),
  run: async ({ overrideReason }, { caller, writer }) => {
    await graduateRamp(writer, caller, { overrideReason: overrideReason ?? null })
    return {}
  },
})

const CeilingUseType = builder.objectRef<CeilingUse>('CeilingUse').implement({
  description: 'One ceiling of today, the organisation’s day.',
  extensions: needs('read'),
  fields: (t) => ({
    scope: t.exposeString('scope', { description: 'CHANNEL, ACCOUNT or DOMAIN.' }),
    name: t.exposeString('name', { description: 'Which channel, account or recipient domain.' }),
    limit: t.exposeInt('limit', { description: 'The most sends of the day.' }),
    used: t.exposeInt('used', { description: 'Sends that went out or count as sent.' }),
    reserved: t.exposeInt('reserved', { description: 'Taken by requests without an answer yet.' }),
    free: t.exposeInt('free', { description: 'What is left.' }),
  }),
})

builder.queryField('ceilings', (t) =>
  t.field({
    type: [CeilingUseType],
    description: 'Today’s ceilings: the email channel, every email account, and recipient domains that were written to.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(loadCeilings),
  }),
)

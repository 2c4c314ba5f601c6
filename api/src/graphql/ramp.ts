import { sendingAccount } from '@swarm/db/schema/dispatch'
import { type CeilingUse, loadCeilings } from '@swarm/jobs/dispatch/ceilings'
import { loadRamp, type Ramp, type RampCriterion } from '@swarm/jobs/dispatch/ramp'
import { asc, sql } from 'drizzle-orm'
import { builder, needs } from './builder.ts'
import { Platform, Tier } from './enums.ts'

const RampCriterionType = builder.objectRef<RampCriterion>('RampCriterion').implement({
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
    canGraduate: t.exposeBoolean('canGraduate', { description: 'Whether all of them hold.' }),
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

const accountColumns = {
  id: sendingAccount.id,
  platform: sendingAccount.platform,
  address: sendingAccount.address,
  domain: sendingAccount.domain,
  position: sendingAccount.position,
  warmupScore: sendingAccount.warmupScore,
  pausedAt: sendingAccount.pausedAt,
  pauseReason: sendingAccount.pauseReason,
  checkedAt: sendingAccount.checkedAt,
  isTested: sql<boolean>`exists (select from batch b join send s on s.batch_id = b.id
    where b.is_test and s.status = 'PROVEN' and s.platform = "sending_account"."platform" and s.account = "sending_account"."address")`,
}

type AccountRow = {
  id: string
  platform: typeof sendingAccount.$inferSelect.platform
  address: string
  domain: string
  position: number
  warmupScore: number | null
  pausedAt: Date | null
  pauseReason: string | null
  checkedAt: Date | null
  isTested: boolean
}

const SendingAccount = builder.objectRef<AccountRow>('SendingAccount').implement({
  description: 'A mailbox or profile that we send from.',
  extensions: needs('read'),
  fields: (t) => ({
    platform: t.expose('platform', { type: Platform, description: 'Where it belongs to.' }),
    address: t.exposeString('address', { description: 'The mailbox’s address.' }),
    domain: t.exposeString('domain', { description: 'Its sending domain.' }),
    position: t.exposeInt('position', { description: 'Place in the round robin.' }),
    warmupScore: t.exposeFloat('warmupScore', {
      nullable: true,
      description: '0 to 100, as the platform says; null where it says nothing.',
    }),
    paused: t.boolean({ description: 'Whether nothing goes out from it.', resolve: (row) => row.pausedAt !== null }),
    pausedAt: t.field({ type: 'DateTime', nullable: true, description: 'Since when it is paused.', resolve: (row) => row.pausedAt }),
    pauseReason: t.exposeString('pauseReason', { nullable: true, description: 'Why it is paused.' }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its health was last looked at.',
      resolve: (row) => row.checkedAt,
    }),
    isTested: t.exposeBoolean('isTested', {
      description: 'Whether an internal test send from it was proven: its first live send waits for that.',
    }),
  }),
})

builder.queryField('accounts', (t) =>
  t.field({
    type: [SendingAccount],
    description: 'Every sending account, in the order of the rotation.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) =>
      reader.read((db) =>
        db.select(accountColumns).from(sendingAccount).orderBy(asc(sendingAccount.position), asc(sendingAccount.address)),
      ),
  }),
)

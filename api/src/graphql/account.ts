import type { healthVerdict } from '@swarm/db/schema/account-health'
import type { RecordVerdict } from '@swarm/jobs/accounts/dns-records'
import { pauseAccount } from '@swarm/jobs/accounts/pause-account'
import { warmupWeek } from '@swarm/jobs/accounts/warmup-allowance'
import { z } from 'zod'
import { type AccountCheckRow, type AccountRow, type AnswerCounts, loadAccounts, loadAllAccounts } from './account-rows.ts'
import { mustLoad } from './batch.ts'
import { builder, needs } from './builder.ts'
import { Platform } from './enums.ts'
import { ReasonType } from './errors.ts'
import { inWords } from './in-words.ts'
import { idOf, mutation, text } from './mutation.ts'

const HealthVerdict = builder.enumType('HealthVerdict', {
  description: 'What a check says: right, wrong, or that nobody can tell.',
  values: inWords({
    PASS: 'Right.',
    FAIL: 'Wrong.',
    UNKNOWN: 'Nobody can tell.',
  } satisfies Record<(typeof healthVerdict.enumValues)[number], string>),
})

const RecordCheck = builder.objectRef<RecordVerdict>('RecordCheck').implement({
  description: 'One record of a sending domain, as the name servers had it.',
  extensions: needs('read'),
  fields: (t) => ({
    verdict: t.expose('verdict', { type: HealthVerdict, description: 'Whether it is right.' }),
    message: t.exposeString('message', { description: 'The same for a person.' }),
    found: t.exposeStringList('found', { description: 'What stands there.' }),
  }),
})

/** 1 is all; null where it can't be said. */
const share = (count: number | null, of: number | null): number | null => (count === null || !of ? null : count / of)

const AccountHealth = builder.objectRef<AccountRow>('AccountHealth').implement({
  description: 'Whether an account is fit to send. An unhealthy one pauses itself; what nobody knows is held against none.',
  extensions: needs('read'),
  fields: (t) => ({
    verdict: t.field({
      type: HealthVerdict,
      description: 'PASS: healthy; UNKNOWN: not checked yet.',
      resolve: (row) => row.verdict ?? 'UNKNOWN',
    }),
    reasons: t.field({ type: [ReasonType], description: 'Why it is unhealthy.', resolve: (row) => row.reasons ?? [] }),
    spf: t.field({
      type: RecordCheck,
      nullable: true,
      description: 'Who may send for its domain.',
      resolve: (row) => row.evidence?.spf ?? null,
    }),
    dkim: t.field({
      type: RecordCheck,
      nullable: true,
      description: 'The key it signs with.',
      resolve: (row) => row.evidence?.dkim ?? null,
    }),
    dmarc: t.field({
      type: RecordCheck,
      nullable: true,
      description: 'What others do with mail that is not from it.',
      resolve: (row) => row.evidence?.dmarc ?? null,
    }),
    sent: t.int({
      description: 'Emails of the days that count (settings, 7), by our rows or by the platform, whichever shows more bounces.',
      resolve: (row) => row.sent ?? 0,
    }),
    bounced: t.int({ description: 'How many of them bounced.', resolve: (row) => row.bounced ?? 0 }),
    bounceRate: t.float({
      nullable: true,
      description: 'Their share, 0 to 1; null before the first.',
      resolve: (row) => share(row.bounced, row.sent),
    }),
    complained: t.exposeInt('complained', {
      nullable: true,
      description: 'How many were complained about; null where no source tells, which is not none.',
    }),
    complaintRate: t.float({
      nullable: true,
      description: 'Their share, 0 to 1; null: unknown.',
      resolve: (row) => share(row.complained, row.sent),
    }),
    recordsCheckedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the records were last looked up; real time.',
      resolve: (row) => row.dnsCheckedAt,
    }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last judged.',
      resolve: (row) => row.healthCheckedAt,
    }),
  }),
})

export const AnswerCountsType = builder.objectRef<AnswerCounts>('AnswerCounts').implement({
  description: 'What was sent, internal tests apart, and what came back of it.',
  extensions: needs('read'),
  fields: (t) => ({
    sends: t.exposeInt('sends', { description: 'What the platform took, or may have.' }),
    opens: t.exposeInt('opens', { nullable: true, description: 'Opened by a person; null where nobody tracks opens.' }),
    replies: t.exposeInt('replies', { description: 'Answered.' }),
    bounces: t.exposeInt('bounces', { description: 'Came back.' }),
    unsubscribes: t.exposeInt('unsubscribes', { description: 'Asked not to be written to again.' }),
  }),
})

const AccountCheck = builder.objectRef<AccountCheckRow>('AccountCheck').implement({
  description: 'How an account stood: one for each change, and one an hour, kept for 90 days.',
  extensions: needs('read'),
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => row.at }),
    verdict: t.expose('verdict', { type: HealthVerdict, description: 'Whether it was fit to send.' }),
    reasons: t.field({ type: [ReasonType], description: 'Why not.', resolve: (row) => row.reasons }),
    paused: t.boolean({ description: 'Whether the account paused itself by this.', resolve: (row) => row.effect === 'PAUSED' }),
    spf: t.expose('spf', { type: HealthVerdict, description: 'SPF.' }),
    dkim: t.expose('dkim', { type: HealthVerdict, description: 'DKIM.' }),
    dmarc: t.expose('dmarc', { type: HealthVerdict, description: 'DMARC.' }),
    warmupScore: t.exposeFloat('warmupScore', { nullable: true, description: '0 to 100; null: not told.' }),
    sent: t.exposeInt('sent', { description: 'Emails of the days that counted.' }),
    bounced: t.exposeInt('bounced', { description: 'How many of them had bounced.' }),
    complained: t.exposeInt('complained', { nullable: true, description: 'How many were complained about; null: unknown.' }),
  }),
})

export const SendingAccount = builder.objectRef<AccountRow>('SendingAccount')
builder.node(SendingAccount, {
  description: 'A mailbox or profile that we send from.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadAccounts(reader, ids),
  fields: (t) => ({
    platform: t.expose('platform', { type: Platform, description: 'Where it belongs to.' }),
    address: t.exposeString('address', { description: 'The mailbox’s address.' }),
    domain: t.exposeString('domain', { description: 'Its sending domain.' }),
    position: t.exposeInt('position', { description: 'Place in the round robin.' }),
    warmupScore: t.exposeFloat('warmupScore', {
      nullable: true,
      description: '0 to 100, as the platform says; null where it says nothing.',
    }),
    warmupWeek: t.int({
      nullable: true,
      description:
        'Which week of its warm-up it is in, from 1; null once it is warmed up, and where none is needed. Counted from the platform’s word, else from its first day with us.',
      resolve: async ({ warmupStartedOn, today }, _, { loaders }) =>
        warmupStartedOn === null ? null : warmupWeek(warmupStartedOn, today, await loaders.accountSettings()),
    }),
    warmupWeeks: t.int({
      description: 'How many weeks a warm-up has (settings).',
      resolve: async (_, __, { loaders }) => (await loaders.accountSettings()).warmupPerDay.length,
    }),
    sentToday: t.exposeInt('sentToday', { description: 'Emails of today, the organisation’s day, requests without an answer included.' }),
    dailyLimit: t.exposeInt('dailyLimit', {
      nullable: true,
      description: 'The most emails today: its ceiling, lowered while it warms up; null on LinkedIn.',
    }),
    paused: t.boolean({ description: 'Whether nothing goes out from it.', resolve: (row) => row.pausedAt !== null }),
    pausedAt: t.field({ type: 'DateTime', nullable: true, description: 'Since when it is paused.', resolve: (row) => row.pausedAt }),
    pauseReason: t.exposeString('pauseReason', { nullable: true, description: 'Why it is paused.' }),
    recallsOpen: t.exposeInt('recallsOpen', {
      description:
        'Sends that its platform was asked to give back, and that reading it has not confirmed yet. A pause asks for all that it holds.',
    }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the platform last told of it.',
      resolve: (row) => row.checkedAt,
    }),
    isTested: t.exposeBoolean('isTested', {
      description: 'Whether an internal test send from it was proven: its first live send waits for that.',
    }),
    health: t.field({ type: AccountHealth, description: 'Whether it is fit to send.', resolve: (row) => row }),
    counts: t.field({
      type: AnswerCountsType,
      description: 'What it sent in the days that health counts (settings, 7), and what came back.',
      resolve: (row, _, { loaders }) => loaders.accountCounts.load(row.id),
    }),
    checks: t.field({
      type: [AccountCheck],
      description: 'How it stood, newest first; at most 100.',
      args: { first: t.arg.int({ defaultValue: 20, description: 'At most so many, 0 to 100.' }) },
      resolve: (row, { first }, { loaders }) => loaders.latestChecks(Math.max(0, Math.min(first ?? 20, 100))).load(row.id),
    }),
  }),
})

builder.queryField('accounts', (t) =>
  t.field({
    type: [SendingAccount],
    description: 'Every sending account, in the order of the rotation.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadAllAccounts(reader),
  }),
)

mutation<{ accountId: string; paused: boolean; reason: string }, { accountId: string }>({
  name: 'pauseAccount',
  description:
    'Pauses a sending account, or lets it send again. While it is paused its leads keep it, their steps wait, and what its platform holds is taken back.',
  needs: ['operate'],
  asksAgain: ({ paused }) => !paused,
  input: (t) => ({
    accountId: t.id({ required: true, description: 'The account.' }),
    paused: t.boolean({ required: true, description: 'true pauses, false lets it send again. An unhealthy one is not resumed.' }),
    reason: t.string({ required: true, description: 'Why, for everyone to read; 3 to 500 characters.' }),
  }),
  schema: z.object({ accountId: idOf('SendingAccount'), paused: z.boolean(), reason: text({ min: 3, max: 500 }) }),
  success: (t) => ({
    account: t.field({
      type: SendingAccount,
      description: 'The account as it is now.',
      resolve: ({ accountId }, _, { loaders }) => mustLoad(loaders.account.load(accountId)),
    }),
  }),
  run: (input, { caller, writer }) => pauseAccount(writer, caller, input),
})

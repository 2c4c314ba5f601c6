import { sql } from 'drizzle-orm'
import {
  boolean,
  bytea,
  check,
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  primaryKey,
  real,
  smallint,
  snakeCase,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { channel, draft, motion, touchAction } from './draft.ts'
import { lead, tier } from './lead.ts'
import { standingApproval } from './ramp.ts'

export const platform = pgEnum('platform', ['INSTANTLY', 'HEYREACH', 'GHL', 'RESEND', 'SMTP'])
export const batchStatus = pgEnum('batch_status', [
  'PENDING',
  'APPROVED',
  'EXECUTING',
  'EXECUTED',
  'PARTIAL',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
])
export const sendStatus = pgEnum('send_status', ['PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'SKIPPED', 'REFUSED', 'UNKNOWN'])

/** A mailbox or profile that we send from. */
export const sendingAccount = snakeCase.table(
  'sending_account',
  {
    id: id(),
    platform: platform().notNull(),
    /** The mailbox's address; of a LinkedIn account its profile's URL. */
    address: text().notNull(),
    domain: text().notNull(),
    /** Its id at the platform, where it has one besides its address. */
    providerAccountId: text(),
    /** Place in the round robin. */
    position: integer().notNull(),
    /** What the platform says of its warm-up, 0 to 100; null where it says nothing. */
    warmupScore: real(),
    pausedAt: instant(),
    pauseReason: text(),
    checkedAt: instant(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('sending_account_address').on(t.platform, t.address),
    check('sending_account_pause_has_a_reason', sql`(${t.pausedAt} is null) = (${t.pauseReason} is null)`),
  ],
)

/** A frozen, hashed, expiring list of sends that one person approves as a whole. */
export const batch = snakeCase.table(
  'batch',
  {
    id: id(),
    motion: motion().notNull(),
    status: batchStatus().notNull().default('PENDING'),
    /** SHA-256 of the ordered hashes of its sends: what the approver sees and approves. */
    scopeHash: bytea().notNull(),
    /** One internal test send: exempt from the ramp's tier and from the test-send rule itself. */
    isTest: boolean().notNull().default(false),
    /** Why an admin opened the send window for this batch. */
    openWindowReason: text(),
    createdBy: text().notNull(),
    createdById: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    decidedBy: text(),
    decidedById: text(),
    decidedAt: instant(),
    decisionReason: text(),
    /** What stood for a person's approval of its own; follow-ups alone. */
    standingApprovalId: uuid().references(() => standingApproval.id),
    startedAt: instant(),
    finishedAt: instant(),
  },
  (t) => [
    index('batch_by_standing_approval').on(t.standingApprovalId, t.decidedAt).where(sql`${t.standingApprovalId} is not null`),
    index('batch_by_created').on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('batch_test').on(t.id).where(sql`${t.isTest}`),
    index('batch_by_status').on(t.status, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    check(
      'batch_decided_by_someone',
      sql`${t.status} in ('PENDING', 'EXPIRED', 'CANCELLED') or num_nonnulls(${t.decidedBy}, ${t.decidedById}, ${t.decidedAt}) = 3`,
    ),
  ],
)

/** What a batch left out when it was frozen, and why: nothing is silently dropped. */
export const batchHeld = snakeCase.table(
  'batch_held',
  {
    id: id(),
    batchId: uuid()
      .notNull()
      .references(() => batch.id),
    /** In the order of planning, from 1. */
    place: integer().notNull(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    draftId: uuid(),
    code: text().notNull(),
    message: text().notNull(),
    clearsAt: instant(),
  },
  (t) => [uniqueIndex('batch_held_place').on(t.batchId, t.place), index('batch_held_lead').on(t.leadId)],
)

export const campaignState = pgEnum('campaign_state', ['PLANNED', 'DRAFTED', 'FILLED', 'ACTIVATING', 'ACTIVE', 'PAUSED', 'REMOVED'])

/** The container that a platform needs: for Instantly one for each batch, account and zone. */
export const campaign = snakeCase.table(
  'campaign',
  {
    id: id(),
    batchId: uuid()
      .notNull()
      .references(() => batch.id),
    platform: platform().notNull(),
    account: text().notNull(),
    /** IANA zone of its recipients. */
    zone: text().notNull(),
    /** The recipients' day and hours that it sends in, as instants. */
    windowFrom: instant().notNull(),
    windowTo: instant().notNull(),
    state: campaignState().notNull().default('PLANNED'),
    providerCampaignId: text(),
    /**
     * When we began to delete its draft, right after reading that nobody had started it; real time. Only with this is "not there any more" proof
     * that none of it left: somebody may start a draft at the platform, and delete it after it ran.
     */
    draftRemovedAt: instant(),
    /** A runner works on it until then; real time. */
    heldUntil: instant(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('campaign_once').on(t.batchId, t.account, t.zone, t.windowFrom),
    uniqueIndex('campaign_provider').on(t.platform, t.providerCampaignId),
    index('campaign_by_created').on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('campaign_open').on(t.state).where(sql`${t.state} in ('PLANNED', 'DRAFTED', 'FILLED', 'ACTIVATING')`),
  ],
)

/** One outward act on one lead: frozen before a person approves it, sent as those very bytes. */
export const send = snakeCase.table(
  'send',
  {
    id: id(),
    /** Null while it is parked: overdue work that waits for a person's release. */
    batchId: uuid().references(() => batch.id),
    campaignId: uuid().references(() => campaign.id),
    /** Place in the batch, from 1; part of the scope hash. */
    place: integer().notNull(),
    leadId: uuid().references(() => lead.id),
    draftId: uuid().references(() => draft.id),
    draftVersion: integer(),
    /** Whose once-key it takes: the lead's person key, else its LinkedIn key. */
    person: text().notNull(),
    /** An address, or a LinkedIn key. */
    address: text().notNull(),
    /** Registrable domain of the address; null on LinkedIn. */
    domain: text(),
    channel: channel().notNull(),
    action: touchAction().notNull().default('EMAIL'),
    platform: platform().notNull(),
    account: text().notNull(),
    motion: motion().notNull(),
    round: smallint().notNull(),
    step: smallint().notNull(),
    tier: tier(),
    angle: text(),
    /** By what the employer may be excluded, as known when it was planned: its normalised names, its domain with parents. */
    nameKeys: text().array().notNull().default(sql`'{}'`),
    /** EU, UK, CA, US or OTHER; null where the country is unknown. */
    lawRegion: text(),
    zone: text().notNull(),
    windowFrom: instant().notNull(),
    windowTo: instant().notNull(),
    scheduledAt: instant().notNull(),
    /** The organisation's day whose ceilings it took; written by `reserve`, read when they are given back. */
    ceilingDay: date({ mode: 'string' }),
    /** The canonical bytes that were approved; null once erased. */
    frozen: bytea(),
    /** SHA-256 of the frozen bytes. */
    hash: bytea().notNull(),
    status: sendStatus().notNull().default('PLANNED'),
    /** Why it was skipped, refused or is held. */
    code: text(),
    message: text(),
    /** The verdicts at the time it was reserved or skipped. */
    verdicts: jsonb(),
    /** Not taken again before; business time. */
    notBefore: instant(),
    reservedAt: instant(),
    acceptedAt: instant(),
    provenAt: instant(),
    recalledAt: instant(),
    /** When an unknown send is looked up again; business time. */
    nextCheckAt: instant(),
    checks: integer().notNull().default(0),
    /** How often proof was looked for. */
    proofChecks: smallint().notNull().default(0),
    /** Where a platform without campaigns of ours holds it. */
    providerCampaignId: text(),
    providerLeadId: text(),
    providerMessageId: text(),
    /** A runner prepares it until then; real time. */
    heldUntil: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [
    check('send_action_fits_channel', sql`(${t.channel} = 'EMAIL') = (${t.action} = 'EMAIL')`),
    check(
      'send_parked_without_batch',
      sql`${t.batchId} is not null or ${t.status} = 'SKIPPED' or (${t.status} = 'PLANNED' and ${t.code} = 'PARKED')`,
    ),
    index('send_direct').on(t.platform, t.windowFrom).where(sql`${t.status} = 'PLANNED' and ${t.campaignId} is null`),
    index('send_parked')
      .on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`${t.batchId} is null and ${t.status} = 'PLANNED'`),
    uniqueIndex('send_place').on(t.batchId, t.place),
    index('send_status').on(t.status, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('send_lead').on(t.leadId, t.id.desc().nullsFirst()),
    index('send_campaign').on(t.campaignId),
    index('send_draft').on(t.draftId),
    index('send_ceiling_day').on(t.ceilingDay).where(sql`${t.ceilingDay} is not null`),
    index('send_accepted_day').on(t.acceptedAt).where(sql`${t.acceptedAt} is not null`),
    index('send_proven').on(t.provenAt).where(sql`${t.provenAt} is not null`),
    index('send_by_address').on(t.address, t.id.desc().nullsFirst()),
    uniqueIndex('send_open_draft').on(t.draftId).where(sql`${t.status} in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')`),
    check('send_says_why', sql`${t.status} not in ('SKIPPED', 'REFUSED') or ${t.code} is not null`),
  ],
)

/** The right to one delivering request, with a lease: taken by `reserve`, ended by `settle`. A lease that ran out is UNKNOWN, never PLANNED. */
export const sendAttempt = snakeCase.table(
  'send_attempt',
  {
    id: id(),
    sendId: uuid()
      .notNull()
      .references(() => send.id),
    /** Travels with the request as X-Attempt-Key; one for all sends of a campaign's activation. */
    key: uuid().notNull(),
    takenAt: instant().notNull(),
    leaseUntil: instant().notNull(),
    settledAt: instant(),
    outcome: text(),
    detail: text(),
  },
  (t) => [
    index('send_attempt_send').on(t.sendId),
    index('send_attempt_key').on(t.key),
    index('send_attempt_open').on(t.leaseUntil).where(sql`${t.settledAt} is null`),
    uniqueIndex('send_attempt_one_open').on(t.sendId).where(sql`${t.settledAt} is null`),
  ],
)

/** What was used of one ceiling on one day of the organisation. Written by `reserve` and `settle` alone. */
export const ceilingUse = snakeCase.table(
  'ceiling_use',
  {
    day: date({ mode: 'string' }).notNull(),
    /** CHANNEL, ACCOUNT, DOMAIN or TIER; the names are those of `ceiling_names`. */
    scope: text().notNull(),
    name: text().notNull(),
    used: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.scope, t.name] }), check('ceiling_use_is_not_negative', sql`${t.used} >= 0`)],
)

/** One person is touched once a day, whatever the step or channel. */
export const touchDay = snakeCase.table(
  'touch_day',
  {
    person: text().notNull(),
    day: date({ mode: 'string' }).notNull(),
    sendId: uuid().notNull(),
  },
  (t) => [primaryKey({ columns: [t.person, t.day] }), index('touch_day_send').on(t.sendId)],
)

/** What a platform holds and must give back: a lead out of a campaign, or a campaign paused. Retried until confirmed by reading. */
export const recall = snakeCase.table(
  'recall',
  {
    id: id(),
    sendId: uuid().references(() => send.id),
    /** Null where the platform has no campaign of ours. */
    campaignId: uuid().references(() => campaign.id),
    /** LEAD takes one lead out, CAMPAIGN pauses all of it. */
    kind: text().notNull(),
    reason: text().notNull(),
    askedAt: instant().notNull(),
    confirmedAt: instant(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    heldUntil: instant(),
  },
  (t) => [
    uniqueIndex('recall_lead_once').on(t.sendId).where(sql`${t.kind} = 'LEAD' and ${t.confirmedAt} is null`),
    uniqueIndex('recall_campaign_once').on(t.campaignId).where(sql`${t.kind} = 'CAMPAIGN' and ${t.confirmedAt} is null`),
    index('recall_open').on(t.askedAt).where(sql`${t.confirmedAt} is null`),
    check('recall_of_something', sql`num_nonnulls(${t.sendId}, ${t.campaignId}) > 0`),
    check('recall_kind', sql`(${t.kind} = 'LEAD') = (${t.sendId} is not null) and ${t.kind} in ('LEAD', 'CAMPAIGN')`),
  ],
)

/** Our subscription to a provider's events, as we last saw it: while we are deaf nothing is handed over (I26). */
export const providerHook = snakeCase.table('provider_hook', {
  provider: text().primaryKey(),
  providerHookId: text(),
  isHearing: boolean().notNull(),
  problem: text(),
  /** When the last event came by the hook. */
  lastEventAt: instant(),
  /** Until then every event is here, whoever brought it: what was missed has been read from the provider's own list. Business time. */
  polledAt: instant(),
  /** Real time. */
  checkedAt: instant().notNull(),
})

/** The end of the ramp, by all criteria or by an admin's override. Without a row the ramp is on. */
export const rampGraduation = snakeCase.table('ramp_graduation', {
  id: id(),
  at: instant().notNull(),
  by: text().notNull(),
  overrideReason: text(),
})

import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  primaryKey,
  smallint,
  snakeCase,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, instant, searchVector } from '../columns.ts'
import { company } from './company.ts'

export const tier = pgEnum('tier', ['TIER_1', 'TIER_2', 'TIER_3'])
export const seniority = pgEnum('seniority', [
  'OWNER',
  'FOUNDER',
  'C_SUITE',
  'PARTNER',
  'VP',
  'HEAD',
  'DIRECTOR',
  'MANAGER',
  'SENIOR',
  'ENTRY',
  'INTERN',
  'UNKNOWN',
])
export const emailStatus = pgEnum('email_status', ['VERIFIED', 'LIKELY', 'CATCH_ALL', 'UNKNOWN', 'INVALID'])
export const leadStage = pgEnum('lead_stage', ['PIPELINE', 'OUTREACH', 'ENGAGED', 'AT_RISK', 'TERMINAL'])
export const leadStatus = pgEnum('lead_status', [
  'PENDING',
  'APPROVED',
  'REJECTED',
  'DISPATCHED',
  'SENT',
  'LINKEDIN_SENT',
  'REVIVAL_QUEUED',
  'REVIVAL_SENT',
  'OPENED',
  'REPLIED',
  'LINKEDIN_CONNECTED',
  'LINKEDIN_REPLIED',
  'MEETING_BOOKED',
  'GHOSTED',
  'STALLED',
  'ENGAGED_NOT_REPLIED',
  'LINKEDIN_EXHAUSTED',
  'REVIVAL_CANDIDATE',
  'BOUNCED',
  'UNSUBSCRIBED',
  'DISQUALIFIED',
])

/** One person at one company that we may write to. */
export const lead = snakeCase.table(
  'lead',
  {
    id: id(),
    /** As written: lower case, IDN to ASCII, with a `+tag` where there is one. */
    email: text().unique(),
    /** The person behind the address: without `+tag`, Gmail dots removed. */
    personKey: text().unique(),
    emailStatus: emailStatus(),
    /** `in:<slug>` or `urn:<id>` */
    linkedinKey: text().unique(),
    linkedinUrl: text(),
    firstName: text(),
    lastName: text(),
    fullName: text(),
    title: text(),
    seniority: seniority().notNull().default('UNKNOWN'),
    companyId: uuid().references(() => company.id),
    /** The employer's name as the lead's own facts give it. */
    companyName: text(),
    city: text(),
    region: text(),
    countryCode: text(),
    /** IANA name; null where the place does not tell. */
    timeZone: text(),
    source: text().notNull(),
    status: leadStatus().notNull().default('PENDING'),
    /** Why DISQUALIFIED: score, exclusion, region, not_interested. */
    statusCause: text(),
    stage: leadStage()
      .notNull()
      .generatedAlwaysAs(
        sql`case
          when status in ('PENDING', 'APPROVED', 'REJECTED', 'DISPATCHED') then 'PIPELINE'::lead_stage
          when status in ('SENT', 'LINKEDIN_SENT', 'REVIVAL_QUEUED', 'REVIVAL_SENT') then 'OUTREACH'::lead_stage
          when status in ('OPENED', 'REPLIED', 'LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') then 'ENGAGED'::lead_stage
          when status in ('GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE') then 'AT_RISK'::lead_stage
          else 'TERMINAL'::lead_stage
        end`,
      ),
    tier: tier(),
    score: smallint(),
    /** The score for sorting: leads without one come last. */
    sortScore: smallint().notNull().generatedAlwaysAs(sql`coalesce(score, -1)`),
    /** The name for sorting: folded to lower case, leads without one come last. */
    sortName: text().notNull().generatedAlwaysAs(sql`coalesce(lower(full_name), '~')`),
    /** The sending account that this lead keeps. */
    account: text(),
    /** The LinkedIn account that this lead keeps. */
    linkedinAccount: text(),
    /** Written to through GoHighLevel: no other platform gets it again. */
    isOnGhl: boolean().notNull().default(false),
    /** 0 to 20, decaying with a half-life of 14 days. */
    intent: doublePrecision().notNull().default(0),
    version: integer().notNull().default(1),
    search: searchVector().generatedAlwaysAs(
      sql`to_tsvector('simple', search_words(coalesce(full_name, '') || ' ' || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(email, '')))`,
    ),
    lastActivityAt: instant().notNull().defaultNow(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    check('lead_has_an_identity', sql`${t.personKey} is not null or ${t.linkedinKey} is not null`),
    check('lead_email_and_person_go_together', sql`(${t.email} is null) = (${t.personKey} is null)`),
    check('lead_score_from_0_to_100', sql`${t.score} between 0 and 100`),
    check('lead_cause_only_when_disqualified', sql`(${t.statusCause} is not null) = (${t.status} = 'DISQUALIFIED')`),
    index('lead_by_score').on(t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_by_created').on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_by_activity').on(t.lastActivityAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_by_name').on(t.sortName, t.id),
    index('lead_status_score').on(t.status, t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_stage_score').on(t.stage, t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst()),
    // Who was silent for long stands far down the list by last activity: a walk over it would read half of all leads first.
    index('lead_status_activity').on(t.status, t.lastActivityAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_stage_activity').on(t.stage, t.lastActivityAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_tier_score').on(t.tier, t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_source_score').on(t.source, t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_company_score').on(t.companyId, t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_company_name').on(t.companyId, t.sortName),
    index('lead_account_score')
      .on(t.account, t.sortScore.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`${t.account} is not null`),
    index('lead_updated').on(t.updatedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('lead_search').using('gin', t.search),
    // Who writes from below a domain: backwards, what lies below acme.example begins alike.
    index('lead_domain_backwards').on(sql`reverse(split_part(${t.email}, '@', 2)) text_pattern_ops`),
  ],
)

/** What one provider said about one lead, last time it was asked: facts by name, each with its confidence. */
export const leadObservation = snakeCase.table(
  'lead_observation',
  {
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    provider: text().notNull(),
    facts: jsonb().notNull(),
    observedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.leadId, t.provider] }), index('lead_observation_observed').on(t.observedAt)],
)

/** One scoring of one lead: the facts it saw, the profile it used, what came out. Append-only, so that it can be replayed to the bit. */
export const scoreDecision = snakeCase.table(
  'score_decision',
  {
    id: id(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    profileVersion: integer().notNull(),
    facts: jsonb().notNull(),
    result: jsonb().notNull(),
    at: instant().notNull(),
    /** That of `result`: figures read it from the index alone. */
    tier: text().generatedAlwaysAs(sql`result ->> 'tier'`),
  },
  (t) => [index('score_decision_lead').on(t.leadId, t.id.desc().nullsFirst()), index('score_decision_at').on(t.at)],
)

/** Identity that must find its lead again after a merge or a change of address. */
export const leadAlias = snakeCase.table(
  'lead_alias',
  {
    /** A person key or a LinkedIn key. */
    key: text().primaryKey(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
  },
  (t) => [index('lead_alias_lead').on(t.leadId)],
)

export const exclusionKind = pgEnum('exclusion_kind', ['CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT'])

/** A customer, competitor or hand-listed domain or address that must not be written to. */
export const exclusion = snakeCase.table(
  'exclusion',
  {
    id: id(),
    kind: exclusionKind().notNull(),
    domain: text(),
    email: text(),
    personKey: text(),
    linkedinUrl: text(),
    linkedinKey: text(),
    /** The company's name, for companies without a known domain. */
    name: text(),
    nameKey: text(),
    note: text(),
    source: text().notNull(),
    at: instant().notNull().defaultNow(),
    removedAt: instant(),
  },
  (t) => [
    check('exclusion_names_something', sql`num_nonnulls(${t.domain}, ${t.personKey}, ${t.linkedinKey}, ${t.nameKey}) >= 1`),
    check('exclusion_email_and_person_go_together', sql`(${t.email} is null) = (${t.personKey} is null)`),
    uniqueIndex('exclusion_domain').on(t.domain).where(sql`${t.removedAt} is null and ${t.domain} is not null`),
    uniqueIndex('exclusion_person').on(t.personKey).where(sql`${t.removedAt} is null and ${t.personKey} is not null`),
    uniqueIndex('exclusion_linkedin').on(t.linkedinKey).where(sql`${t.removedAt} is null and ${t.linkedinKey} is not null`),
    index('exclusion_at').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('exclusion_name').on(t.nameKey).where(sql`${t.removedAt} is null and ${t.nameKey} is not null`),
  ],
)

/** An address, domain or LinkedIn URL that must not be written to again. Never partitioned, never pruned (I23). */
export const suppression = snakeCase.table(
  'suppression',
  {
    id: id(),
    email: text(),
    personKey: text(),
    domain: text(),
    linkedinUrl: text(),
    linkedinKey: text(),
    reason: text().notNull(),
    source: text().notNull(),
    at: instant().notNull().defaultNow(),
    /** Only after repeated soft bounces; else for ever. */
    until: instant(),
    liftedAt: instant(),
    liftedBy: text(),
  },
  (t) => [
    check('suppression_names_one_thing', sql`num_nonnulls(${t.personKey}, ${t.domain}, ${t.linkedinKey}) = 1`),
    uniqueIndex('suppression_person').on(t.personKey).where(sql`${t.liftedAt} is null and ${t.personKey} is not null`),
    uniqueIndex('suppression_domain').on(t.domain).where(sql`${t.liftedAt} is null and ${t.domain} is not null`),
    index('suppression_at').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    uniqueIndex('suppression_linkedin').on(t.linkedinKey).where(sql`${t.liftedAt} is null and ${t.linkedinKey} is not null`),
  ],
)

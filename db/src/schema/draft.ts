import { sql } from 'drizzle-orm'
import {
  boolean,
  bytea,
  check,
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
import { lead, tier } from './lead.ts'
import { pipelineRun } from './run.ts'

export const channel = pgEnum('channel', ['EMAIL', 'LINKEDIN'])
export const motion = pgEnum('motion', ['OUTBOUND', 'CADENCE', 'REVIVAL', 'NURTURE'])
/** What a touch does: a LinkedIn request and a LinkedIn message have ceilings of their own. */
export const touchAction = pgEnum('touch_action', ['EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE'])
export const draftStatus = pgEnum('draft_status', ['PENDING', 'APPROVED', 'REJECTED', 'BLOCKED', 'EXPIRED', 'WITHDRAWN', 'SENT'])

/** One message waiting for a decision, with its evidence, score and checks. */
export const draft = snakeCase.table(
  'draft',
  {
    id: id(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id),
    runId: uuid().references(() => pipelineRun.id, { onDelete: 'set null' }),
    /** Counts every change and decision; a decision names the version that was seen (I8). */
    version: integer().notNull().default(1),
    status: draftStatus().notNull(),
    channel: channel().notNull(),
    action: touchAction().notNull().default('EMAIL'),
    motion: motion().notNull().default('OUTBOUND'),
    /** One pass through a cadence or a revival; part of the once-key. */
    round: smallint().notNull().default(1),
    step: smallint().notNull().default(1),
    angle: text().notNull(),
    variant: text(),
    templateVersion: integer().notNull(),
    campaign: text(),
    subject: text(),
    body: text().notNull(),
    originalSubject: text(),
    originalBody: text().notNull(),
    footer: text().notNull(),
    /** Which words rest on which evidence: field, start, end (UTF-16), evidenceId. */
    claims: jsonb().notNull(),
    /** The checks as they stood when the text last changed. */
    compliance: jsonb().notNull(),
    isCompliant: boolean().notNull(),
    guardNotes: jsonb().notNull(),
    /** SHA-256 of the normalised subject and body. */
    fingerprint: bytea().notNull(),
    opener: text().notNull(),
    /** Why this angle: what stood to choose and how it was chosen (jobs/src/craft/angle-choice.ts). Null where the plan named the text. */
    angleChoice: jsonb(),
    /** Tier and score that the draft was made with. */
    tier: tier(),
    /** Its lead's intent is high just now (jobs/src/intent): it stands before the others of its tier. */
    isLifted: boolean().notNull().default(false),
    /** Tier and lift for sorting, best highest: with the id, whose order is that of creation, "tier, lifted, then newest" is one descending key. */
    sortTier: smallint()
      .notNull()
      .generatedAlwaysAs(
        sql`case tier when 'TIER_1' then 6 when 'TIER_2' then 4 when 'TIER_3' then 2 else 0 end + case when is_lifted then 1 else 0 end`,
      ),
    /** Words of the subject; names and companies are searched at the lead. */
    search: searchVector().generatedAlwaysAs(sql`to_tsvector('simple', search_words(coalesce(subject, '')))`),
    score: smallint().notNull(),
    isTest: boolean().notNull().default(false),
    /** A follow-up that is shown in full and approved in its batch; in the queue only when it was edited, flagged or noted by a guard. */
    isDecidedInBatch: boolean().notNull().default(false),
    isEdited: boolean().notNull().default(false),
    /** The claim-bearing facts that the text rests on, by digest: when they change, an approval falls. */
    factsDigest: bytea().notNull(),
    openedAt: instant(),
    decidedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    check('draft_action_fits_channel', sql`(${t.channel} = 'EMAIL') = (${t.action} = 'EMAIL')`),
    check('draft_email_has_subject', sql`(${t.channel} = 'EMAIL') = (${t.subject} is not null)`),
    uniqueIndex('draft_open_once').on(t.leadId, t.channel, t.round, t.step).where(sql`${t.status} in ('PENDING', 'APPROVED')`),
    index('draft_queue').on(t.status, t.sortTier.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('draft_decided').on(t.decidedAt).where(sql`${t.decidedAt} is not null`),
    index('draft_by_status').on(t.status, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('draft_by_score').on(t.status, t.score.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('draft_lead').on(t.leadId, t.id.desc().nullsFirst()),
    index('draft_run').on(t.runId),
    index('draft_test').on(t.id).where(sql`${t.isTest}`),
  ],
)

/** One fact that a draft rests on, with where it came from. */
export const evidence = snakeCase.table(
  'evidence',
  {
    id: id(),
    draftId: uuid()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    text: text().notNull(),
    source: text().notNull(),
    foundAt: instant(),
  },
  (t) => [index('evidence_draft').on(t.draftId)],
)

export const reviewDecision = pgEnum('review_decision', ['APPROVE', 'REJECT', 'EDIT', 'UNDO', 'UNAPPROVE'])

/** One decision on one version of a draft. Append-only; the unique key is what makes a decision final (I8). */
export const review = snakeCase.table(
  'review',
  {
    id: id(),
    draftId: uuid()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    /** The version that the reviewer saw. */
    draftVersion: integer().notNull(),
    decision: reviewDecision().notNull(),
    tag: text(),
    reason: text(),
    actor: text().notNull(),
    /** Texts before and after, where the decision changed them. */
    change: jsonb(),
    at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('review_one_per_version').on(t.draftId, t.draftVersion),
    index('review_at').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    check('review_reject_says_why', sql`${t.decision} <> 'REJECT' or (${t.tag} is not null and length(${t.reason}) >= 10)`),
  ],
)

/** Who has a draft open. Never locks anything. */
export const draftReading = snakeCase.table(
  'draft_reading',
  {
    draftId: uuid()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    actor: text().notNull(),
    since: instant().notNull(),
    seenAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.draftId, t.actor] })],
)

/** The one-click unsubscribe of one draft, found by the hash of its token. Works for ever: never pruned (I23). */
export const unsubscribeToken = snakeCase.table(
  'unsubscribe_token',
  {
    tokenHash: bytea().primaryKey(),
    draftId: uuid().notNull(),
    leadId: uuid().notNull(),
    personKey: text(),
    createdAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index('unsubscribe_token_draft').on(t.draftId)],
)

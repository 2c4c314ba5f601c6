import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, numeric, pgEnum, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { lead } from './lead.ts'

/**
 * WAITING: to be asked. ASKED: the question may have left; it is never asked again, its deadline decides. ANSWERED and EMPTY: what came back.
 * EXPIRED: nothing came in time; a late answer still counts. REFUSED: the provider did not take the question, or was passed over.
 */
export const enrichmentState = pgEnum('enrichment_state', ['WAITING', 'ASKED', 'ANSWERED', 'EMPTY', 'EXPIRED', 'REFUSED'])

/** A question to a provider that answers later. Its id goes along and comes back: the only way to join the answer. */
export const enrichmentRequest = snakeCase.table(
  'enrichment_request',
  {
    id: id(),
    provider: text().notNull(),
    /** VISITOR: a visitor of our site. PIPELINE: a lead of a run, which waits in its stage. REFRESH: whether what is known still holds. */
    purpose: text().notNull(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    state: enrichmentState().notNull().default('WAITING'),
    /** Digest of the table's address: a table takes 50,000 rows in its life. */
    destination: text(),
    /** The provider's own id of the request that this question left with; many may share one. */
    reference: text(),
    /** How many answers came; a person may run a column again. */
    answers: integer().notNull().default(0),
    createdAt: instant().notNull(),
    /** Not asked again before. */
    notBefore: instant(),
    askedAt: instant(),
    /** From then on there is no answer. */
    deadline: instant(),
    /** When the provider is asked how far it is. */
    pollAt: instant(),
    polls: integer().notNull().default(0),
    answeredAt: instant(),
    /** Why it was refused, by a stable name. */
    code: text(),
    message: text(),
  },
  (t) => [
    uniqueIndex('enrichment_visitor_once').on(t.provider, t.leadId).where(sql`${t.purpose} = 'VISITOR'`),
    uniqueIndex('enrichment_open_once').on(t.provider, t.purpose, t.leadId).where(sql`${t.state} in ('WAITING', 'ASKED')`),
    index('enrichment_open').on(t.state, t.id).where(sql`${t.state} in ('WAITING', 'ASKED')`),
    index('enrichment_poll').on(t.provider, t.pollAt).where(sql`${t.pollAt} is not null`),
    index('enrichment_asked').on(t.provider, t.askedAt),
    index('enrichment_lead').on(t.leadId),
  ],
)

/** What became of one question to a provider that enriches: for hit rates, times and costs. Append-only. */
export const enrichmentCall = snakeCase.table(
  'enrichment_call',
  {
    id: id(),
    provider: text().notNull(),
    /** DISCOVER: a person whom a search found. VERIFY: an address before mail goes to it. The others as in `enrichment_request`. */
    purpose: text().notNull(),
    /** Null for somebody who did not become a lead. */
    leadId: uuid().references(() => lead.id, { onDelete: 'set null' }),
    /** FOUND, MISSED, FAILED (no answer that counts) or EXPIRED. */
    outcome: text().notNull(),
    hasEmail: boolean().notNull(),
    credits: numeric({ mode: 'number' }).notNull(),
    /** From the question to the answer, in milliseconds; null without one. */
    tookMs: integer(),
    at: instant().notNull(),
  },
  (t) => [
    check('enrichment_call_outcome', sql`${t.outcome} in ('FOUND', 'MISSED', 'FAILED', 'EXPIRED')`),
    index('enrichment_call_at').on(t.at, t.provider),
    index('enrichment_call_lead').on(t.leadId),
  ],
)

/** What a verifier says of an address before mail goes to it. */
export const addressVerification = snakeCase.table(
  'address_verification',
  {
    /** As written: lower case, IDN to ASCII. */
    address: text().primaryKey(),
    /** SEND, HOLD (nobody can tell, or a policy) or NEVER; null until there is an answer. */
    verdict: text(),
    /** The verifier's own words. */
    status: text(),
    subStatus: text(),
    /** Answers that could not tell. */
    tries: integer().notNull().default(0),
    askedAt: instant().notNull(),
    answeredAt: instant(),
    /** Not asked again before. */
    notBefore: instant(),
  },
  (t) => [check('address_verification_verdict', sql`${t.verdict} in ('SEND', 'HOLD', 'NEVER')`)],
)

import { sql } from 'drizzle-orm'
import { index, integer, pgEnum, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { lead } from './lead.ts'

/**
 * WAITING: to be asked. ASKED: the question may have left; it is never asked again, its deadline decides. ANSWERED and EMPTY: what came back.
 * EXPIRED: nothing came in time; a late answer still counts. REFUSED: the provider did not take the question.
 */
export const enrichmentState = pgEnum('enrichment_state', ['WAITING', 'ASKED', 'ANSWERED', 'EMPTY', 'EXPIRED', 'REFUSED'])

/** A question to a provider that answers later by a webhook. Its id goes along and comes back: the only way to join the answer. */
export const enrichmentRequest = snakeCase.table(
  'enrichment_request',
  {
    id: id(),
    provider: text().notNull(),
    /** VISITOR: a visitor of our site. */
    purpose: text().notNull(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    state: enrichmentState().notNull().default('WAITING'),
    /** Digest of the table's address: a table takes 50,000 rows in its life. */
    destination: text(),
    /** How many answers came; a person may run a column again. */
    answers: integer().notNull().default(0),
    createdAt: instant().notNull(),
    /** Not asked again before. */
    notBefore: instant(),
    askedAt: instant(),
    /** From then on there is no answer. */
    deadline: instant(),
    answeredAt: instant(),
    message: text(),
  },
  (t) => [
    uniqueIndex('enrichment_once').on(t.provider, t.purpose, t.leadId),
    index('enrichment_open').on(t.state, t.id).where(sql`${t.state} in ('WAITING', 'ASKED')`),
    index('enrichment_asked').on(t.provider, t.askedAt),
    index('enrichment_lead').on(t.leadId),
  ],
)

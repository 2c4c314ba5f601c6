import { doublePrecision, index, jsonb, snakeCase, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { lead } from './lead.ts'

/** What signals have made of a lead's intent, and why; `lead.intent` repeats the points for lists and rules. */
export const leadIntent = snakeCase.table(
  'lead_intent',
  {
    leadId: uuid()
      .primaryKey()
      .references(() => lead.id, { onDelete: 'cascade' }),
    /** 0 to the cap, as of `computedAt`. */
    points: doublePrecision().notNull(),
    /** By kind of signal, most points first: kind, count, lastAt, points. */
    reasons: jsonb().notNull(),
    computedAt: instant().notNull(),
    /** Since when it is above what alerts and lifts; null: it is not. */
    crossedAt: instant(),
  },
  (t) => [index('lead_intent_computed').on(t.computedAt)],
)

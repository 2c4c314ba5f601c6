import { index, integer, jsonb, snakeCase, text, timestamp } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/**
 * One run of the ● invariants and what it found. A run that found something stays open, and keeps the stop from being lifted, until a later
 * one that looked back as far finds nothing.
 */
export const invariantCheck = snakeCase.table(
  'invariant_check',
  {
    id: id(),
    /** Real time. */
    at: instant().notNull(),
    /** How far it looked back, in real time; -infinity is everything. */
    since: timestamp({ withTimezone: true }).notNull(),
    broken: integer().notNull(),
    /** The invariants that broke, such as I1; empty when all hold. */
    invariants: text().array().notNull(),
    /** Up to 100 rows: invariant, subject and fault. */
    evidence: jsonb().notNull(),
    durationMs: integer().notNull(),
  },
  (t) => [index('invariant_check_at').on(t.at.desc().nullsFirst())],
)

import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgEnum, real, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { sendingAccount } from './dispatch.ts'

/** What a look-up of one record, or all facts together, say. UNKNOWN: nobody could tell; it is never taken for either. */
export const healthVerdict = pgEnum('health_verdict', ['PASS', 'FAIL', 'UNKNOWN'])

const facts = () => ({
  spf: healthVerdict().notNull().default('UNKNOWN'),
  dkim: healthVerdict().notNull().default('UNKNOWN'),
  dmarc: healthVerdict().notNull().default('UNKNOWN'),
  /** What the name servers and the platform answered, for each record. */
  dnsEvidence: jsonb().notNull().default({}),
  dnsCheckedAt: instant(),
  warmupScore: real(),
  /** Sends of the last 7 days that the platform took, and how many of them bounced: the worse of our rows and the platform's own count. */
  sent: integer().notNull().default(0),
  bounced: integer().notNull().default(0),
  /** Complaints of the last 7 days; null where no source tells. */
  complained: integer(),
  /** PASS: healthy. UNKNOWN: never looked at. */
  verdict: healthVerdict().notNull().default('UNKNOWN'),
  /** Why it is unhealthy: an array of {code, message}. */
  reasons: jsonb().notNull().default([]),
})

/** How an email account stands now. Its warm-up is written when accounts are read, the rest by `check_accounts`. */
export const accountHealth = snakeCase.table(
  'account_health',
  {
    accountId: uuid()
      .primaryKey()
      .references(() => sendingAccount.id, { onDelete: 'cascade' }),
    /** When its warm-up began, as the platform says; null where it says nothing: then its first day with us counts. */
    warmupStartedAt: instant(),
    ...facts(),
    /** Business time; null: not checked yet. */
    checkedAt: instant(),
  },
  (t) => [check('account_health_counts', sql`${t.bounced} between 0 and ${t.sent} and coalesce(${t.complained}, 0) >= 0`)],
)

/** How it stood: a row for each change, and one an hour. Append-only. */
export const accountCheck = snakeCase.table(
  'account_check',
  {
    id: id(),
    accountId: uuid()
      .notNull()
      .references(() => sendingAccount.id, { onDelete: 'cascade' }),
    at: instant().notNull(),
    /** What it led to: PAUSED, or nothing. */
    effect: text(),
    ...facts(),
  },
  (t) => [index('account_check_by_account').on(t.accountId, t.at.desc().nullsFirst(), t.id.desc().nullsFirst())],
)

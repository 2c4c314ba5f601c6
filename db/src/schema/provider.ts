import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, numeric, pgEnum, primaryKey, snakeCase, text, timestamp } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

export const breakerState = pgEnum('breaker_state', ['CLOSED', 'OPEN', 'HALF_OPEN'])

/** The circuit breaker of one provider, shared by all processes (I21). */
export const providerBreaker = snakeCase.table('provider_breaker', {
  provider: text().primaryKey(),
  state: breakerState().notNull().default('CLOSED'),
  failuresInARow: integer().notNull().default(0),
  /** The last 20 outcomes, oldest first: true is a success. */
  recent: boolean().array().notNull(),
  openedAt: instant(),
  /** Half open: the one call that may go through holds this until then. */
  probeUntil: instant(),
})

/** One allowance of calls, shared by all processes: when the next call would be due if calls came at the allowed rate (GCRA). */
export const providerAllowance = snakeCase.table('provider_allowance', {
  name: text().primaryKey(),
  /** To the microsecond: rounded to milliseconds, 100 calls a second would become 90. */
  dueAt: timestamp({ withTimezone: true }).notNull(),
})

/** What a provider answered about one person, so that no credit is spent twice. Misses are kept too. */
export const providerLookup = snakeCase.table(
  'provider_lookup',
  {
    provider: text().notNull(),
    key: text().notNull(),
    isFound: boolean().notNull(),
    answer: jsonb(),
    credits: numeric({ mode: 'number' }).notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.key] }), index('provider_lookup_at').on(t.provider, t.at)],
)

/** Whether a provider can be used here, as the runner that started last was configured. */
export const providerAccess = snakeCase.table('provider_access', {
  provider: text().primaryKey(),
  hasKey: boolean().notNull(),
  seenAt: instant().notNull(),
})

/** A person's wish to know whether a provider answers, and what it said. */
export const providerTest = snakeCase.table(
  'provider_test',
  {
    id: id(),
    provider: text().notNull(),
    askedBy: text().notNull(),
    askedAt: instant().notNull(),
    /** OK, FAILED, NO_KEY, or UNTESTABLE where nothing can be asked without an effect; null until it is done. */
    outcome: text(),
    message: text(),
    tookMs: integer(),
    doneAt: instant(),
  },
  (t) => [
    check('provider_test_outcome', sql`${t.outcome} in ('OK', 'FAILED', 'NO_KEY', 'UNTESTABLE')`),
    index('provider_test_open').on(t.id).where(sql`${t.outcome} is null`),
    index('provider_test_latest').on(t.provider, t.id.desc().nullsFirst()),
  ],
)

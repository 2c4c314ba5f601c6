import { boolean, index, integer, jsonb, numeric, pgEnum, primaryKey, snakeCase, text, timestamp } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

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

import { snakeCase, text, timestamp } from 'drizzle-orm/pg-core'

/**
 * How far each caller has used up what all API processes together allow. Unlogged: a crash of PostgreSQL forgives everybody a second or
 * four, and no commit waits for it.
 */
export const operationRate = snakeCase.table('operation_rate', {
  /** `user:<id>` or `key:<id>`. */
  caller: text().primaryKey(),
  /** When every operation that was given out would be paid off at the steady rate; real time. */
  dueAt: timestamp({ withTimezone: true }).notNull(),
})

import { date, pgEnum, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

export const dayDecision = pgEnum('day_decision', ['CONTINUE', 'HOLD', 'ROLL_BACK'])

/** How a person closed a day of the organisation. Append-only: a day is closed once. Whether it was clean is computed, never kept. */
export const dayClose = snakeCase.table('day_close', {
  /** Day of the organisation. */
  day: date({ mode: 'string' }).primaryKey(),
  decision: dayDecision().notNull(),
  note: text().notNull(),
  /** Who says go or no-go on the next day. */
  nextOwner: text().notNull(),
  closedBy: text().notNull(),
  closedAt: instant().notNull(),
})

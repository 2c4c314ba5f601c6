import { date, jsonb, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** What a week of the organisation came to beside the week before, once for each week that is over. Kept as it was told. */
export const weeklyDigest = snakeCase.table('weekly_digest', {
  /** Its Monday. */
  week: date({ mode: 'string' }).primaryKey(),
  /** Both weeks' numbers: sent, replies, meetings, …, and what it cost. */
  numbers: jsonb().notNull(),
  /** In sentences, as people were told. */
  message: text().notNull(),
  at: instant().notNull(),
})

import { sql } from 'drizzle-orm'
import { jsonb, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/** A person's wish to have the platforms read for what was sent before moving in, and what came of it. One is open at a time. */
export const historyReading = snakeCase.table(
  'history_reading',
  {
    id: id(),
    askedBy: text().notNull(),
    /** Business time, as all of these. */
    askedAt: instant().notNull(),
    /** How far each list of each platform was read: what it held, what of it was new, where it goes on, why it could not be read. */
    report: jsonb().notNull().default([]),
    readAt: instant(),
  },
  () => [uniqueIndex('history_reading_one_open').on(sql`(read_at is null)`).where(sql`read_at is null`)],
)

import { date, integer, jsonb, primaryKey, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { platform } from './dispatch.ts'

/** What we say we sent on one day of the organisation by one platform, and what the platform says. */
export const dailyStatement = snakeCase.table(
  'daily_statement',
  {
    day: date({ mode: 'string' }).notNull(),
    platform: platform().notNull(),
    /** Sends of ours that count as sent. */
    ours: integer().notNull(),
    /** Messages that the platform shows; null while it could not be asked. */
    theirs: integer(),
    /** One entry for each that stands on one side alone: kind, send, address, what we say, what they say. */
    differences: jsonb().notNull(),
    /** Why the platform could not be asked. */
    problem: text(),
    drawnAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.platform] })],
)

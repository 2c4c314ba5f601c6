import { sql } from 'drizzle-orm'
import { check, index, jsonb, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { motion } from './draft.ts'

/** A motion that a spike of bounces, unsubscribes or complaints paused, until a person resumes it. */
export const motionPause = snakeCase.table(
  'motion_pause',
  {
    id: id(),
    motion: motion().notNull(),
    /** `bounce_rate`, `unsubscribe_rate` or `complaint_rate`. */
    cause: text().notNull(),
    reason: text().notNull(),
    /** The figures at that moment: numerator, denominator, since when they count. */
    evidence: jsonb().notNull(),
    pausedBy: text().notNull(),
    pausedAt: instant().notNull(),
    resumedBy: text(),
    resumedAt: instant(),
    resumeReason: text(),
  },
  (t) => [
    uniqueIndex('motion_pause_one_open').on(t.motion).where(sql`${t.resumedAt} is null`),
    index('motion_pause_resumed').on(t.motion, t.resumedAt.desc()),
    check('motion_pause_resumed_by_someone', sql`num_nonnulls(${t.resumedBy}, ${t.resumedAt}, ${t.resumeReason}) in (0, 3)`),
  ],
)

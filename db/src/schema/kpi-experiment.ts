import { sql } from 'drizzle-orm'
import { check, integer, jsonb, primaryKey, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** An experiment that ended because one subject was clearly better: from then on the text is written with that one alone. Append-only. */
export const experimentStop = snakeCase.table(
  'experiment_stop',
  {
    angle: text().notNull(),
    templateVersion: integer().notNull(),
    winner: text().notNull(),
    /** What was counted at that moment, and the interval of the difference. */
    evidence: jsonb().notNull(),
    stoppedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.angle, t.templateVersion] }), check('experiment_stop_winner', sql`${t.winner} in ('A', 'B')`)],
)

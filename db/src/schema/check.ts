import { boolean, index, jsonb, pgEnum, snakeCase, text } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

export const checkName = pgEnum('check_name', ['SMOKE', 'REPLAY'])

/** What a check of the deployed system or of its rules found, for one version. Append-only: the newest of each counts. */
export const checkVerdict = snakeCase.table(
  'check_verdict',
  {
    id: id(),
    name: checkName().notNull(),
    /** The version that was checked. */
    version: text().notNull(),
    passed: boolean().notNull(),
    /** What it said, as it said it. */
    detail: jsonb(),
    recordedBy: text().notNull(),
    recordedAt: instant().notNull(),
  },
  (t) => [index('check_verdict_newest').on(t.name, t.version, t.recordedAt.desc().nullsFirst())],
)

import { sql } from 'drizzle-orm'
import { check, integer, jsonb, primaryKey, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** Settings that a person decides: every version of every section is kept; the highest is in force. Append-only. */
export const settingVersion = snakeCase.table(
  'setting_version',
  {
    section: text().notNull(),
    version: integer().notNull(),
    document: jsonb().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.section, t.version] }), check('setting_version_counts_from_1', sql`${t.version} >= 1`)],
)

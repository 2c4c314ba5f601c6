import { sql } from 'drizzle-orm'
import { bigint, check, foreignKey, index, integer, jsonb, primaryKey, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** One version of a text: its subjects, openers and body. Append-only; what is written from is said by the sign-offs. */
export const templateVersion = snakeCase.table(
  'template_version',
  {
    angle: text().notNull(),
    version: integer().notNull(),
    document: jsonb().notNull(),
    /** Why it was changed, in the author's words. */
    note: text(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.angle, t.version] }), check('template_version_counts_from_1', sql`${t.version} >= 1`)],
)

/** A reviewer let a version go live; the newest row of an angle says which one is written from. Append-only. */
export const templateSignOff = snakeCase.table(
  'template_sign_off',
  {
    /** In the order of the sign-offs, which happen one after the other (db/functions/sign-off-template.sql). */
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    angle: text().notNull(),
    version: integer().notNull(),
    /** The version that it took the place of; null for the first one. */
    replaced: integer(),
    note: text(),
    actor: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    foreignKey({
      name: 'template_sign_off_version',
      columns: [t.angle, t.version],
      foreignColumns: [templateVersion.angle, templateVersion.version],
    }),
    index('template_sign_off_live').on(t.angle, t.id.desc().nullsFirst()),
  ],
)

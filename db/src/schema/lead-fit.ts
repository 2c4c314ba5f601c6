import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, snakeCase, uuid } from 'drizzle-orm/pg-core'
import { lead } from './lead.ts'

/** What was read out of a scored lead's facts, so that another ICP profile can be tried on all leads at once. One row for each scored lead. */
export const leadFit = snakeCase.table(
  'lead_fit',
  {
    leadId: uuid()
      .primaryKey()
      .references(() => lead.id, { onDelete: 'cascade' }),
    fit: jsonb().notNull(),
    /** The profile version that the lead was last held against. */
    profileVersion: integer().notNull(),
    /** Its facts changed since they were read; the database sets it whoever writes them. */
    isOutdated: boolean().notNull().default(false),
  },
  (t) => [index('lead_fit_profile').on(t.profileVersion, t.leadId), index('lead_fit_outdated').on(t.leadId).where(sql`${t.isOutdated}`)],
)

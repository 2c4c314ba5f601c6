import { jsonb, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** Everything that ever happened to a lead. Partitioned by month of its UUIDv7. */
export const timelineEntry = snakeCase.table('timeline_entry', {
  id: uuid().notNull(),
  leadId: uuid(),
  at: instant().notNull(),
  kind: text().notNull(),
  actor: text().notNull(),
  runId: uuid(),
  summary: text().notNull(),
  detail: jsonb(),
})

import { jsonb, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** Something that happened to a lead. Partitioned by month of its UUIDv7. */
export const signal = snakeCase.table('signal', {
  id: uuid().notNull(),
  leadId: uuid(),
  deliveryId: uuid(),
  kind: text().notNull(),
  provider: text().notNull(),
  at: instant().notNull(),
  detail: jsonb(),
})

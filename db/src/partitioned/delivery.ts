import { boolean, bytea, jsonb, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/** One webhook request as received. Partitioned by month of its UUIDv7; kept 90 days. */
export const delivery = snakeCase.table('delivery', {
  id: uuid().notNull(),
  provider: text().notNull(),
  eventType: text(),
  headers: jsonb().notNull(),
  /** The raw bytes; null once erased. */
  body: bytea(),
  isAuthenticated: boolean().notNull(),
  receivedAt: instant().notNull(),
  appliedAt: instant(),
  isDuplicate: boolean().notNull(),
  effect: text(),
  error: text(),
  leadId: uuid(),
})

import { primaryKey, snakeCase, text } from 'drizzle-orm/pg-core'
import { leadStatus } from './lead.ts'

/**
 * The transition table of jobs/src/signals/lead-status.ts, written down at every migration for the functions that move a status in their own
 * statement. What is not listed moves nothing.
 */
export const leadStatusTransition = snakeCase.table(
  'lead_status_transition',
  {
    fromStatus: leadStatus().notNull(),
    /** A signal, or a decision of ours. */
    cause: text().notNull(),
    toStatus: leadStatus().notNull(),
  },
  (t) => [primaryKey({ columns: [t.cause, t.fromStatus] })],
)

import { bigint, index, snakeCase, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { lead, leadStatus } from './lead.ts'

/** What a lead's status was until an instant of business time: written by a trigger with every move, so that its status at any instant since is known. */
export const leadStatusChange = snakeCase.table(
  'lead_status_change',
  {
    /** Tells moves of one instant apart. */
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    at: instant().notNull(),
    fromStatus: leadStatus().notNull(),
  },
  (t) => [index('lead_status_change_lead').on(t.leadId, t.at, t.id), index('lead_status_change_at').on(t.at)],
)

import { sql } from 'drizzle-orm'
import { check, integer, snakeCase, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { touchAction } from './draft.ts'

/** A campaign at HeyReach that the settings chose, as it was last read there. */
export const linkedinCampaign = snakeCase.table(
  'linkedin_campaign',
  {
    /** HeyReach's id. */
    id: integer().primaryKey(),
    name: text().notNull(),
    /** HeyReach's word: DRAFT, IN_PROGRESS, PAUSED, … */
    status: text().notNull(),
    /** What it was chosen for. */
    action: touchAction().notNull(),
    /** Why nothing may be handed over to it now; null where it may. */
    problem: text(),
    /** Real time. */
    checkedAt: instant().notNull(),
  },
  (t) => [check('linkedin_campaign_is_no_email', sql`${t.action} <> 'EMAIL'`)],
)

/** Providers that a running process takes deliveries from without any proof of origin (UNSIGNED_ALLOWLIST). Empty is as it should be. */
export const unsignedProvider = snakeCase.table('unsigned_provider', { provider: text().primaryKey(), seenAt: instant().notNull() })

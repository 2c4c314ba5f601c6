import { type SQL, sql } from 'drizzle-orm'

/**
 * Whether the answer of this draft went, or still may: only then is its reply answered. One that a guard, its platform or a stop ended did not,
 * nor one that a person settled as not sent, or that nobody came to approve.
 */
export const answerStands = (draftId: SQL): SQL =>
  sql`exists (select from send s where s.draft_id = ${draftId} and s.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN'))`

import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'

/**
 * Keeps the date on which a lead wants to be asked again ("not now, in March"): before it nobody revives them, then they are a candidate
 * whatever their score. A later word replaces an earlier one. Business time; part of the caller's transaction.
 */
export async function setRevivalDate(
  tx: Sql,
  actor: Actor,
  { leadId, dueAt, reason }: { leadId: string; dueAt: Date; reason: string },
): Promise<void> {
  await tx.execute(sql`select set_revival_date(${leadId}, ${dueAt.toISOString()}::timestamptz, ${reason}, ${actor.name})`)
}

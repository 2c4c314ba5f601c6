import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'

/**
 * Keeps the date on which a lead wants to be asked again ("not now, in March"): before it nobody revives them, then they are a candidate
 * whatever their score. The last word replaces an earlier one; told again it changes nothing. Business time; part of the caller's transaction.
 */
export async function setRevivalDate(
  tx: Sql,
  actor: Actor,
  { leadId, dueAt, saidAt, reason }: { leadId: string; dueAt: Date; saidAt: Date; reason: string },
): Promise<void> {
  await tx.execute(
    sql`select set_revival_date(${leadId}, ${dueAt.toISOString()}::timestamptz, ${saidAt.toISOString()}::timestamptz, ${reason}, ${actor.name})`,
  )
}

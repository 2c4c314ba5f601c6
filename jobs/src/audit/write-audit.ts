import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'

export type AuditEntry = {
  /** `<noun>.<past tense>`, the same words as the function that did it. */
  action: string
  subjectType: string
  subjectId: string
  /** What was decided, before and after. May hold personal data: an erasure removes it, the chain covers its digest. */
  detail: Record<string, unknown>
}

/** Exactly one audit row for one decision, in its transaction (I6). */
export async function writeAudit(tx: Sql, actor: Actor, entry: AuditEntry): Promise<void> {
  requireAgentAction(actor, entry.action)
  await tx.execute(
    sql`select write_audit(${actor.name}, ${entry.action}, ${entry.subjectType}, ${entry.subjectId}, ${JSON.stringify(entry.detail)}::jsonb)`,
  )
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { recordTimeline } from '../timeline.ts'
import type { LeadStatus } from './lead-status.ts'
import { statusWords } from './signal-words.ts'

/**
 * The one way around the transition table: an admin's correction with a reason. It lifts no suppression: who must not be written to stays
 * so until that is lifted by itself. Throws ConflictError when the lead has moved since it was seen.
 */
export async function correctLeadStatus(
  writer: Writer,
  actor: Actor,
  input: { leadId: string; from: LeadStatus; to: LeadStatus; cause: string | null; reason: string },
): Promise<{ leadId: string }> {
  const cause = input.to === 'DISQUALIFIED' ? (input.cause ?? 'not_interested') : null
  await writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const { rows } = await tx.execute<{ id: string }>(sql`
      update lead set status = ${input.to}::lead_status, status_cause = ${cause}, version = version + 1, updated_at = ${now.toISOString()}::timestamptz
      where id = ${input.leadId} and status = ${input.from}::lead_status returning id`)
    if (!rows[0]) {
      const { rows: present } = await tx.execute<{ status: LeadStatus; version: number }>(
        sql`select status, version from lead where id = ${input.leadId}`,
      )
      if (!present[0]) throw new NotFoundError('There is no such lead.')
      throw new ConflictError(`The lead is ${statusWords(present[0].status)} now.`, { currentVersion: present[0].version })
    }
    const detail = { from: input.from, to: input.to, signal: 'CORRECTED', reason: input.reason }
    await writeAudit(tx, actor, { action: 'lead.corrected', subjectType: 'lead', subjectId: input.leadId, detail })
    await recordTimeline(tx, now, [
      {
        leadId: input.leadId,
        kind: 'status',
        actor: actor.name,
        summary: `Status corrected: ${statusWords(input.to)}. ${input.reason}`,
        detail,
      },
    ])
    await announce(tx, 'lead', [input.leadId])
  })
  return { leadId: input.leadId }
}

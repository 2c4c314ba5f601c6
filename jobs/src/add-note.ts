import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from './actors.ts'
import { announce } from './announce.ts'
import { writeAudit } from './audit/write-audit.ts'
import { businessNow } from './business-now.ts'
import { NotFoundError } from './errors.ts'
import { recordTimeline } from './timeline.ts'

/** Puts a person's words on a lead's timeline. Throws NotFoundError. The audit row says that it was written, not what: erasing the lead erases the words. */
export async function addNote(writer: Writer, actor: Actor, input: { leadId: string; text: string }): Promise<{ leadId: string }> {
  await writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const { rows } = await tx.execute<{ id: string }>(
      sql`update lead set updated_at = ${now.toISOString()}::timestamptz where id = ${input.leadId} returning id`,
    )
    if (!rows[0]) throw new NotFoundError('There is no such lead.')
    await writeAudit(tx, actor, {
      action: 'lead.noted',
      subjectType: 'lead',
      subjectId: input.leadId,
      detail: { characters: input.text.length },
    })
    await recordTimeline(tx, now, [{ leadId: input.leadId, kind: 'note', actor: actor.name, summary: input.text }])
    await announce(tx, 'lead', [input.leadId])
  })
  return { leadId: input.leadId }
}

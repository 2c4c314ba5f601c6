import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import type { Log } from '../log.ts'
import { applyDeliveries } from '../signals/apply-deliveries.ts'
import { followReplies } from './follow-replies.ts'

/**
 * A person says whose an unmatched reply is. What brought it is applied then, as if its address had been known; where that is no longer kept,
 * what the row keeps of it is. Throws ConflictError when it has a lead already.
 */
export async function assignReply(
  writer: Writer,
  log: Log,
  actor: Actor,
  { replyId, leadId }: { replyId: string; leadId: string },
): Promise<{ replyId: string }> {
  const deliveryId = await writer.transaction(async (tx) => {
    const { rows: present } = await tx.execute<{ deliveryId: string }>(
      sql`select delivery_id as "deliveryId" from reply where id = ${replyId}`,
    )
    if (!present[0]) throw new NotFoundError('There is no such reply.')
    const { deliveryId } = present[0]
    // The delivery before its reply, as whoever applies it. It waits from here on, for whoever comes first: killed before it is applied below, the
    // reply would be the lead's and stop nothing.
    await tx.execute(sql`update delivery set error = null where id = ${deliveryId} and applied_at is null`)
    const { rows: leads } = await tx.execute<{ id: string }>(sql`select id from lead where id = ${leadId} for key share`)
    if (!leads[0]) throw new NotFoundError('There is no such lead.')
    const { rows } = await tx.execute<{ id: string }>(sql`
      update reply set lead_id = ${leadId}, matched_by = ${`Assigned by ${actor.name}.`}, version = version + 1
      where id = ${replyId} and lead_id is null returning id`)
    if (!rows[0]) throw new ConflictError('Somebody has said whose it is.')
    await writeAudit(tx, actor, { action: 'reply.assigned', subjectType: 'reply', subjectId: replyId, detail: { leadId } })
    await followReplies(tx, [replyId])
    await announce(tx, 'reply', [replyId])
    await announce(tx, 'lead', [leadId])
    return deliveryId
  })
  await applyDeliveries(writer, log, { ids: [deliveryId] })
  return { replyId }
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'

/** A person says that two leads are two people: they are not suggested again, and never merged by themselves. */
export async function dismissMergeSuggestion(
  writer: Writer,
  actor: Actor,
  { id }: { id: string },
): Promise<{ leadId: string; otherId: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ leadId: string; otherId: string; dismissedBy: string | null }>(
      sql`select lead_id as "leadId", other_id as "otherId", dismissed_by as "dismissedBy" from merge_suggestion where id = ${id}::uuid for update`,
    )
    const [pair] = rows
    if (!pair) throw new NotFoundError('There is no such suggestion. They may have been merged.')
    const { leadId, otherId, dismissedBy } = pair
    if (dismissedBy !== null)
      throw new RefusedError('ALREADY_DONE', 'This has been decided.', [
        { code: 'ALREADY_DISMISSED', message: `${dismissedBy} said that they are two people.` },
      ])
    await tx.execute(sql`update merge_suggestion set dismissed_by = ${actor.name}, dismissed_at = business_now() where id = ${id}::uuid`)
    await writeAudit(tx, actor, { action: 'merge_suggestion.dismissed', subjectType: 'lead', subjectId: leadId, detail: { otherId } })
    await announce(tx, 'lead', [leadId, otherId])
    return { leadId, otherId }
  })
}

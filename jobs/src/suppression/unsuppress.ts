import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import { requalifyLeads } from './requalify-leads.ts'

/**
 * Lifts a suppression, which only an admin may. Leads of a domain that only it kept out are PENDING again; a person who unsubscribed or whose
 * mail bounced stays so until the status is corrected, which is a decision of its own. The row stays, with who lifted it (I23). That of an erased
 * person is never lifted.
 */
export async function unsuppress(
  writer: Writer,
  actor: Actor,
  input: { suppressionId: string; reason: string },
): Promise<{ suppressionId: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ entry: Record<string, unknown>; isLifted: boolean }>(
      sql`select to_jsonb(s) as entry, lifted_at is not null as "isLifted" from suppression s where id = ${input.suppressionId} for update`,
    )
    const found = rows[0]
    if (!found) throw new NotFoundError('There is no such suppression.', ['suppressionId'])
    if (found.isLifted)
      throw new RefusedError('ALREADY_DONE', 'This suppression is lifted already.', [{ code: 'LIFTED', message: 'Nothing was changed.' }])
    if (String(found.entry.person_key ?? found.entry.linkedin_key).startsWith('erased:')) {
      const never = { code: 'ERASED', message: 'This person asked to be erased. Nobody knows any more who it is, and it can’t be lifted.' }
      throw new RefusedError('GUARD_REFUSED', 'An erased person is never written to again.', [never])
    }
    await tx.execute(sql`update suppression set lifted_at = business_now(), lifted_by = ${actor.name} where id = ${input.suppressionId}`)
    await writeAudit(tx, actor, {
      action: 'suppression.lifted',
      subjectType: 'suppression',
      subjectId: input.suppressionId,
      detail: { ...found.entry, liftReason: input.reason },
    })
    await requalifyLeads(tx, actor)
    return { suppressionId: input.suppressionId }
  })
}

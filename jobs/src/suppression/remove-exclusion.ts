import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import { requalifyLeads } from './requalify-leads.ts'

/** Takes an exclusion off its list. Leads that only it kept out are PENDING again (signals.md: cause exclusion). */
export async function removeExclusion(writer: Writer, actor: Actor, input: { exclusionId: string }): Promise<{ exclusionId: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ entry: Record<string, unknown>; isRemoved: boolean }>(
      sql`select to_jsonb(e) as entry, removed_at is not null as "isRemoved" from exclusion e where id = ${input.exclusionId} for update`,
    )
    const found = rows[0]
    if (!found) throw new NotFoundError('There is no such exclusion.', ['exclusionId'])
    if (found.isRemoved)
      throw new RefusedError('ALREADY_DONE', 'This exclusion is removed already.', [{ code: 'REMOVED', message: 'Nothing was changed.' }])
    await tx.execute(sql`update exclusion set removed_at = business_now() where id = ${input.exclusionId}`)
    await writeAudit(tx, actor, {
      action: 'exclusion.removed',
      subjectType: 'exclusion',
      subjectId: input.exclusionId,
      detail: found.entry,
    })
    await requalifyLeads(tx, actor)
    return { exclusionId: input.exclusionId }
  })
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { unapproveOutdatedDrafts } from '../craft/unapprove-outdated-drafts.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import { recomputeIntent } from '../intent/recompute-intent.ts'
import { unapproveReaddressed } from './unapprove-readdressed.ts'

type Answer = { kept_id: string | null; gone_id: string | null; rows_moved: number; code: string | null; message: string | null }

/**
 * Takes two merged leads apart again, each with its own rows and values (db/functions/unmerge-leads.sql). They are never merged by themselves
 * again. Throws NotFoundError, or RefusedError with the code that says what stands in the way.
 */
export async function unmergeLeads(
  writer: Writer,
  actor: Actor,
  { mergeId }: { mergeId: string },
): Promise<{ leadId: string; otherId: string; rows: number }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<Answer>(sql`select * from unmerge_leads(${mergeId}::uuid, ${actor.name})`)
    const [answer] = rows
    if (!answer || answer.code === 'NOT_FOUND') throw new NotFoundError('There is no such merge.')
    const reason = { code: answer.code ?? '', message: answer.message ?? '' }
    if (answer.code === 'ALREADY_DONE') throw new RefusedError('ALREADY_DONE', 'They are apart already.', [reason])
    if (answer.code !== null || answer.kept_id === null || answer.gone_id === null)
      throw new RefusedError('GUARD_REFUSED', 'They can’t be taken apart now.', [reason])
    await unapproveOutdatedDrafts(tx, [answer.kept_id, answer.gone_id])
    await unapproveReaddressed(tx, mergeId)
    await recomputeIntent(tx, [answer.kept_id, answer.gone_id])
    return { leadId: answer.kept_id, otherId: answer.gone_id, rows: answer.rows_moved }
  })
}

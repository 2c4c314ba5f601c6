import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { unapproveOutdatedDrafts } from '../craft/unapprove-outdated-drafts.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { recomputeIntent } from '../intent/recompute-intent.ts'
import type { Reason } from '../reason.ts'
import { unapproveReaddressed } from './unapprove-readdressed.ts'

/** What a merge came to: the older lead stays. */
export type MergedLeads = { mergeId: string; leadId: string; mergedLeadId: string; rows: number }
type Answer = {
  merge_id: string | null
  kept_id: string
  gone_id: string | null
  rows_moved: number
  code: string | null
  message: string | null
}

/** Merges inside a transaction of the caller's; answers the reason when it can't be now, and has then written nothing. */
export async function mergeInto(
  tx: Sql,
  actor: Actor,
  { leadId, otherId, reason }: { leadId: string; otherId: string; reason: string },
): Promise<MergedLeads | Reason> {
  const { rows } = await tx.execute<Answer>(sql`select * from merge_leads(${leadId}::uuid, ${otherId}::uuid, ${reason}, ${actor.name})`)
  const [answer] = rows
  if (!answer) throw new Error('merge_leads did not answer')
  if (answer.merge_id === null || answer.gone_id === null) return { code: answer.code ?? 'GONE', message: answer.message ?? '' }
  // The facts of both are facts of one now: a text that rests on what no longer counts is looked at again.
  await unapproveOutdatedDrafts(tx, [answer.kept_id])
  await unapproveReaddressed(tx, answer.merge_id)
  // So are the signs of both.
  await recomputeIntent(tx, [answer.kept_id])
  return { mergeId: answer.merge_id, leadId: answer.kept_id, mergedLeadId: answer.gone_id, rows: answer.rows_moved }
}

/**
 * Makes one lead of two that are one person: the older keeps its id and history and gets the other's (db/functions/merge-leads.sql). Throws
 * NotFoundError when one is gone, RefusedError with the code of `merge_refusal` while something of them is under way.
 */
export async function mergeLeads(
  writer: Writer,
  actor: Actor,
  input: { leadId: string; otherId: string; reason: string },
): Promise<MergedLeads> {
  if (input.leadId === input.otherId) throw new InvalidInputError('These are one lead already.', ['otherId'])
  return writer.transaction(async (tx) => {
    const merged = await mergeInto(tx, actor, input)
    if (!('code' in merged)) return merged
    if (merged.code === 'GONE') throw new NotFoundError(merged.message)
    throw new RefusedError('GUARD_REFUSED', 'They can’t be merged now.', [merged])
  })
}

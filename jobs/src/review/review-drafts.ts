import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { UserError } from '../errors.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { allowApproval } from './allow-approval.ts'
import { type Decided, type DraftDecision, decideDrafts } from './decide.ts'
import { loadReviewContext } from './review-context.ts'

export type BulkDecision =
  | { decision: 'APPROVE'; draftId: string; version: number }
  | { decision: 'REJECT'; draftId: string; version: number; tag: string; reason: string }

/** Decides a selection: each draft is checked and decided on its own, and each has one outcome, in the order given. */
export async function reviewDrafts(
  writer: Writer,
  actor: Actor,
  decisions: readonly BulkDecision[],
  lists: AddressLists,
): Promise<Decided[]> {
  const context = await loadReviewContext(
    writer.sql,
    lists,
    decisions.map(({ draftId }) => draftId),
  )
  const judged = decisions.map((given): DraftDecision | Decided => {
    if (given.decision === 'REJECT') return given
    try {
      return allowApproval(given, context)
    } catch (error) {
      if (error instanceof UserError) return { draftId: given.draftId, version: null, error }
      throw error
    }
  })
  const allowed = judged.filter((one) => 'decision' in one)
  const decided = await writer.transaction((tx) => decideDrafts(tx, actor, allowed, context.settings.undoMinutes))
  const outcomes = decided.values()
  return judged.map((one) => {
    if (!('decision' in one)) return one
    const next = outcomes.next()
    if (next.done) throw new Error(`no outcome for ${one.draftId}`)
    return next.value
  })
}

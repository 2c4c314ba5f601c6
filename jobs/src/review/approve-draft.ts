import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { type Approval, allowApproval } from './allow-approval.ts'
import { decideDraft } from './decide.ts'
import { loadReviewContext } from './review-context.ts'

/**
 * Approves a draft, with an edited text and a note in the same step where they are given; it is ready for a batch then. Every check runs again
 * on the final text and the lists as they stand. Returns the new version.
 */
export async function approveDraft(writer: Writer, actor: Actor, input: Approval, lists: AddressLists): Promise<number> {
  const context = await loadReviewContext(writer.sql, lists, [input.draftId])
  const decision = allowApproval(input, context)
  return writer.transaction((tx) => decideDraft(tx, actor, decision, context.settings.undoMinutes))
}

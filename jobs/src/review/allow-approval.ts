import { NotFoundError, RefusedError } from '../errors.ts'
import { checkText, textAfter } from './check-text.ts'
import type { DraftDecision } from './decide.ts'
import type { ReviewContext } from './review-context.ts'

export type Approval = {
  draftId: string
  version: number
  /** Edited in the same step; undefined or null leaves it. A LinkedIn text has no subject. */
  subject?: string | null | undefined
  body?: string | null | undefined
  note?: string | null | undefined
}

/**
 * The approval as a decision, if every check and guard passes on the text that would go out. Throws RefusedError naming each that does not.
 * A draft that is no longer pending is left to the database, which says who was faster. `isSentAtOnce`: it is sent in the same step.
 */
export function allowApproval(
  { draftId, version, subject, body, note }: Approval,
  context: ReviewContext,
  isSentAtOnce = false,
): DraftDecision {
  const draft = context.drafts.get(draftId)
  if (!draft) throw new NotFoundError('There is no such draft.')
  const text = { subject: draft.channel === 'EMAIL' ? (subject ?? draft.subject) : null, body: body ?? draft.body }
  const decision: DraftDecision = { draftId, version, decision: 'APPROVE', ...(note ? { reason: note } : {}) }
  if (draft.status !== 'PENDING' || draft.version !== version) return decision

  if (draft.isTest) {
    const message = 'This is a test draft; it goes to nobody.'
    throw new RefusedError('GUARD_REFUSED', message, [{ code: 'TEST_DRAFT', message }])
  }
  if (draft.motion === 'NURTURE' && !isSentAtOnce) {
    const message = 'An answer is approved and sent in one step: no batch would take it.'
    throw new RefusedError('GUARD_REFUSED', message, [{ code: 'NO_BATCH', message }])
  }
  const checked = checkText(draft, text, context)
  if (checked.failed.length > 0) {
    const reasons = checked.failed.map(({ name, message }) => ({ code: name, message: message ?? 'It does not hold.' }))
    const words = reasons.length === 1 ? '1 check fails' : `${reasons.length} checks fail`
    throw new RefusedError('COMPLIANCE_FAILED', `Not approved. ${words}: ${reasons.map(({ code }) => code).join(', ')}.`, reasons)
  }
  if (checked.guards.isBlocked) {
    const reasons = checked.guards.notes.filter(({ code }) => checked.guards.blockedBy.includes(code))
    throw new RefusedError('GUARD_REFUSED', `Not approved. Blocked by ${checked.guards.blockedBy.join(', ')}.`, reasons)
  }
  const isEdited = text.body !== draft.body || text.subject !== draft.subject
  return isEdited ? { ...decision, text: textAfter(draft, text, checked, context) } : decision
}

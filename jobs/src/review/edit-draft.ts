import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { checkText, textAfter } from './check-text.ts'
import { decideDraft } from './decide.ts'
import { loadReviewContext } from './review-context.ts'

export type Edit = { draftId: string; version: number; subject?: string | null | undefined; body?: string | null | undefined }

/**
 * Saves a text; the original stays. Checks and guards run again: what fails is shown with the draft and holds the approval up. A placeholder,
 * raw data or an unseen character is refused at once, because nothing good can come of it. Returns the new version.
 */
export async function editDraft(writer: Writer, actor: Actor, input: Edit, lists: AddressLists): Promise<number> {
  const context = await loadReviewContext(writer.sql, lists, [input.draftId])
  const draft = context.drafts.get(input.draftId)
  if (!draft) throw new NotFoundError('There is no such draft.')
  const { draftId, version } = input
  if (draft.channel === 'LINKEDIN' && input.subject != null) throw new InvalidInputError('A LinkedIn text has no subject.', ['subject'])
  const text = { subject: draft.channel === 'EMAIL' ? (input.subject ?? draft.subject) : null, body: input.body ?? draft.body }
  const isCurrent = draft.version === version
  if (isCurrent && text.subject === draft.subject && text.body === draft.body)
    throw new InvalidInputError('The text is the same as before.', ['body'])
  const checked = checkText(draft, text, context)
  const unclean = checked.failed.find(({ name }) => name === 'clean_text')
  if (isCurrent && unclean) {
    throw new RefusedError('COMPLIANCE_FAILED', `Not saved. ${unclean.message ?? ''}`.trim(), [
      { code: unclean.name, message: unclean.message ?? '' },
    ])
  }
  const statusAfter = draft.status === 'BLOCKED' && checked.guards.isBlocked ? 'BLOCKED' : 'PENDING'
  return writer.transaction((tx) =>
    decideDraft(
      tx,
      actor,
      { draftId, version, decision: 'EDIT', text: textAfter(draft, text, checked, context), statusAfter },
      context.settings.undoMinutes,
    ),
  )
}

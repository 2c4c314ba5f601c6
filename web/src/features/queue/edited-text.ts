import { keepText, keptText } from '../../lib/drafted-text.ts'
import type { CardDraft } from './card-draft.ts'
import type { EditedText } from './edit-panel.tsx'

const keyOf = (draftId: string): string => `edit.${draftId}`

/** Keeps an edit in progress on this device; null forgets it. */
export function keepEdit(draftId: string, text: EditedText | null, now: number): void {
  keepText(keyOf(draftId), text === null ? '' : JSON.stringify(text), now)
}

/** The edit of this draft that was not saved, when it still says something else than the draft; else the draft's own text. */
export function editOf(draft: CardDraft, now: number): { text: EditedText; isKept: boolean } {
  const own = { subject: draft.subject, body: draft.body, note: '' }
  const kept = keptText(keyOf(draft.id), now)
  if (kept === null) return { text: own, isKept: false }
  try {
    const read: unknown = JSON.parse(kept)
    if (typeof read !== 'object' || read === null || !('body' in read) || typeof read.body !== 'string') return { text: own, isKept: false }
    const subject = 'subject' in read && typeof read.subject === 'string' ? read.subject : own.subject
    const note = 'note' in read && typeof read.note === 'string' ? read.note : ''
    const isOther = read.body !== own.body || subject !== own.subject || note !== ''
    return { text: { subject, body: read.body, note }, isKept: isOther }
  } catch {
    return { text: own, isKept: false }
  }
}

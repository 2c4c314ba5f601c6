import { longestOf } from '../craft/length-rules.ts'
import { holdsLink } from '../craft/plain-and-html.ts'
import { sentencesOf } from '../craft/sentences.ts'
import type { CheckedDraft, ComplianceContext, Finding } from './compliance-check.ts'
import { MISLEADING_SUBJECT_PHRASES } from './misleading-subjects.ts'
import { gapIn, rawDataIn, unseenIn } from './unfinished-text.ts'

/** Sentences that ask for something: they hold a question mark or the booking link. One that holds both asks once. */
export function asksIn(body: string, bookingLink: string): string[] {
  return sentencesOf(body).filter((sentence) => sentence.includes('?') || sentence.includes('？') || holdsLink(sentence, bookingLink))
}

/** Exactly one clear ask: a question, or the booking link. */
export function callToAction(draft: CheckedDraft, context: ComplianceContext): Finding {
  const { length } = asksIn(draft.body, context.organisation.bookingLink)
  if (length === 1) return null
  return length === 0
    ? 'The text asks for nothing. It needs one question or the booking link.'
    : `The text asks for ${length} things. It needs exactly one question or the booking link.`
}

/** Re, Fwd and their sisters in other languages, also numbered: `RE[2]:`, `Fw :`. */
const FAKE_THREAD = /^\W*(?:re|fwd?|aw|wg|antw|sv|vs|rv|tr|rif|enc|res)\s*(?:[[(]\d+[\])])?\s*[:：]/i
const MISLEADING = MISLEADING_SUBJECT_PHRASES.map((phrase) => ({
  phrase,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])${phrase.replaceAll(' ', '[\\s-]+')}(?![\\p{L}\\p{N}])`, 'iu'),
}))

/** A subject says what the mail is: no thread that never was, no shouting, nothing from the word list. */
export function subjectHonest(draft: CheckedDraft): Finding {
  const subject = (draft.subject ?? '').normalize('NFKC').trim()
  if (!/[\p{L}\p{N}]/u.test(subject)) return 'The subject is empty.'
  if (FAKE_THREAD.test(subject)) return 'The subject looks like an answer or a forward, and it is neither.'
  const letters = subject.replace(/[^\p{L}]/gu, '')
  if (letters.length > 3 && letters === letters.toUpperCase() && letters !== letters.toLowerCase()) return 'The subject is all in capitals.'
  const found = MISLEADING.find(({ pattern }) => pattern.test(subject))
  return found ? `The subject misleads: “${found.phrase}”.` : null
}

/** No placeholder, no raw data, no character that nobody sees, in any part. */
export function cleanText(draft: CheckedDraft): Finding {
  const parts: [string, string][] = [
    ['subject', draft.subject ?? ''],
    ['text', draft.body],
    ['footer', draft.footer],
  ]
  if (draft.body.trim() === '') return 'The text is empty.'
  for (const [part, text] of parts) {
    const gap = gapIn(text)
    if (gap !== null) return `The ${part} holds a placeholder: ${gap}`
    const raw = rawDataIn(text)
    if (raw !== null) return `The ${part} holds raw data: ${raw}`
    const unseen = unseenIn(text, part !== 'subject')
    if (unseen !== null) return `The ${part} holds a character that nobody sees: ${unseen}`
  }
  return null
}

/** What LinkedIn takes. */
export function lengthAllowed(draft: CheckedDraft): Finding {
  const longest = longestOf(draft.kind)
  if (longest === null || draft.body.length <= longest) return null
  const what = draft.kind === 'connection_note' ? 'A connection note' : 'A message'
  return `${what} has at most ${longest} characters; this one has ${draft.body.length}.`
}

import type { Reason } from '../reason.ts'
import { wordCount } from './sentences.ts'
import type { MessageKind } from './template.ts'

/** Characters (UTF-16 units, the strictest way of counting that a platform uses). */
export const SUBJECT_LONGEST = 60
export const CONNECTION_NOTE_LONGEST = 300
export const LINKEDIN_MESSAGE_LONGEST = 8000
/** Words of a first touch, greeting and sign-off included. */
export const FIRST_TOUCH_WORDS = { least: 50, most: 125 }
/** Words of an email to somebody who knows the first one: it may be shorter, and never longer. */
export const LATER_EMAIL_WORDS = { least: 30, most: 125 }

/** What is wrong with the length of a freshly made text; empty when nothing is. Reviewers may edit beyond the words, not beyond LinkedIn. */
export function lengthProblems(kind: MessageKind, subject: string | null, body: string): Reason[] {
  const problems: Reason[] = []
  if (subject !== null && subject.length > SUBJECT_LONGEST) {
    problems.push({
      code: 'SUBJECT_TOO_LONG',
      message: `The subject has ${subject.length} characters, at most ${SUBJECT_LONGEST} are read.`,
    })
  }
  const words = wordCount(body)
  const range = wordsOfKind(kind)
  if (range !== null && (words < range.least || words > range.most)) {
    problems.push({ code: 'BODY_LENGTH', message: `The text has ${words} words, such an email has ${range.least} to ${range.most}.` })
  }
  const longest = longestOf(kind)
  if (longest !== null && body.length > longest) {
    problems.push({ code: 'TEXT_TOO_LONG', message: `The text has ${body.length} characters, LinkedIn takes ${longest}.` })
  }
  return problems
}

function wordsOfKind(kind: MessageKind): { least: number; most: number } | null {
  if (kind === 'first_touch') return FIRST_TOUCH_WORDS
  return kind === 'follow_up' || kind === 'revival' ? LATER_EMAIL_WORDS : null
}

/** The most characters that the channel takes, or null where it sets no limit. */
export function longestOf(kind: MessageKind): number | null {
  if (kind === 'connection_note') return CONNECTION_NOTE_LONGEST
  return kind === 'linkedin_message' ? LINKEDIN_MESSAGE_LONGEST : null
}

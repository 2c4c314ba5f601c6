import { foldedWords } from '../../identity/folded-words.ts'
import { cellText, isNo, isYes } from './cell-text.ts'
import type { ImportField } from './fields.ts'

/** What a file says of its own dealings with a person (operations.md, Moving in), and the column that says so. */
export type MarkKind = 'DO_NOT_CONTACT' | 'CUSTOMER' | 'OPTED_OUT' | 'BOUNCED' | 'NO_MATCH' | 'NOT_INTERESTED' | 'REPLIED'
export type Mark = { kind: MarkKind; field: ImportField }

const STAGES: readonly { kind: MarkKind; words: RegExp }[] = [
  { kind: 'DO_NOT_CONTACT', words: /^(?:do not (?:contact|email)|dnc|blacklisted|blocklisted)$/ },
  { kind: 'OPTED_OUT', words: /^(?:unsubscribed|opted out|opt out)$/ },
  { kind: 'BOUNCED', words: /^(?:bounced|hard bounced?)$/ },
  { kind: 'CUSTOMER', words: /^(?:(?:current |existing )?(?:client|customer)|cliente|kunde|closed won|evangelist)$/ },
  { kind: 'NOT_INTERESTED', words: /^(?:not interested|no interest|kein interesse)$/ },
  { kind: 'REPLIED', words: /^replied$/ },
]

/** Everything that the columns of a row say of earlier dealings, strongest first: what excludes before what only sets a status. */
export function marksOf(cell: (field: ImportField) => string | undefined): Mark[] {
  const marks: Mark[] = []
  for (const field of ['stage', 'lifecycle'] as const) {
    const words = foldedWords(cellText(cell(field)) ?? '')
    const stage = words === '' ? undefined : STAGES.find((one) => one.words.test(words))
    if (stage) marks.push({ kind: stage.kind, field })
  }
  if (isRefusal(cell('doNotContact'))) marks.push({ kind: 'DO_NOT_CONTACT', field: 'doNotContact' })
  if (isRefusal(cell('optOut'))) marks.push({ kind: 'OPTED_OUT', field: 'optOut' })
  if (isYes(cell('bounced'), true)) marks.push({ kind: 'BOUNCED', field: 'bounced' })
  if (isNo(cell('matchesFilters'))) marks.push({ kind: 'NO_MATCH', field: 'matchesFilters' })
  if (isYes(cell('replied'))) marks.push({ kind: 'REPLIED', field: 'replied' })
  return marks.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
}

/** What such columns say of somebody who may be written to, where it is more than a no. A date of zeros is an empty one. */
const OPEN_WORDS = /^(?:opt(?:ed)? in|subscribed|active|(?:not|never) (?:unsubscribed|opted out)|0000 00 00(?: 00 00 00)?)$/

/** Whatever else stands in a column of opt-outs, or of people to leave alone, keeps the person out: "Opted out", the day it came, the reason. */
function isRefusal(raw: string | undefined): boolean {
  return isYes(raw, true) && !OPEN_WORDS.test(foldedWords(cellText(raw) ?? ''))
}

const ORDER: readonly MarkKind[] = ['DO_NOT_CONTACT', 'OPTED_OUT', 'BOUNCED', 'CUSTOMER', 'NO_MATCH', 'NOT_INTERESTED', 'REPLIED']

/** Marks that keep a person out. */
export const excludingMarks: ReadonlySet<MarkKind> = new Set(['DO_NOT_CONTACT', 'OPTED_OUT', 'BOUNCED', 'CUSTOMER', 'NO_MATCH'])

/** What the result of a row says for a mark. */
export const MARK_MESSAGES: Record<MarkKind, string> = {
  DO_NOT_CONTACT: 'The file says not to contact this person.',
  OPTED_OUT: 'The file says that this person opted out.',
  BOUNCED: 'The file says that mail to this person bounced.',
  CUSTOMER: 'The file says that this is a current client.',
  NO_MATCH: 'The file says that this person does not match its filters.',
  NOT_INTERESTED: 'The file says that this person is not interested.',
  REPLIED: 'The file says that this person replied.',
}

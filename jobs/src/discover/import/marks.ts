import { foldedWords } from '../../identity/folded-words.ts'
import { cellText, isNo, isYes } from './cell-text.ts'
import type { MarkField } from './fields.ts'

/** What a file says of its own dealings with a person (operations.md, Moving in), and the column that says so. */
export type MarkKind = 'DO_NOT_CONTACT' | 'CUSTOMER' | 'OPTED_OUT' | 'BOUNCED' | 'NO_MATCH' | 'NOT_INTERESTED' | 'REPLIED'
/** `index`: the column that says so. */
export type Mark = { kind: MarkKind; field: MarkField; index: number }

const STAGES: readonly { kind: MarkKind; words: RegExp }[] = [
  { kind: 'DO_NOT_CONTACT', words: /^(?:do not (?:contact|email)|dnc|blacklisted|blocklisted)$/ },
  { kind: 'OPTED_OUT', words: /^(?:unsubscribed|opted out|opt out)$/ },
  { kind: 'BOUNCED', words: /^(?:bounced|hard bounced?)$/ },
  { kind: 'CUSTOMER', words: /^(?:(?:current |existing )?(?:client|customer)|cliente|kunde|closed won|evangelist)$/ },
  { kind: 'NOT_INTERESTED', words: /^(?:not interested|no interest|kein interesse)$/ },
  { kind: 'REPLIED', words: /^replied$/ },
]

/** How Instantly's exports count a lead's `status`; the others (active, paused, completed, skipped) say nothing of the person. */
const INSTANTLY_STATUS: Record<string, MarkKind> = { '-1': 'BOUNCED', '-2': 'OPTED_OUT' }
/** Its `lt_interest_status`, as a number or in words. */
const INSTANTLY_INTEREST: Record<string, MarkKind> = { '-1': 'NOT_INTERESTED', '4': 'CUSTOMER', won: 'CUSTOMER' }
/** What of it is no answer: that nothing came yet, or an absence note. Every other number or label is one, custom labels too. */
const NO_ANSWER =
  /^(?:0|lead|no|false|ooo|out of (?:the )?office|no (?:answer|reply|response)|not (?:yet )?(?:answered|replied|contacted))$/

/** Everything that the columns of a row say of earlier dealings, each kind once, strongest first: what excludes before what only sets a status. */
export function marksOf(columns: readonly { field: MarkField; index: number }[], cells: readonly string[]): Mark[] {
  const marks = columns.flatMap(({ field, index }): Mark[] => {
    const kind = markOf(field, cells[index])
    return kind === null ? [] : [{ kind, field, index }]
  })
  return marks
    .filter(({ kind }, place) => marks.findIndex((one) => one.kind === kind) === place)
    .sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
}

function markOf(field: MarkField, cell: string | undefined): MarkKind | null {
  switch (field) {
    case 'stage':
    case 'lifecycle':
      return stageOf(cell) ?? INSTANTLY_STATUS[cell?.trim() ?? ''] ?? null
    case 'interest': {
      const said = (cellText(cell) ?? '').toLowerCase()
      const words = foldedWords(said)
      return stageOf(cell) ?? INSTANTLY_INTEREST[said] ?? (words === '' || NO_ANSWER.test(words) ? null : 'REPLIED')
    }
    case 'doNotContact':
      return isRefusal(cell) ? 'DO_NOT_CONTACT' : null
    case 'optOut':
      return isRefusal(cell) ? 'OPTED_OUT' : null
    case 'bounced':
      return isYes(cell, true) ? 'BOUNCED' : null
    case 'matchesFilters':
      return isNo(cell) ? 'NO_MATCH' : null
    case 'replied':
      return isYes(cell) ? 'REPLIED' : null
  }
}

function stageOf(cell: string | undefined): MarkKind | null {
  const words = foldedWords(cellText(cell) ?? '')
  return (words === '' ? undefined : STAGES.find((one) => one.words.test(words)))?.kind ?? null
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

import type { ReplyClass } from './reply-documents.ts'

/** The classes in the order of their keys. */
export const classes: readonly { value: ReplyClass; label: string; key: string }[] = (
  [
    ['INTERESTED', 'Interested'],
    ['MEETING_REQUEST', 'Wants a meeting'],
    ['QUESTION', 'Question'],
    ['OBJECTION', 'Objection'],
    ['NOT_NOW', 'Not now'],
    ['REFERRAL', 'Names another'],
    ['NOT_INTERESTED', 'Not interested'],
    ['UNSUBSCRIBE', 'Unsubscribe'],
    ['OUT_OF_OFFICE', 'Out of office'],
    ['WRONG_PERSON', 'Wrong person'],
    ['BOUNCE', 'Bounce'],
    ['OTHER', 'Other'],
  ] as const
).map(([value, label], place) => ({ value, label, key: '123456789abc'[place] ?? '' }))

export const classLabel = (of: ReplyClass): string => classes.find(({ value }) => value === of)?.label ?? of

/** Green leads on, amber needs care, grey ends it; the word always stands beside it. */
export function classTone(of: ReplyClass): 'ok' | 'info' | 'warn' | 'neutral' {
  if (of === 'INTERESTED' || of === 'MEETING_REQUEST' || of === 'QUESTION') return 'ok'
  if (of === 'OBJECTION' || of === 'NOT_NOW' || of === 'REFERRAL') return 'info'
  return of === 'UNSUBSCRIBE' || of === 'BOUNCE' ? 'warn' : 'neutral'
}

export type Piece = { text: string; isDecider: boolean; from: number }

/** A text in pieces, those that decided apart from the rest. Spaces count as equal; what does not stand in the text is passed over. */
export function markedPieces(text: string, deciders: readonly string[]): Piece[] {
  const spans = deciders
    .flatMap((words) => {
      const pattern = words
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('\\s+')
      const found = pattern === '' ? null : new RegExp(pattern, 'i').exec(text)
      return found ? [{ from: found.index, to: found.index + found[0].length }] : []
    })
    .toSorted((a, b) => a.from - b.from)
  const pieces: Piece[] = []
  let at = 0
  for (const { from, to } of spans) {
    if (to <= at) continue
    const start = Math.max(at, from)
    if (start > at) pieces.push({ text: text.slice(at, start), isDecider: false, from: at })
    pieces.push({ text: text.slice(start, to), isDecider: true, from: start })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isDecider: false, from: at })
  return pieces
}

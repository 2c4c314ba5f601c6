import { createHash } from 'node:crypto'
import type { Claim } from '../craft/render.ts'
import { type ClaimedText, carryClaims } from './carry-claims.ts'

/** One place of a text that a reviewer changed: whole words, what they were and what they became. */
export type WordChange = {
  field: 'subject' | 'body'
  before: string
  after: string
  /** The few words around it, which say where it was; what rests on evidence is `{…}` there, because every lead has its own. */
  left: string
  right: string
  /** The same for the same change in another draft of the same angle. SHA-256 in hex. */
  key: string
}

/** Stands for the words of a claim in whatever is compared across leads. */
export const CLAIMED = '{…}'

/** Words around a change that are kept. */
const contextWords = 4
/** Two changes with no more words between them than this are one: nobody thinks in alternating words. */
const joinedUpTo = 2
/** Longer texts are compared as a whole; the table of all pairs of words would be too large. */
const mostTokens = 3_000

/** `meant` is what is compared across leads, `text` what stands there. */
type Token = { text: string; meant: string }

function tokensOf(text: string, claims: readonly Claim[]): Token[] {
  const tokens: Token[] = []
  const plain = (part: string) => {
    for (const [word] of part.matchAll(/\s+|[\p{L}\p{N}'’-]+|[^\s\p{L}\p{N}]/gu))
      tokens.push({ text: word, meant: /^\s/.test(word) ? ' ' : word.toLowerCase() })
  }
  let at = 0
  for (const { start, end } of claims.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue
    plain(text.slice(at, start))
    tokens.push({ text: text.slice(start, end), meant: CLAIMED })
    at = end
  }
  plain(text.slice(at))
  return tokens
}

/** Pairs of places that hold the same word, as many as possible, in order. */
function commonPlaces(a: readonly Token[], b: readonly Token[]): [number, number][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (row) row[j] = a[i]?.text === b[j]?.text ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]?.text === b[j]?.text) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}

const isWord = ({ text }: Token): boolean => !/^\s/.test(text)
const joined = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')
const meant = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => token.meant)
    .join('')
    .trim()

/** The last words of what stands before a change, or the first of what stands behind it. */
function around(tokens: readonly Token[], isBefore: boolean): string {
  const places = tokens.flatMap((token, place) => (isWord(token) ? [place] : []))
  const cut = isBefore ? places.at(-contextWords) : places.at(contextWords - 1)
  const kept = cut === undefined ? tokens : isBefore ? tokens.slice(cut) : tokens.slice(0, cut + 1)
  return kept.map(({ text, meant: said }) => (said === CLAIMED ? CLAIMED : text)).join('')
}

type Span = { from: number; to: number; fromAfter: number; toAfter: number }

/** Where the two differ: spans of both, far enough from each other. */
function spansOf(a: readonly Token[], b: readonly Token[]): Span[] {
  const pairs = a.length * b.length > mostTokens ** 2 ? [] : commonPlaces(a, b)
  const spans: Span[] = []
  let [i, j] = [0, 0]
  for (const [nextI, nextJ] of [...pairs, [a.length, b.length] as const]) {
    if (nextI > i || nextJ > j) {
      const last = spans.at(-1)
      const between = last ? a.slice(last.to, i).filter(isWord).length : Number.POSITIVE_INFINITY
      const isNear = last !== undefined && between <= joinedUpTo && !joined(a.slice(last.to, i)).includes('\n')
      if (isNear) Object.assign(last, { to: nextI, toAfter: nextJ })
      else spans.push({ from: i, to: nextI, fromAfter: j, toAfter: nextJ })
    }
    i = nextI + 1
    j = nextJ + 1
  }
  return spans
}

function changesOf(
  field: WordChange['field'],
  angle: string,
  before: string,
  after: string,
  claims: readonly Claim[],
  carried: readonly Claim[],
): WordChange[] {
  const a = tokensOf(
    before,
    claims.filter((claim) => claim.field === field),
  )
  const b = tokensOf(
    after,
    carried.filter((claim) => claim.field === field),
  )
  return spansOf(a, b).map(({ from, to, fromAfter, toAfter }) => {
    const left = around(a.slice(0, from), true)
    const right = around(a.slice(to), false)
    const said = [angle, field, meant(a.slice(from, to)), meant(b.slice(fromAfter, toAfter))]
    // Where nothing was taken away only the place tells one addition from another.
    const place = said[2] === '' ? [left.toLowerCase(), right.toLowerCase()] : []
    return {
      field,
      before: joined(a.slice(from, to)),
      after: joined(b.slice(fromAfter, toAfter)),
      left,
      right,
      key: createHash('sha256')
        .update(JSON.stringify([...said, ...place]))
        .digest('hex'),
    }
  })
}

/** What was changed between two texts of one draft, word by word and in order; kept as training data (review.md, Decisions). Pure. */
export function wordChanges(angle: string, claims: readonly Claim[], before: ClaimedText, after: ClaimedText): WordChange[] {
  const carried = carryClaims(claims, before, after)
  return [
    ...changesOf('subject', angle, before.subject ?? '', after.subject ?? '', claims, carried),
    ...changesOf('body', angle, before.body, after.body, claims, carried),
  ]
}

import type { Reason } from '../../reason.ts'
import { lengthProblems } from '../length-rules.ts'
import type { Claim } from '../render.ts'
import { sentencesOf, wordCount } from '../sentences.ts'
import type { MessageKind } from '../template.ts'
import { UNSEEN } from '../text-value.ts'

/** A text as it stands, with the words that rest on evidence. */
export type RewritableText = { kind: MessageKind; subject: string | null; body: string; claims: readonly Claim[] }

/** The body in three: what a model may not touch, what it may rephrase, and what it may not touch again. */
export type BodyParts = { greeting: string; middle: string; signOff: string }

export type Rewritten = { ok: true; body: string; claims: Claim[] } | { ok: false; reason: Reason }

/** How much longer or shorter a rephrased text may be, as a share of its words. */
const LENGTH = { least: 0.7, most: 1.3 }

/** The greeting is the first paragraph, the sign-off the last; null for a text that has no more than those. */
export function bodyParts(body: string): BodyParts | null {
  const paragraphs = body.split('\n\n')
  const [greeting] = paragraphs
  const signOff = paragraphs.at(-1)
  if (paragraphs.length < 3 || greeting === undefined || signOff === undefined) return null
  return { greeting, middle: paragraphs.slice(1, -1).join('\n\n'), signOff }
}

/** The claimed words of the part that a model sees, each as often as it stands there. */
export function claimedWords({ body, claims }: Pick<RewritableText, 'body' | 'claims'>): string[] {
  return claims.filter(({ field }) => field === 'body').map(({ start, end }) => body.slice(start, end))
}

const refused = (code: string, message: string): Rewritten => ({ ok: false, reason: { code, message } })

/**
 * Puts what a model answered into the place of the text, if it is no more than a rephrasing as far as that can be told: every claim still
 * stands there, and no number, name or link that was not there before. The checks and guards are asked afterwards, as of any other text. Pure.
 */
export function rewrittenBody(text: RewritableText, answer: string): Rewritten {
  const parts = bodyParts(text.body)
  if (parts === null) return refused('NOTHING_TO_REPHRASE', 'There is nothing between greeting and sign-off.')
  const middle = answer
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  if (middle === '' || !/[\p{L}]/u.test(middle)) return refused('EMPTY_ANSWER', 'The model answered with nothing.')
  if (middle.search(UNSEEN) >= 0 || /[\p{Cc}]/u.test(middle.replaceAll('\n', '')) || /[{}<>[\]`*_#|\\]|^\s*"|"\s*$/u.test(middle))
    return refused('NOT_PLAIN_TEXT', 'The answer is not plain text.')
  const words = wordCount(parts.middle)
  const now = wordCount(middle)
  if (now > words * LENGTH.most || now < words * LENGTH.least)
    return refused('OTHER_LENGTH', `The answer has ${now} words instead of ${words}.`)
  const links = linksIn(middle).filter((link) => !linksIn(parts.middle).includes(link))
  if (links.length > 0) return refused('INVENTED_LINK', `The answer holds a link that was not there: ${links[0]}`)
  const body = [parts.greeting, middle, parts.signOff].join('\n\n')
  const claims = movedClaims(text, body)
  if ('lost' in claims) return refused('DROPPED_FACT', `The answer leaves out “${claims.lost}”.`)
  const invented = factsIn(middle).find((fact) => !factsIn(parts.middle).includes(fact))
  if (invented !== undefined) return refused('INVENTED_FACT', `The answer says “${invented}”, which was not there.`)
  const [problem] = lengthProblems(text.kind, text.subject, body)
  return problem ? { ok: false, reason: problem } : { ok: true, body, claims: claims.moved }
}

/** The claims at their new places: the n-th time that some words stand there stays the n-th. Or the first words that are gone. */
function movedClaims({ body: before, claims }: RewritableText, after: string): { moved: Claim[] } | { lost: string } {
  const moved: Claim[] = claims.filter(({ field }) => field === 'subject')
  const used = new Map<string, number>()
  for (const claim of claims.filter(({ field }) => field === 'body').toSorted((one, other) => one.start - other.start)) {
    const words = before.slice(claim.start, claim.end)
    const start = after.indexOf(words, used.get(words) ?? 0)
    if (start < 0) return { lost: words }
    used.set(words, start + words.length)
    moved.push({ ...claim, start, end: start + words.length })
  }
  return { moved }
}

const LINK = /(?:https?:\/\/|www\.)\S+|\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:\p{L}{2,})(?:\/\S*)?|\S+@\S+/giu

function linksIn(text: string): string[] {
  return [...text.matchAll(LINK)].map(([link]) => link.toLowerCase().replace(/[.,;:!?)]+$/u, ''))
}

/** Words that count: an amount in letters is a fact as much as one in digits. */
const NUMBER_WORD =
  /^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|millions?|half|third|quarter|percent|double|triple|twice|guarantee[ds]?|free)$/u

/** What in a text may be a fact of its own: whatever holds a digit, counts, or is written like a name within a sentence. Small letters. */
function factsIn(text: string): string[] {
  return sentencesOf(text).flatMap((sentence) =>
    [...sentence.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’.%$€-]*/gu)].flatMap(([word], place) => {
      const bare = word.replace(/[.'’-]+$/u, '').replace(/['’](?:s|re|ve|ll|d|m|t)$/u, '')
      const isName = place > 0 && /^\p{Lu}/u.test(bare) && bare !== 'I'
      const small = bare.toLowerCase()
      return /\p{N}/u.test(bare) || isName || NUMBER_WORD.test(small) ? [small] : []
    }),
  )
}

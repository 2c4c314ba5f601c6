import type { Evidence } from '../craft/evidence.ts'
import { spokenTechnologies } from '../craft/extractors/technology-names.ts'
import { normalisedText } from '../craft/fingerprint.ts'
import type { Claim } from '../craft/render.ts'
import type { Guard, GuardContext, GuardedDraft } from './guard.ts'
import { type StatedFact, statedFacts } from './stated-facts.ts'

/** A word that might belong to the name of a tool: a capital or a digit first. */
const NAME = /(?<![\p{L}\p{N}])[\p{Lu}\d][\p{L}\p{N}.+#-]*/gu
/** Most words of such a name, and most characters: what is longer is the way from one capital to another. */
const NAME_WORDS = 3
const NAME_LENGTH = 40
/** Names of tools that are words of their own: nobody knows which is meant. */
const ORDINARY = /^(?:monday|outreach|lever|workable|greenhouse)\b/iu

/** What is said of their words to us; a reply of theirs stands behind it. */
const WRITTEN =
  /^(?:thanks for your (?:reply|answer|time)|you (?:asked|mentioned|told)|(?:(?:['’]ve|have|had) )?(?:(?:just|already|also) )?(?:asked|mentioned|told))\b/iu

type Span = { start: number; end: number }
type Part = { field: Claim['field']; text: string }

/** A sentence states something about the lead or the company, and no evidence stands behind it. */
export const guard009: Guard = {
  code: 'GUARD-009',
  label: 'Fact without evidence',
  always: false,
  judges: 'text',
  refusal(draft, context) {
    const ids = new Set(draft.evidence.map(({ id }) => id))
    const loose = draft.claims.find(({ evidenceId }) => !ids.has(evidenceId))
    if (loose) return `“${wordsAt(draft, loose)}” rests on evidence that the draft does not have.`
    const parts: Part[] = [
      { field: 'subject', text: draft.subject ?? '' },
      { field: 'body', text: withoutOwnWords(draft.body, context.ownWords) },
    ]
    for (const part of parts) {
      const unfounded = unfoundedIn(part, draft, context)
      if (unfounded !== null) return `“${unfounded}” is said without evidence.`
    }
    return null
  },
}

function wordsAt({ subject, body }: Pick<GuardedDraft, 'subject' | 'body'>, { field, start, end }: Claim): string {
  return (field === 'subject' ? (subject ?? '') : body).slice(start, end)
}

/** What the organisation says of itself and its clients is no statement about the lead. Lengths stay, so that places stay. */
function withoutOwnWords(text: string, ownWords: readonly string[]): string {
  return ownWords.reduce((left, words) => (words === '' ? left : left.replaceAll(words, '.'.padEnd(words.length))), text)
}

function unfoundedIn({ field, text }: Part, draft: GuardedDraft, { companyName, hasReplied }: GuardContext): string | null {
  const { evidence, claims } = draft
  // Where they work is no evidence of what happens there.
  const isNameAlone = (claim: Claim): boolean => {
    const words = wordsAt(draft, claim)
    return words === companyName || evidence.some(({ id, text: said }) => id === claim.evidenceId && said === `Works at ${words}`)
  }
  const covered = claims.filter((claim) => claim.field === field && !isNameAlone(claim))
  const names = new Set([companyName ?? '', ...claims.filter(isNameAlone).map((claim) => wordsAt(draft, claim))])
  const isClaimed = ({ start, end }: Span) => covered.some((claim) => claim.start < end && start < claim.end)
  for (const fact of statedFacts(text, [...names])) {
    const isOfKind = (hasReplied && WRITTEN.test(fact.words)) || evidence.some(({ kind }) => kind === fact.kind)
    if (!isOfKind && !isClaimed(fact) && !isFounded(fact, evidence)) return fact.words
  }
  const tool = toolsIn(text).find(({ words, span }) => !isClaimed(span) && !isInEvidence(words, evidence))
  return tool?.words ?? null
}

/** Every name of a tool that we could speak of, with its place. */
function toolsIn(text: string): { words: string; span: Span }[] {
  const names = [...text.matchAll(NAME)]
  return names.flatMap((first, place) =>
    names.slice(place, place + NAME_WORDS).flatMap((last) => {
      const span = { start: first.index, end: last.index + last[0].length }
      if (span.end - span.start > NAME_LENGTH) return []
      const words = text.slice(span.start, span.end).replace(/[.+#-]+$/u, '')
      return !ORDINARY.test(words) && spokenTechnologies([words]).length > 0 ? [{ words, span }] : []
    }),
  )
}

function isInEvidence(words: string, evidence: readonly Evidence[]): boolean {
  const said = ` ${normalisedText(words)} `
  return evidence.some(({ text }) => ` ${normalisedText(text)} `.includes(said))
}

/** Words that carry no fact of their own. */
const EMPTY =
  /^(?:a|an|the|of|in|on|at|for|to|by|with|from|and|or|your?|its?|their|our|my|has|have|had|is|are|was|were|been|ve|re|s|just|already|also|recently|now|still|since|that|this|about|over|last|past|year|years|month|months|some|all|new)$/u
const PEOPLE = /^(?:people|person|employees|staff|heads|strong|colleagues)$/u
/** Words of a clause that evidence must hold, as a share. */
const MOST = 0.6
/** Two words are the same when they begin alike: "raised", "raising". Characters. */
const STEM = 5

/** True where evidence says these very words, a number of people in other words, or most of what a clause says. */
function isFounded({ words, isClause }: StatedFact, evidence: readonly Evidence[]): boolean {
  if (isInEvidence(words, evidence)) return true
  const said = normalisedText(words).split(' ')
  if (!isClause) {
    const [number = '', counted = ''] = said
    return PEOPLE.test(counted) && evidence.some(({ text }) => normalisedText(text).includes(` ${number} people`))
  }
  const own = said.filter((word) => !EMPTY.test(word))
  const known = new Set(
    evidence.flatMap(({ text }) =>
      normalisedText(text)
        .split(' ')
        .map((word) => word.slice(0, STEM)),
    ),
  )
  return own.filter((word) => known.has(word.slice(0, STEM))).length >= Math.max(1, own.length * MOST)
}

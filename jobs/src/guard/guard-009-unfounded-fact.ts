import type { Evidence, EvidenceKind } from '../craft/evidence.ts'
import { spokenTechnologies } from '../craft/extractors/technology-names.ts'
import { normalisedText } from '../craft/fingerprint.ts'
import type { Claim } from '../craft/render.ts'
import type { Guard, GuardContext, GuardedDraft } from './guard.ts'

/** Wordings that state a fact about whoever is addressed. `kind`: evidence of this kind anywhere in the draft is enough to say so. */
const STATEMENTS: readonly { pattern: RegExp; kind: EvidenceKind | null; onlyAboutThem: boolean }[] = [
  {
    pattern: /\byou (?:run|lead|head|own|manage|oversee|founded|joined|took on|moved to|were promoted)\b/giu,
    kind: 'role',
    onlyAboutThem: false,
  },
  { pattern: /\b(?:is|are|you’re|you're|currently) hiring\b/giu, kind: 'growth', onlyAboutThem: true },
  {
    pattern: /\b(?:raised|closed) (?:a|an|your|its|their) (?:\p{Lu}\p{L}+ )?(?:round|Series \p{Lu}|seed)\b|\bseries [a-k]\b/giu,
    kind: 'growth',
    onlyAboutThem: true,
  },
  {
    pattern: /\b(?:grew|doubled|tripled) (?:your|its|the|their) (?:team|headcount|revenue|staff)\b/giu,
    kind: 'growth',
    onlyAboutThem: true,
  },
  { pattern: /\bcongratulations on\b|\bcongrats on\b/giu, kind: null, onlyAboutThem: false },
  {
    pattern: /\d[\d.,]*\s?%|[$€£]\s?\d[\d.,]*|\b\d[\d.,]*\+? (?:people|employees|staff|offices|locations|clients|customers)\b/gu,
    kind: null,
    onlyAboutThem: true,
  },
  {
    pattern: /\b(?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b/gu,
    kind: null,
    onlyAboutThem: true,
  },
  {
    pattern: /\b(?:visited|viewed|opened|clicked|downloaded|looked at) (?:my|our) (?:site|website|mail|email|profile|page|link)/giu,
    kind: 'engagement',
    onlyAboutThem: false,
  },
  {
    pattern:
      /\b(?:as (?:we )?(?:discussed|agreed)|per our (?:last )?(?:call|conversation)|when we (?:last )?(?:spoke|talked|met)|thanks for your (?:reply|answer|time))\b/giu,
    kind: null,
    onlyAboutThem: false,
  },
]

/** A word that might belong to the name of a tool: a capital or a digit first. */
const NAME = /(?<![\p{L}\p{N}])[\p{Lu}\d][\p{L}\p{N}.+#-]*/gu
/** Most words of such a name. */
const NAME_WORDS = 3
/** Names of tools that are words of their own: nobody knows which is meant. */
const ORDINARY = /^(?:monday|outreach|lever|workable|greenhouse)\b/iu

type Span = { start: number; end: number }
type Part = { field: Claim['field']; text: string }

/** A sentence states something about the lead or the company, and no evidence stands behind it. */
export const guard009: Guard = {
  code: 'GUARD-009',
  label: 'Fact without evidence',
  always: false,
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

function wordsAt({ subject, body }: GuardedDraft, { field, start, end }: Claim): string {
  return (field === 'subject' ? (subject ?? '') : body).slice(start, end)
}

/** What the organisation says of itself and its clients is no statement about the lead. Lengths stay, so that places stay. */
function withoutOwnWords(text: string, ownWords: readonly string[]): string {
  return ownWords.reduce((left, words) => (words === '' ? left : left.replaceAll(words, '.'.padEnd(words.length))), text)
}

function unfoundedIn({ field, text }: Part, { evidence, claims }: GuardedDraft, { companyName }: GuardContext): string | null {
  const covered = claims.filter((claim) => claim.field === field)
  const isClaimed = ({ start, end }: Span) => covered.some((claim) => claim.start < end && start < claim.end)
  const isFounded = (words: string, span: Span) => isClaimed(span) || isInEvidence(words, evidence)
  for (const { pattern, kind, onlyAboutThem } of STATEMENTS) {
    for (const match of text.matchAll(pattern)) {
      const [words] = match
      const span = { start: match.index, end: match.index + words.length }
      if (onlyAboutThem && !isAboutThem(text, span, companyName)) continue
      if (kind !== null && evidence.some((piece) => piece.kind === kind)) continue
      if (!isFounded(words, span)) return words
    }
  }
  for (const { words, span } of toolsIn(text)) if (!isFounded(words, span)) return words
  return null
}

/** Every name of a tool that we could speak of, with its place. */
function toolsIn(text: string): { words: string; span: Span }[] {
  const names = [...text.matchAll(NAME)]
  return names.flatMap((first, place) =>
    names.slice(place, place + NAME_WORDS).flatMap((last) => {
      const span = { start: first.index, end: last.index + last[0].length }
      const words = text.slice(span.start, span.end).replace(/[.+#-]+$/u, '')
      return !ORDINARY.test(words) && spokenTechnologies([words]).length > 0 ? [{ words, span }] : []
    }),
  )
}

/** True where the sentence around these words speaks to the lead or of the company. */
function isAboutThem(text: string, { start, end }: Span, companyName: string | null): boolean {
  const before = text.slice(0, start).search(/[^.!?\n]*$/u)
  const after = text.slice(end).search(/[.!?](?:\s|$)|\n|$/u)
  const sentence = text.slice(before, end + after)
  return (
    /\byou(?:r|rs|’re|'re|’ve|'ve)?\b/iu.test(sentence) || (companyName !== null && companyName !== '' && sentence.includes(companyName))
  )
}

function isInEvidence(words: string, evidence: readonly Evidence[]): boolean {
  const said = ` ${normalisedText(words)} `
  return evidence.some(({ text }) => ` ${normalisedText(text)} `.includes(said))
}

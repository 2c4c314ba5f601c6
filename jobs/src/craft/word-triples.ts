import { normalisedText } from './fingerprint.ts'

/** From here on two texts are nearly the same (GUARD-008). A setting, this is its default. */
export const ALIKE_FROM = 0.9

/** Every three words in a row of a text, folded as `normalisedText` folds them. A shorter text is one piece. */
export function wordTriplesOf(text: string): ReadonlySet<string> {
  const folded = normalisedText(text)
  const triples = new Set<string>()
  // The places between words; a triple is the text from one to the third after it, cut and not put together: drafts have hundreds.
  let [first, second] = [0, folded.indexOf(' ') + 1]
  let third = second === 0 ? 0 : folded.indexOf(' ', second) + 1
  if (third === 0) return folded === '' ? triples : triples.add(folded)
  for (;;) {
    const end = folded.indexOf(' ', third)
    triples.add(folded.slice(first, end < 0 ? undefined : end))
    if (end < 0) return triples
    ;[first, second, third] = [second, third, end + 1]
  }
}

function sharedBy(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [few, many] = one.size <= other.size ? [one, other] : [other, one]
  let shared = 0
  for (const triple of few) if (many.has(triple)) shared++
  return shared
}

/** How alike two texts are, 0 to 1: the triples that both have, of those that either has (Jaccard). Two empty texts are not alike. */
export function similarityOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = sharedBy(one, other)
  const all = one.size + other.size - shared
  return all === 0 ? 0 : shared / all
}

/** True where two texts are at least so alike. Gives up as soon as too much differs: most texts are told apart by their first words. */
export function areAlike(one: ReadonlySet<string>, other: ReadonlySet<string>, from: number): boolean {
  const [few, many] = one.size <= other.size ? [one, other] : [other, one]
  if (few.size === 0) return false
  // shared / (one + other - shared) >= from, solved for what is shared.
  let mayDiffer = few.size - (from / (1 + from)) * (one.size + other.size)
  for (const triple of few) {
    if (!many.has(triple)) mayDiffer--
    if (mayDiffer < -1e-9) return false
  }
  return mayDiffer >= -1e-9
}

/** How much of the shorter text stands in the other one too, 0 to 1. */
export function overlapOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const least = Math.min(one.size, other.size)
  return least === 0 ? 0 : sharedBy(one, other) / least
}

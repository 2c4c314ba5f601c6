import type { Claim } from '../craft/render.ts'

export type ClaimedText = { subject: string | null; body: string }

function sharedStart(before: string, after: string): number {
  let length = 0
  while (length < before.length && length < after.length && before[length] === after[length]) length++
  return length
}

/** Where a claim of the old text stands in the new one; null where its words are gone, or where nobody can tell which are meant. */
function carried(claim: Claim, before: string, after: string): Claim | null {
  if (claim.end <= sharedStart(before, after)) return claim
  const shift = after.length - before.length
  const words = before.slice(claim.start, claim.end)
  if (before.slice(claim.start) === after.slice(claim.start + shift))
    return { ...claim, start: claim.start + shift, end: claim.end + shift }
  const at = after.indexOf(words)
  return words === '' || at < 0 || after.indexOf(words, at + 1) >= 0 ? null : { ...claim, start: at, end: at + words.length }
}

/**
 * The claims of an edited text: those whose words still stand keep their evidence, at their new place; the rest rests on nothing any more.
 * Offsets are UTF-16, end excluded.
 */
export function carryClaims(claims: readonly Claim[], before: ClaimedText, after: ClaimedText): Claim[] {
  return claims.flatMap((claim) => carried(claim, before[claim.field] ?? '', after[claim.field] ?? '') ?? [])
}

export type ClaimSpan = { field: string; start: number; end: number; evidence: { id: string } | null }

/** A run of text: plain, or one claim (its place in the draft's claims). */
export type Segment = { text: string; claim: number | null }

/**
 * Cuts a field's text at its claims. Offsets are UTF-16 units. The segments always join to exactly the text: a claim that lies outside
 * of it, is empty or overlaps an earlier one is left out, because showing the message whole matters more than marking it.
 */
export function claimSegments(text: string, field: string, claims: readonly ClaimSpan[]): Segment[] {
  const segments: Segment[] = []
  let at = 0
  const ordered = claims
    .map((claim, index) => ({ ...claim, index }))
    .filter((claim) => claim.field === field && claim.start < claim.end && claim.end <= text.length)
    .sort((a, b) => a.start - b.start || b.end - a.end)
  for (const claim of ordered) {
    if (claim.start < at) continue
    if (claim.start > at) segments.push({ text: text.slice(at, claim.start), claim: null })
    segments.push({ text: text.slice(claim.start, claim.end), claim: claim.index })
    at = claim.end
  }
  if (at < text.length) segments.push({ text: text.slice(at), claim: null })
  return segments
}

import { createHash } from 'node:crypto'
import { type Evidence, evidenceKey } from './evidence.ts'
import type { Claim } from './render.ts'

/** SHA-256, in hex, of what the claims of a draft rest on: when it changes, what was approved is no longer what is true. */
export function factsDigestOf(evidence: readonly Evidence[], claims: readonly Claim[]): string {
  const used = new Set(claims.map((claim) => claim.evidenceId))
  const keys = evidence.filter((piece) => used.has(piece.id)).map(evidenceKey)
  return createHash('sha256').update(keys.sort().join('\n')).digest('hex')
}

import { formatClock } from '../../lib/formats.ts'

/** Why the server did not do what was asked, as far as it said. */
export type Refusal = {
  code: string
  message: string
  decidedBy?: string | null
  decidedAt?: string | null
  currentVersion?: number | null
  reasons?: readonly { code: string; message: string }[]
}

/** True when another version or another decision came first. */
export function isConflict(refusal: Refusal): boolean {
  return refusal.code === 'CONFLICT'
}

/** The refusal of a decision in words; `what` is its past form, as in "Not approved". The server's sentence stands when it says more. */
export function refusalWords(what: string, refusal: Refusal): string {
  if (refusal.code === 'CONFLICT' && refusal.decidedBy) {
    const at = refusal.decidedAt ? ` at ${formatClock(Date.parse(refusal.decidedAt))}` : ''
    return `Not ${what}: ${refusal.decidedBy} decided it${at}.`
  }
  if (refusal.code === 'CONFLICT' && refusal.currentVersion) {
    return `The text changed while you read it (version ${refusal.currentVersion}). Nothing was decided.`
  }
  if (refusal.code === 'NO_ANSWER') return refusal.message
  const reasons = refusal.reasons?.map((reason) => reason.message) ?? []
  return `Not ${what}. ${reasons.length > 0 ? reasons.join(' ') : refusal.message}`
}

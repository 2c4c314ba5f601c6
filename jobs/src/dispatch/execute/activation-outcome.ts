import { ProviderError } from '../../providers/http/provider-error.ts'
import type { Campaign } from '../../providers/instantly/campaigns.ts'

/** What is known of one delivering request, for all sends of its campaign (invariants.md, Settle). */
export type ActivationOutcome =
  | { outcome: 'ACCEPTED' }
  | { outcome: 'NOT_SENT'; code: string; message: string; notBeforeMs: number; isRejected: boolean }
  | { outcome: 'UNKNOWN'; code: string; message: string }

/** Waits before the same sends are tried again, in milliseconds: who we are or pay doesn't change within seconds, a connection does. */
const pauses = { unauthorized: 60_000, rateLimited: 10_000, rejected: 30_000, connection: 5_000 }

/**
 * Accepted needs the campaign's own id (the client checks it) and that it is running. A paused or finished one names it too, but says
 * nothing about these sends: read later.
 */
export function outcomeOfAnswer(campaign: Campaign): ActivationOutcome {
  if (campaign.status === 'ACTIVE') return { outcome: 'ACCEPTED' }
  return { outcome: 'UNKNOWN', code: 'NOT_ACTIVE', message: `Instantly answered, but the campaign is ${campaign.status.toLowerCase()}.` }
}

/** Only what certainly did nothing may be sent again; a known refusal is about the whole campaign, never about one recipient. */
export function outcomeOfError(error: ProviderError): ActivationOutcome {
  if (!error.certainlyNotSent) return { outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message: sentence(error) }
  const notSent = (code: string, pauseMs: number, isRejected = false): ActivationOutcome => ({
    outcome: 'NOT_SENT',
    code,
    message: sentence(error),
    notBeforeMs: Math.max(error.retryAfterMs ?? 0, error.retryAfterMs === null ? pauseMs : 0),
    isRejected,
  })
  switch (error.kind) {
    case 'rate_limited':
      return notSent('RATE_LIMITED', pauses.rateLimited)
    case 'unauthorized':
      return notSent('UNAUTHORIZED', pauses.unauthorized)
    case 'rejected':
      return notSent('CAMPAIGN_REFUSED', pauses.rejected, true)
    case 'unavailable':
      return notSent('NOT_REACHED', pauses.connection)
    case 'malformed':
    case 'unknown_outcome':
      return { outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message: sentence(error) }
    default: {
      const never: never = error.kind
      throw new Error(`unknown kind ${String(never)}`)
    }
  }
}

/** Anything else that was thrown is no word of the platform: whether the request left can't be known. */
export function outcomeOfFailure(error: unknown): ActivationOutcome {
  if (error instanceof ProviderError) return outcomeOfError(error)
  return { outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message: 'The hand-over broke off.' }
}

const sentence = (error: ProviderError) => `${error.message}${error.excerpt ? ` (${error.excerpt.slice(0, 200)})` : ''}`

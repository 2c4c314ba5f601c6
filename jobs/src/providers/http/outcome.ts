import type { Health } from './breaker.ts'
import { type CallKind, hasEffect } from './call.ts'
import type { ProviderErrorKind, ProviderFailure } from './provider-error.ts'

/** How a call failed, and what that says about the provider's health. */
export type Failed = { failure: Omit<ProviderFailure, 'provider'>; health: Health }

/** There was no whole answer. */
export function failedExchange(kind: CallKind, label: string, error: { code: string; isWritten: boolean; isGivenUp: boolean }): Failed {
  if (error.isGivenUp) {
    return {
      failure: { kind: 'unavailable', stage: 'admission', message: `${label} was given up before its first byte`, certainlyNotSent: true },
      health: 'nothing',
    }
  }
  if (!error.isWritten) {
    return {
      failure: {
        kind: 'unavailable',
        stage: 'connection',
        message: `${label} found no connection (${error.code})`,
        certainlyNotSent: true,
      },
      health: 'failure',
    }
  }
  return {
    failure: {
      kind: hasEffect(kind) ? 'unknown_outcome' : withoutEffect(error.code),
      stage: 'answer',
      message: `${label} got no whole answer (${error.code})`,
      certainlyNotSent: false,
    },
    health: 'failure',
  }
}

/** What is not HTTP, or too large, comes again the same way; everything else may be better next time. */
function withoutEffect(code: string): ProviderErrorKind {
  return code === 'HTTPParserError' || code.startsWith('HPE_') || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? 'malformed' : 'unavailable'
}

/** A 2xx answer that can't be read: whether it did something can't be known. */
export function failedReading(kind: CallKind, label: string, status: number, problem: string): Failed {
  return {
    failure: {
      kind: hasEffect(kind) ? 'unknown_outcome' : 'malformed',
      stage: 'answer',
      message: `${label} answered ${status}, but ${problem}`,
      certainlyNotSent: false,
      status,
    },
    health: 'failure',
  }
}

export type Refusal = {
  status: number
  retryAfterMs: number | null
  excerpt: string /** The client knows this body as the provider's own refusal. */
  isKnown: boolean
}

/** Any answer outside 2xx (invariants.md, Settle). */
export function failedStatus(kind: CallKind, label: string, { status, retryAfterMs, excerpt, isKnown }: Refusal): Failed {
  const answered = (errorKind: ProviderErrorKind, health: Health, certainlyNotSent: boolean): Failed => ({
    failure: {
      kind: errorKind,
      stage: 'answer',
      message: `${label} answered ${status}`,
      certainlyNotSent,
      status,
      excerpt,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    },
    health,
  })
  if (status === 429) return answered('rate_limited', 'nothing', true)
  if (status === 401 || status === 402 || status === 403) return answered('unauthorized', 'nothing', true)
  // 408 and 5xx come from a server that may have acted all the same.
  if (status >= 500 || status === 408) return answered(hasEffect(kind) ? 'unknown_outcome' : 'unavailable', 'failure', false)
  // Redirects are never followed: the key would go along, and so would the request.
  if (status < 400) return answered(hasEffect(kind) ? 'unknown_outcome' : 'malformed', 'failure', false)
  // A 4xx that we don't know may be anybody's between us and the platform; where people are written to, only a known one is a no.
  if (kind === 'delivering' && !isKnown) return answered('unknown_outcome', 'success', false)
  return answered('rejected', 'success', true)
}

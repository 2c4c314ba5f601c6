/**
 * What a failed call means to its caller.
 * `unavailable`: not reached, too slow or 5xx, and nothing can have been done by it. `rate_limited`: 429, or our own allowance is used up.
 * `rejected`: the provider refused this request. `unauthorized`: 401, 402, 403, about us. `malformed`: a read whose answer can't be read.
 * `unknown_outcome`: a request that changes something may have been carried out; it is never turned into a retry.
 */
export type ProviderErrorKind = 'unavailable' | 'rate_limited' | 'rejected' | 'unauthorized' | 'malformed' | 'unknown_outcome'

/** How far the call came: `admission` before a socket was asked for, `connection` before the first byte left, `answer` after that. */
export type CallStage = 'admission' | 'connection' | 'answer'

export type ProviderFailure = {
  provider: string
  kind: ProviderErrorKind
  stage: CallStage
  /** One sentence without secrets, addresses and message bodies. */
  message: string
  /** The request certainly had no effect at the provider: never written, or refused in a way that says so. */
  certainlyNotSent: boolean
  status?: number
  /** Not before that many milliseconds from now. */
  retryAfterMs?: number
  /** The beginning of a refusal's body, redacted; never of a success, which may hold somebody's mail. */
  excerpt?: string
}

/** A provider failed. Carries no cause on purpose: the HTTP library's errors hold raw bytes of the answer (I19). */
export class ProviderError extends Error {
  override name = 'ProviderError'
  readonly provider: string
  readonly kind: ProviderErrorKind
  readonly stage: CallStage
  readonly certainlyNotSent: boolean
  readonly status: number | null
  readonly retryAfterMs: number | null
  readonly excerpt: string | null

  constructor(failure: ProviderFailure) {
    super(`${failure.provider}: ${failure.message}`)
    this.provider = failure.provider
    this.kind = failure.kind
    this.stage = failure.stage
    this.certainlyNotSent = failure.certainlyNotSent
    this.status = failure.status ?? null
    this.retryAfterMs = failure.retryAfterMs ?? null
    this.excerpt = failure.excerpt ?? null
  }
}

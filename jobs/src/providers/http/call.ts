import type { z } from 'zod'

/**
 * `read` changes nothing; `idempotent` is documented by the provider as safe to repeat: both are repeated by the client. `write` changes
 * something at the provider, but nobody gets mail by it; `delivering` makes the platform write to people: neither is ever repeated.
 */
export type CallKind = 'read' | 'idempotent' | 'write' | 'delivering'

/**
 * Leave to make one delivering request, asked for beforehand (`HttpClient.admit`): between a reservation and the first byte nobody may wait.
 * It goes along with that call, or is given back.
 */
export type Admission = {
  /** Names the one call of a half-open breaker. */
  probe: string | null
  /** The call will not be made: a half-open breaker asks the next. Never throws. */
  giveBack(): Promise<void>
}

type AnyCall<Answer> = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Behind the base URL, built with wirePath. */
  path: string
  query?: URLSearchParams
  /** Sent as JSON; without it no content type is sent either. */
  body?: unknown
  /** Sent as a form instead, to a provider that takes no JSON. */
  form?: URLSearchParams
  /** What a 2xx answer must be. */
  schema: z.ZodType<Answer>
  /** For each try: connecting, sending, the whole answer, in milliseconds. */
  timeoutMs?: number
  /** The limit of this kind of call, besides those of all calls. */
  limit?: string
}

export type Call<Answer> =
  | (AnyCall<Answer> & { kind: 'read' | 'idempotent' })
  | (AnyCall<Answer> & {
      kind: 'write'
      attemptKey?: string
      /** As for a delivering request, where a late write would do harm. */
      beforeWrite?(): boolean
    })
  | (AnyCall<Answer> & {
      kind: 'delivering'
      /** Goes along as `X-Attempt-Key`. */
      attemptKey: string
      /** Goes along as `Idempotency-Key`, where the provider keeps one: the same for the same send, whatever the attempt. */
      idempotencyKey?: string
      /** Asked for before the send was reserved; without it the call asks by itself. */
      admission?: Admission | undefined
      /** Asked when the connection stands, directly before the first byte; false gives the attempt back unsent (invariants.md, Reserve). */
      beforeWrite(): boolean
    })

/** Whether a second effect, or an effect nobody knows of, would do harm. */
export function hasEffect(kind: CallKind): boolean {
  return kind === 'write' || kind === 'delivering'
}

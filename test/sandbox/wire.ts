import type { IncomingHttpHeaders } from 'node:http'

/** What a provider sees of a request; the path is without the provider's prefix. */
export interface WireRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The body as it came. */
  text: string
  /** The parsed body; undefined when there was none. */
  json: unknown
  /** A fault asks that only part of a bulk request be carried out, and that the answer says so in the provider's way. */
  partial: boolean
}

export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: string
  /** null: no content-type header at all. */
  contentType: string | null
}

/** One stand-in provider. Everything that the product can see of it goes through here. */
export interface Provider {
  name: string
  /** The first part of the path on this server, with its slash. */
  prefix: string
  answer(request: WireRequest): WireAnswer | Promise<WireAnswer>
  /** The provider's own words for a body that isn't JSON, or is larger than 5 MB. */
  refuseBody(problem: 'not_json' | 'too_large'): WireAnswer
  /** Whether it takes forms instead of JSON: their text is its own to read. */
  takesForms?: boolean
  /** Work that is due by the clock (mail to send, people who answer, hooks to call), if it has any. */
  activities: Activity[]
  /** For the control API: how much of what there is. */
  counts(): Record<string, unknown>
  /** Forgets everything. */
  reset(): void
  /** Switches all hooks off, as after too many failures. */
  disableHooks?(): void
}

/** Something that happens at instants of the sandbox clock. */
export interface Activity {
  /** When the next thing is due, in ms of the sandbox clock; null: nothing is. */
  nextAt(now: number): number | null
  /** Does the one thing that is due first. Called with the clock at or after nextAt. */
  run(now: number): Promise<void>
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer {
  return { status, headers, body: JSON.stringify(body), contentType: 'application/json; charset=utf-8' }
}

export const NOT_JSON = Symbol('not JSON')

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}

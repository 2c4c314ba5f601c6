import type { z } from 'zod'
import type { WireAnswer, WireRequest } from '../wire.ts'
import type { State } from './state.ts'

export interface Call {
  state: State
  request: WireRequest
  /** What stood in the path's places, decoded. */
  params: string[]
}
export type Endpoint = (call: Call) => WireAnswer

/** JSON without a content type, as HeyReach sends it. */
export function json(body: unknown, status = 200): WireAnswer {
  return { status, headers: {}, body: JSON.stringify(body), contentType: null }
}

/** Pause, Resume and some others say nothing at all. */
export function empty(): WireAnswer {
  return { status: 200, headers: {}, body: '', contentType: null }
}

export function refuse(errorMessage: string, status = 400): WireAnswer {
  return json({ errorMessage }, status)
}

export function plain(status: number, body: string): WireAnswer {
  return { status, headers: {}, body, contentType: 'text/plain' }
}

/** ASP.NET's own refusal of a body or query, by field. */
export function refuseInput(error: z.ZodError): WireAnswer {
  const errors: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const field = issue.path
      .map((part) => (typeof part === 'string' ? part.charAt(0).toUpperCase() + part.slice(1) : `[${String(part)}]`))
      .join('.')
    errors[field] = [...(errors[field] ?? []), `The ${field} field is required or not valid.`]
  }
  const title = 'One or more validation errors occurred.'
  return json({ type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1', title, status: 400, errors }, 400)
}

/** `{totalCount, items}` from `offset` on. */
export function pageOf<T>(
  items: readonly T[],
  { offset, limit }: { offset: number; limit: number },
  show: (item: T) => unknown,
): WireAnswer {
  return json({ totalCount: items.length, items: items.slice(offset, offset + limit).map(show) })
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}

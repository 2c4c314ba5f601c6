import type { Behaviour } from '../behaviour.ts'
import type { Verdict, Window } from '../rate-limit.ts'
import { jsonAnswer, type WireAnswer } from '../wire.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const SPOKEN = ['minute', 'hour', 'day']

/** The three windows of an endpoint, as its group of endpoints has them: minute, hour, day. */
export function windowsOf(path: string, limits: Behaviour['limits']): Window[] {
  const [minute, hour, day] = limitsOf(path, limits)
  return [
    { limit: minute, lengthMs: MINUTE_MS },
    { limit: hour, lengthMs: HOUR_MS },
    { limit: day, lengthMs: DAY_MS },
  ]
}

function limitsOf(path: string, limits: Behaviour['limits']): [number | null, number | null, number | null] {
  if (/\/(bulk_match|bulk_enrich)$/.test(path)) return [limits.apolloBulkEnrichPerMinute, null, null]
  if (/\/(match|enrich)$/.test(path)) return [limits.apolloEnrichPerMinute, null, null]
  if (/\/(api_search|mixed_companies\/search)$/.test(path))
    return [limits.apolloSearchPerMinute, limits.apolloSearchPerHour, limits.apolloSearchPerDay]
  return [limits.apolloOtherPerMinute, limits.apolloOtherPerHour, limits.apolloOtherPerDay]
}

/** A window without limit shows an empty limit and no usage, as Apollo's does. */
export function limitHeaders({ windows }: Verdict): Record<string, string> {
  const names = [
    ['x-rate-limit-minute', 'x-minute-usage', 'x-minute-requests-left'],
    ['x-rate-limit-hourly', 'x-hourly-usage', 'x-hourly-requests-left'],
    ['x-rate-limit-24-hour', 'x-24-hour-usage', 'x-24-hour-requests-left'],
  ] as const
  const headers: Record<string, string> = {}
  for (const [index, [limit, usage, left]] of names.entries()) {
    const window = windows[index]
    headers[limit] = window?.limit == null ? '' : String(window.limit)
    if (window?.limit == null) continue
    headers[usage] = String(window.used)
    headers[left] = String(window.left)
  }
  return headers
}

export function tooMany(path: string, verdict: Verdict): WireAnswer {
  const window = verdict.windows[verdict.refusedBy]
  const times = `${window?.limit ?? 0} times per ${SPOKEN[verdict.refusedBy] ?? 'minute'}`
  return jsonAnswer(
    429,
    { message: `The maximum number of api calls allowed for ${path.slice(1)} is ${times}. Please upgrade your plan or wait.` },
    { ...limitHeaders(verdict), 'retry-after': String(Math.max(1, Math.ceil(verdict.retryAfterMs / 1000))) },
  )
}

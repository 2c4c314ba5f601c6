/** Longest wait that is believed, in milliseconds: a day. */
const longestMs = 86_400_000

/**
 * Milliseconds to wait by a `Retry-After` header, null when there is none or it can't be read. A date is compared with the answer's own
 * `Date` header, never with this machine's clock, which may be wrong (I17).
 */
export function retryAfterMs(header: string | null, date: string | null): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), longestMs)
  const wait = date === null ? Number.NaN : Date.parse(text) - Date.parse(date)
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestMs) : null
}

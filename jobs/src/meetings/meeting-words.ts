import type { Span } from './slot-problem.ts'

const part = (at: Date, timeZone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(at)

/** When a meeting is, in somebody's own zone: "Tuesday, November 24, 2026, 9:00 AM to 9:30 AM MST (America/Denver)". */
export function meetingTime({ startAt, endAt }: Span, timeZone: string): string {
  const day = part(startAt, timeZone, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })
  const from = part(startAt, timeZone, { hour: 'numeric', minute: '2-digit' })
  const to = part(endAt, timeZone, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' })
  return `${day}, ${from} to ${to} (${timeZone})`
}

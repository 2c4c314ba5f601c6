import { windowForInstantly } from '../../providers/instantly/zone.ts'
import { zoneOffsetMinutes } from '../../providers/instantly/zone-offset.ts'

/** A campaign's schedule in words that Instantly takes. */
export type PlatformWindow = { zone: string; day: string; from: string; to: string; minutes: number; endsAt: Date }

const minuteMs = 60_000

/**
 * The window of two instants as the one local day and its hours that Instantly is told: never a minute more than the window, cut at the
 * local midnight. Null when nothing of it is left, or no zone that Instantly takes fits that day (a clock change): then nothing is handed over.
 */
export function platformWindow(zone: string, windowFrom: Date, windowTo: Date): PlatformWindow | null {
  const local = (at: number) => at + zoneOffsetMinutes(zone, at) * minuteMs
  const from = Math.ceil(local(windowFrom.getTime()) / minuteMs) * minuteMs
  const day = dayOf(from)
  const to = Math.min(Math.floor(local(windowTo.getTime()) / minuteMs) * minuteMs, Date.parse(`${day}T23:59:00Z`))
  if (to <= from) return null
  const window = windowForInstantly(zone, day, { from: timeOf(from), to: timeOf(to) })
  const endsAt = new Date(windowTo.getTime() - (local(windowTo.getTime()) - to))
  return window === null ? null : { ...window, day, minutes: (to - from) / minuteMs, endsAt }
}

/** Whole minutes of a window that are still to come; 0 once it is over. */
export function minutesLeft({ minutes, endsAt }: PlatformWindow, now: Date): number {
  return Math.max(0, Math.min(minutes, Math.floor((endsAt.getTime() - now.getTime()) / minuteMs)))
}

/** Minutes between two mails, so that all of them fit into half of the window; at least one, at most ten. */
export function gapMinutes(windowMinutes: number, mails: number): number {
  return Math.max(1, Math.min(10, Math.floor(windowMinutes / 2 / Math.max(1, mails))))
}

function dayOf(local: number): string {
  return new Date(local).toISOString().slice(0, 10)
}

function timeOf(local: number): string {
  return new Date(local).toISOString().slice(11, 16)
}

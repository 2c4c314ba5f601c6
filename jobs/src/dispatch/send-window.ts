import { Temporal } from 'temporal-polyfill'
import type { DispatchSettings } from './dispatch-settings.ts'
import type { Holidays } from './load-holidays.ts'

/** When a send may leave, as instants: `to` is the first one that is too late. `scheduledAt` lies within. */
export type SendWindow = { from: Date; to: Date; scheduledAt: Date }

export type WindowRules = {
  window: DispatchSettings['window']
  holidays: Holidays
  /** Windows are cut at this zone's midnight, so that every send counts on one day of the organisation, known before it leaves. */
  organisationZone: string
}

/** How far ahead a window is looked for: no run of holidays and days off is that long. */
const mostDays = 60
/** A window that is about to close is left out: hand-over needs a moment. */
const leastLeftMs = 10 * 60_000

const dayIn = (at: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
const midnightAfter = (at: number, zone: string) => dayIn(at, zone).add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds

/** ISO days of the week, 1 is Monday. */
function isSendingDay(day: Temporal.PlainDate, countryCode: string | null, { window, holidays }: WindowRules): boolean {
  const isWorkday = window.mondayAndFriday ? day.dayOfWeek <= 5 : day.dayOfWeek >= 2 && day.dayOfWeek <= 4
  return isWorkday && !(countryCode !== null && holidays.isHoliday(countryCode, day.toString()))
}

/** The stretches of one day in the recipient's zone, in order, cut at the organisation's midnight. */
function stretchesOf(day: Temporal.PlainDate, zone: string, { window, organisationZone }: WindowRules): { from: number; to: number }[] {
  const at = (time: string) => day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  return window.hours
    .map(({ from, to }) => ({ from: at(from), to: at(to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from)
    .flatMap(({ from, to }) => {
      const midnight = midnightAfter(from, organisationZone)
      if (midnight >= to) return [{ from, to }]
      return [
        { from, to: midnight },
        { from: midnight, to },
      ]
    })
}

/** Whether the runtime knows the zone; what a provider calls one may be anything. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/**
 * The first window of a recipient that is open at `after` or opens later: hours and days in their own zone, without their country's public
 * holidays. Hours follow the wall clock through both clock changes. Null for an unknown zone, and when no day of the next 60 allows one.
 */
export function nextSendWindow(
  after: Date,
  recipient: { zone: string | null; countryCode: string | null },
  rules: WindowRules,
): SendWindow | null {
  const { zone, countryCode } = recipient
  if (zone === null || !isZone(zone)) return null
  let day = dayIn(after.getTime(), zone)
  for (let days = 0; days < mostDays; days++, day = day.add({ days: 1 })) {
    if (!isSendingDay(day, countryCode, rules)) continue
    const stretch = stretchesOf(day, zone, rules).find(({ from, to }) => to - Math.max(from, after.getTime()) >= leastLeftMs)
    if (stretch) {
      return { from: new Date(stretch.from), to: new Date(stretch.to), scheduledAt: new Date(Math.max(stretch.from, after.getTime())) }
    }
  }
  return null
}

/** What an admin opens for one batch, and what an internal test has: from now on, until the batch expires or the organisation's day ends. */
export function openWindow(now: Date, expiryHours: number, organisationZone: string): SendWindow {
  const to = Math.min(now.getTime() + expiryHours * 3_600_000, midnightAfter(now.getTime(), organisationZone))
  return { from: now, to: new Date(to), scheduledAt: now }
}

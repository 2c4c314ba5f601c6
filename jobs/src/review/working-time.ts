import { Temporal } from 'temporal-polyfill'
import type { ReviewSettings } from '../settings/review.ts'

export type WorkingHours = ReviewSettings['workingHours']

/** Longest stretch that is searched, in days: a section with one working day a week and a week of minutes ends well before. */
const mostDays = 400

/** The working stretch of one day as instants, or null on a day off. A clock change makes it an hour shorter or longer, as it is. */
function stretchOf(day: Temporal.PlainDate, hours: WorkingHours, zone: string): { from: number; to: number } | null {
  if (!hours.days.includes(day.dayOfWeek)) return null
  const at = (time: string) => day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  return { from: at(hours.from), to: at(hours.to) }
}

const dayOf = (at: Date, zone: string) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate()

/** When `minutes` of working time have passed since `from`. */
export function afterWorkingTime(from: Date, minutes: number, hours: WorkingHours, zone: string): Date {
  let leftMs = minutes * 60_000
  let day = dayOf(from, zone)
  for (let days = 0; days < mostDays; days++, day = day.add({ days: 1 })) {
    const stretch = stretchOf(day, hours, zone)
    if (!stretch) continue
    const start = Math.max(stretch.from, from.getTime())
    const available = stretch.to - start
    if (available >= leftMs) return new Date(start + leftMs)
    leftMs -= Math.max(0, available)
  }
  throw new Error(`${minutes} working minutes do not fit into ${mostDays} days`)
}

/** The latest instant since which `minutes` of working time have passed at `now`: what began then or earlier is due. */
export function beforeWorkingTime(now: Date, minutes: number, hours: WorkingHours, zone: string): Date {
  let leftMs = minutes * 60_000
  let day = dayOf(now, zone)
  for (let days = 0; days < mostDays; days++, day = day.subtract({ days: 1 })) {
    const stretch = stretchOf(day, hours, zone)
    if (!stretch) continue
    const end = Math.min(stretch.to, now.getTime())
    const available = end - stretch.from
    if (available >= leftMs) return new Date(end - leftMs)
    leftMs -= Math.max(0, available)
  }
  throw new Error(`${minutes} working minutes do not fit into ${mostDays} days`)
}

/** The first instant of the day of `now` in a zone. */
export function startOfDay(now: Date, zone: string): Date {
  return new Date(dayOf(now, zone).toZonedDateTime({ timeZone: zone }).epochMilliseconds)
}

import { Temporal } from 'temporal-polyfill'

/** Days as ISO counts them, 1 is Monday; times of day as HH:MM, the end not included. */
export type Hours = { days: readonly number[]; from: string; to: string }

/** Whether an instant lies in the hours of a zone. */
export function isWithinHours(at: Date, hours: Hours, zone: string): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  const time = `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`
  return hours.days.includes(local.dayOfWeek) && hours.from <= time && time < hours.to
}

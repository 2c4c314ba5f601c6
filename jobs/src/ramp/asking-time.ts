import { Temporal } from 'temporal-polyfill'
import type { WorkingHours } from '../review/working-time.ts'

/** The hours of a working day, HH:MM in the organisation's zone, at which the gate is filled, and when people are there. */
export type AskingHours = { firstBatchFrom: string; batchFrom: string; workingHours: WorkingHours }

/** The asking time that a working day has come to. */
export type AskingTime = {
  /** When it began: a batch that is older was frozen for an earlier one. */
  since: Date
  /** When a person has decided by, or is asked anew. */
  approvedBy: Date
}

/**
 * Whom the schedule asks for an approval, and how long it counts on them: in the morning, until it asks anew in the afternoon; in the afternoon,
 * until the working day is over. Null before the first hour, and on a day on which nobody works.
 */
export function askingTime(now: Date, { firstBatchFrom, batchFrom, workingHours }: AskingHours, zone: string): AskingTime | null {
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  if (!workingHours.days.includes(day.dayOfWeek)) return null
  const at = (time: string) => day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  const [first, again, dayEnd] = [at(firstBatchFrom), at(batchFrom), at(workingHours.to)]
  if (now.getTime() >= again) return { since: new Date(again), approvedBy: new Date(Math.max(now.getTime(), dayEnd)) }
  if (now.getTime() >= first) return { since: new Date(first), approvedBy: new Date(Math.max(now.getTime(), Math.min(again, dayEnd))) }
  return null
}

import { Temporal } from 'temporal-polyfill'
import type { Reason } from '../reason.ts'
import type { WorkingHours } from '../review/working-time.ts'
import type { MeetingSettings } from './meeting-settings.ts'

export type Span = { startAt: Date; endAt: Date }

/** What a meeting has to keep to. `zone`: the organisation's, whose days and hours are meant. */
export type MeetingRules = Omit<MeetingSettings, 'lengthMinutes'> & { workingHours: WorkingHours; zone: string }

const minuteMs = 60_000

const zoned = (at: Date, zone: string) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)

/** Whether the whole of it lies in the working hours of its day. */
function isInWorkingHours({ startAt, endAt }: Span, hours: WorkingHours, zone: string): boolean {
  const day = zoned(startAt, zone).toPlainDate()
  if (!hours.days.includes(day.dayOfWeek)) return false
  const at = (time: string) => day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  return startAt.getTime() >= at(hours.from) && endAt.getTime() <= at(hours.to)
}

/**
 * Why no meeting may be booked then, or null. `taken`: meetings that hold their time, whoever made them, of the day before to the day after.
 * What begins when the buffer of another ends is fine.
 */
export function slotProblem(slot: Span, taken: readonly Span[], rules: MeetingRules, now: Date): Reason | null {
  if (slot.startAt.getTime() < now.getTime() + rules.noticeHours * 60 * minuteMs) {
    return { code: 'TOO_SOON', message: `A meeting begins ${rules.noticeHours} hours from now at the earliest.` }
  }
  if (!isInWorkingHours(slot, rules.workingHours, rules.zone)) {
    return {
      code: 'OUTSIDE_WORKING_HOURS',
      message: `It is outside the working hours (${rules.workingHours.from} to ${rules.workingHours.to}, ${rules.zone}).`,
    }
  }
  const bufferMs = rules.bufferMinutes * minuteMs
  const isNear = (other: Span) =>
    slot.startAt.getTime() < other.endAt.getTime() + bufferMs && other.startAt.getTime() < slot.endAt.getTime() + bufferMs
  if (taken.some(isNear)) {
    return { code: 'SLOT_TAKEN', message: `Another meeting is then, or less than ${rules.bufferMinutes} minutes apart.` }
  }
  const day = zoned(slot.startAt, rules.zone).toPlainDate()
  const thatDay = taken.filter(({ startAt }) => zoned(startAt, rules.zone).toPlainDate().equals(day)).length
  if (thatDay >= rules.mostPerDay)
    return { code: 'DAY_FULL', message: `That day has ${thatDay} meetings; at most ${rules.mostPerDay} are booked.` }
  return null
}

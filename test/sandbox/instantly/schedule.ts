import type { CampaignSchedule } from './campaign-input.ts'

const DAY_MS = 86_400_000
/** How far ahead a window is looked for. */
const DAYS_AHEAD = 400

/** The first instant at or after `from` at which the campaign may send; null: never. Dates and times are the schedule's own zone's. */
export function nextOpening(schedule: CampaignSchedule, from: number): number | null {
  let first: number | null = null
  for (const { timing, days, timezone } of schedule.schedules) {
    const today = localDay(timezone, from)
    let date = schedule.start_date && schedule.start_date > today ? schedule.start_date : today
    for (let ahead = 0; ahead < DAYS_AHEAD; ahead++, date = nextDay(date)) {
      if (schedule.end_date && date > schedule.end_date) break
      if (days[weekday(date)] !== true) continue
      if (instantAt(timezone, date, timing.to) <= from) continue
      const opening = Math.max(from, instantAt(timezone, date, timing.from))
      if (opening >= instantAt(timezone, date, timing.to)) continue
      first = first === null ? opening : Math.min(first, opening)
      break
    }
  }
  return first
}

/** The midnight that ends the day of an instant, in the zone. */
export function nextMidnight(zone: string, instant: number): number {
  return instantAt(zone, nextDay(localDay(zone, instant)), '00:00')
}

/** `YYYY-MM-DD` there. */
export function localDay(zone: string, instant: number): string {
  return new Date(instant + offsetAt(zone, instant)).toISOString().slice(0, 10)
}

/** `"0"` is Sunday. */
function weekday(date: string): '0' | '1' | '2' | '3' | '4' | '5' | '6' {
  const names = ['0', '1', '2', '3', '4', '5', '6'] as const
  return names[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '0'
}

function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

/** The offset is looked up twice: the first guess may lie on the other side of a clock change. */
function instantAt(zone: string, date: string, time: string): number {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  const guess = asUtc - offsetAt(zone, asUtc)
  return asUtc - offsetAt(zone, guess)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Local time minus UTC at that instant, ms. */
function offsetAt(zone: string, instant: number): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const part = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const number = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0
  const local = Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'), number('second'))
  return local - Math.floor(instant / 1000) * 1000
}

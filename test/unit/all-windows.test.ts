import { dispatchSchema } from '@swarm/jobs/dispatch/dispatch-settings'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { nextSendWindow, type WindowRules } from '@swarm/jobs/dispatch/send-window'
import { expect, test } from 'vitest'

// Every zone that the runtime knows, every country with holidays, every day of a year with both of its clock changes: exhaustive over each of
// them, staggered over their product, which would take minutes.
const holidays = loadHolidays()
const rules: WindowRules = { window: dispatchSchema.parse({}).window, holidays, organisationZone: 'America/Denver' }
const zones = Intl.supportedValuesOf('timeZone')
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const year = 2027
/** Whatever code has New Year's Day off, or a day in May. */
const countries = letters
  .flatMap((first) => letters.map((second) => first + second))
  .filter((code) => holidays.isHoliday(code, `${year}-01-01`) || holidays.isHoliday(code, `${year}-05-01`))
const dayMs = 86_400_000
const firstDay = Date.UTC(year, 0, 1)

const formats = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
  ]),
)

/** What the wall clock of a zone shows, by another way than the code under test. */
function wall(at: number, zone: string): { day: string; weekday: string; minutes: number } {
  const parts = Object.fromEntries(
    formats
      .get(zone)
      ?.formatToParts(at)
      .map(({ type, value }) => [type, value]) ?? [],
  )
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: parts.weekday ?? '',
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  }
}

/** Days of the year around which the zone's clock changes: noon in UTC shows another time than a day before. */
function changeDays(zone: string): number[] {
  const noon = (day: number) => wall(firstDay + day * dayMs + dayMs / 2, zone).minutes
  const found = []
  for (let week = 0; week < 364; week += 7) {
    if (noon(week) === noon(week + 7)) continue
    for (let day = week + 1; day <= week + 7; day++) if (noon(day) !== noon(day - 1)) found.push(day - 1, day, day + 1)
  }
  return found
}

function check(at: number, zone: string, country: string): void {
  const found = nextSendWindow(new Date(at), { zone, countryCode: country }, rules)
  if (!found) throw new Error(`no window in ${zone}, ${country} after ${new Date(at).toISOString()}`)
  const about = `${zone} ${country} ${new Date(at).toISOString()} → ${found.from.toISOString()}–${found.to.toISOString()}`
  for (const instant of [found.from.getTime(), found.scheduledAt.getTime(), found.to.getTime() - 1]) {
    const { day, weekday, minutes } = wall(instant, zone)
    const isInHours = (minutes >= 480 && minutes < 660) || (minutes >= 780 && minutes < 960)
    if (!isInHours || !['Tue', 'Wed', 'Thu'].includes(weekday) || holidays.isHoliday(country, day))
      expect.fail(`${about}: ${weekday} ${day} ${minutes}`)
  }
}

test('every zone on its share of the days of a year, every day in some zones: no window on a weekend, a holiday or at a wrong hour', () => {
  expect(zones.length).toBeGreaterThan(400)
  expect(countries.length).toBeGreaterThan(150)
  let checked = 0
  for (const [nth, zone] of zones.entries()) {
    for (let day = nth % 60; day < 366; day += 60) {
      check(firstDay + day * dayMs + ((nth * 37 + day * 11) % 1440) * 60_000, zone, countries[(nth + day) % countries.length] ?? 'US')
      checked += 1
    }
  }
  expect(checked).toBeGreaterThan(2_400)
})

test('on the days of both clock changes, the day before and the day after, in every zone that has them', () => {
  let changing = 0
  for (const [nth, zone] of zones.entries()) {
    const days = changeDays(zone)
    if (days.length > 0) changing += 1
    for (const day of days) check(firstDay + day * dayMs + ((nth * 53) % 1440) * 60_000, zone, countries[nth % countries.length] ?? 'US')
  }
  expect(changing).toBeGreaterThan(120)
})

test('every country’s holidays of the year are passed over', () => {
  for (const [nth, country] of countries.entries()) {
    const zone = zones[(nth * 5) % zones.length] ?? 'UTC'
    for (let day = nth % 12; day < 365; day += 12) {
      const on = new Date(firstDay + day * dayMs).toISOString().slice(0, 10)
      if (holidays.isHoliday(country, on)) check(firstDay + day * dayMs - dayMs / 2, zone, country)
    }
  }
})

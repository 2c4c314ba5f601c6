import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { expect, test } from 'vitest'

const holidays = loadHolidays()

test.each([
  ['US', '2026-11-26', 'Thanksgiving'],
  ['US', '2026-07-03', 'the Friday on which a Saturday holiday is observed'],
  ['US', '2026-07-04', 'and that Saturday itself'],
  ['GB', '2026-08-31', 'the August bank holiday, which the country leaves to its regions'],
  ['CA', '2026-10-12', 'Thanksgiving in Canada'],
  ['DE', '2026-10-03', 'German Unity Day'],
  ['FR', '2026-07-14', 'Bastille Day'],
  ['JP', '2026-05-06', 'a substitute of the Golden Week'],
  ['BR', '2029-11-15', 'a year far ahead'],
  ['us', '2026-12-25', 'however the code is written'],
])('%s %s is a day on which nobody is written to: %s', (country, day) => {
  expect(holidays.isHoliday(country, day)).toBe(true)
})

test.each([
  ['US', '2026-11-27', 'the day after Thanksgiving is no public holiday'],
  ['DE', '2026-11-26', 'another country’s holiday'],
  ['US', '2026-10-31', 'a custom'],
  ['XX', '2026-12-25', 'a country that nobody knows'],
  ['', '2026-12-25', 'none'],
])('%s %s is not: %s', (country, day) => {
  expect(holidays.isHoliday(country, day)).toBe(false)
})

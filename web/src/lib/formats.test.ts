import { expect, test } from 'vitest'
import {
  formatAge,
  formatAgo,
  formatPercent,
  formatRelative,
  formatTheirClock,
  localeOf,
  shortenEmail,
  shortenHash,
  spokenAge,
} from './formats.ts'

const minute = 60_000

test.each([
  [20_000, 'now', 'just now'],
  [minute, '1 m', '1 minute'],
  [41 * minute, '41 m', '41 minutes'],
  [3 * 60 * minute, '3 h', '3 hours'],
  [49 * 60 * minute, '2 d', '2 days'],
])('an age of %i ms is %s and spoken as %s', (ms, shown, spoken) => {
  expect(formatAge(ms)).toBe(shown)
  expect(spokenAge(ms)).toBe(spoken)
})

const noon = new Date(2026, 10, 24, 12).getTime()
const hour = 60 * minute

test.each([
  [20_000, /^now$/, /^just now$/],
  [41 * minute, /^41 m$/, /^41 m ago$/],
  [49 * hour, /^\D+ 11:00$/, /^\D+ 11:00$/],
  [8 * 24 * hour, /^[^:]*16[^:]*$/, /^[^:]*16[^:]*$/],
  // What is to come says its hour as long as its day alone would not tell when.
  [-3 * hour, /^\D+ 15:00$/, /^\D+ 15:00$/],
  [-45 * hour, /^\D+ 09:00$/, /^\D+ 09:00$/],
  [-8 * 24 * hour, /^[^:]*2[^:]*$/, /^[^:]*2[^:]*$/],
])('what is %i ms past is %s in a column and %s in a sentence', (age, shown, told) => {
  expect(formatRelative(noon - age, noon)).toMatch(shown)
  expect(formatAgo(noon - age, noon)).toMatch(told)
})

test('the weekday of today is today’s alone: a week ago less an hour, or in a week less an hour, it is a day of the month', () => {
  expect(formatRelative(noon - (7 * 24 - 1) * hour, noon)).toMatch(/17/)
  expect(formatRelative(noon + (7 * 24 - 1) * hour, noon)).toMatch(/1 Dec|Dec 1|1\. Dez/)
  expect(formatRelative(noon + 5 * hour, noon)).toMatch(/17:00$/)
})

test.each([
  [0.071, /7[.,]1 %/],
  [1, /^100 %$/],
])('%d is shown with one decimal below a hundred', (share, shown) => {
  expect(formatPercent(share)).toMatch(shown)
})

test('an address keeps its first letters and its whole domain', () => {
  expect(shortenEmail('anastasia.ruiz@acme.example', 18)).toBe('ana…@acme.example')
  expect(shortenEmail('ana@acme.example', 18)).toBe('ana@acme.example')
})

test('a hash shows both ends', () => {
  expect(shortenHash('7f3a91c2000000000000e04b')).toBe('7f3a 91c2 … e04b')
})

test('an unknown zone gives no clock instead of an exception', () => {
  expect(formatTheirClock(0, 'Mars/Olympus')).toBeNull()
})

test.each([
  ['de-AT', 'de-AT'],
  ['en-US@posix', undefined],
  ['', undefined],
  [undefined, undefined],
])('a browser that names its language %s shows numbers and times all the same', (named, expected) => {
  const locale = localeOf(named)
  expect(locale).toBe(expected)
  expect(new Intl.NumberFormat(locale).format(4812)).toMatch(/^4.?812$/)
})

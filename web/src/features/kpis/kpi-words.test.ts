import { expect, test, vi } from 'vitest'
import { dayOf } from '../../lib/days.ts'
import { daysBetween, definitionOf, lastDays, restWords, valueWords } from './kpi-words.ts'

const figure = { value: 0.0714, numerator: 3, denominator: 42, low: 0.025, high: 0.19, unit: 'share' }

test('a rate shows value, interval and count', () => {
  expect(`${valueWords(figure)} · ${restWords(figure)}`).toBe('7.1 % · 2.5–19.0 % · 3 of 42')
})

test('of few rows the count comes first', () => {
  expect(restWords({ ...figure, value: 1, numerator: 1, denominator: 1, low: 0.207, high: 1 })).toBe('1 of 1 · 20.7–100 %')
})

test('nothing counted is a dash, not a zero', () => {
  const none = { ...figure, value: null, numerator: 0, denominator: 0, low: null, high: null }
  expect([valueWords(none), restWords(none)]).toEqual(['–', '0 of 0'])
})

test('a definition is found in a list and by name', () => {
  expect(definitionOf({ open_rate: { title: 'Open rate' } }, 'open_rate').title).toBe('Open rate')
  expect(definitionOf([{ name: 'open_rate', title: 'Open rate' }], 'open_rate').title).toBe('Open rate')
  expect(definitionOf(null, 'open_rate').title).toBe('Open rate')
})

test('a window ends with today and is as long as asked for', () => {
  const { from, to } = lastDays(7, Date.parse('2026-11-21T12:00:00Z'))
  expect(Date.parse(to) - Date.parse(from)).toBe(7 * 86_400_000)
  expect(Date.parse(to)).toBeGreaterThan(Date.parse('2026-11-21T12:00:00Z'))
})

test('days of one’s own are counted from the beginning of the first to the end of the last', () => {
  const own = daysBetween('2026-11-03', '2026-11-05')
  expect(Date.parse(own?.to ?? '') - Date.parse(own?.from ?? '')).toBe(3 * 86_400_000)
  expect([dayOf(own?.from ?? ''), dayOf(new Date(Date.parse(own?.to ?? '') - 1).toISOString())]).toEqual(['2026-11-03', '2026-11-05'])
  for (const [first, last] of [
    ['2026-11-05', '2026-11-03'],
    ['', '2026-11-05'],
    ['2026-11-03', 'soon'],
    ['2016-01-01', '2026-11-05'],
  ] as const)
    expect(daysBetween(first, last)).toBeNull()
})

test('a window begins with a day, also where clocks change within it', () => {
  vi.stubEnv('TZ', 'America/Denver')
  for (let month = 0; month < 12; month++) {
    const { from, to } = lastDays(30, new Date(2026, month, 20, 12).getTime())
    expect([new Date(from).getHours(), new Date(to).getHours()]).toEqual([0, 0])
  }
  vi.unstubAllEnvs()
})

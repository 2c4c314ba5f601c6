import { expect, test } from 'vitest'
import { accountSettingsSchema } from './account-settings.ts'
import { warmupAllowance, warmupWeek } from './warmup-allowance.ts'

const settings = accountSettingsSchema.parse({})

test.each([
  ['2026-11-02', 1, 5],
  ['2026-11-08', 1, 5],
  ['2026-11-09', 2, 10],
  ['2026-11-22', 3, 15],
  ['2026-11-29', 4, 20],
  ['2026-11-30', null, 25],
  ['2027-11-30', null, 25],
  ['2026-10-01', 1, 5],
])('begun on 2 November, on %s it is in week %s and may send %s', (day, week, most) => {
  expect(warmupWeek('2026-11-02', day, settings)).toBe(week)
  expect(warmupAllowance('2026-11-02', day, 25, settings)).toBe(most)
})

test('a ceiling below the week’s allowance holds, and none stays none', () => {
  expect(warmupAllowance('2026-11-02', '2026-11-22', 8, settings)).toBe(8)
  expect(warmupAllowance('2026-11-02', '2026-11-02', 0, settings)).toBe(0)
})

test('without weeks only the ceiling holds', () => {
  expect(warmupAllowance('2026-11-02', '2026-11-02', 25, { warmupPerDay: [] })).toBe(25)
})

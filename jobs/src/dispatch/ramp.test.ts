import { expect, test } from 'vitest'
import { cleanDaysInARow } from './ramp.ts'

const day = (on: string, over: Partial<{ sent: number; troubled: number; decided: number; stops: number }> = {}) => ({
  day: on,
  sent: 3,
  troubled: 0,
  decided: 4,
  stops: 0,
  ...over,
})
const today = '2026-11-27'

test.each([
  { name: 'none before the first live send', days: [], expected: 0 },
  { name: 'today is not over yet', days: [day('2026-11-27'), day('2026-11-26')], expected: 1 },
  { name: 'three in a row', days: [day('2026-11-26'), day('2026-11-25'), day('2026-11-24')], expected: 3 },
  { name: 'trouble breaks the row', days: [day('2026-11-26'), day('2026-11-25', { troubled: 1 }), day('2026-11-24')], expected: 1 },
  { name: 'a day without a decision is no supervised one', days: [day('2026-11-26', { decided: 0 }), day('2026-11-25')], expected: 0 },
  { name: 'a stop breaks it', days: [day('2026-11-26'), day('2026-11-25'), day('2026-11-24', { stops: 1 })], expected: 2 },
])('clean days: $name', ({ days, expected }) => {
  expect(cleanDaysInARow(days, today)).toBe(expected)
})

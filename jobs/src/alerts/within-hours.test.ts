import { expect, test } from 'vitest'
import { isWithinHours } from './within-hours.ts'

const hours = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }

test.each([
  ['2026-11-24T15:00:00Z', true],
  ['2026-11-24T14:59:59Z', false],
  ['2026-11-25T00:59:00Z', true],
  ['2026-11-25T01:00:00Z', false],
  ['2026-11-28T18:00:00Z', false],
  // The clock was changed: 8 in the morning is an hour earlier.
  ['2026-07-07T14:00:00Z', true],
])('%s in Denver, weekdays 8 to 18: %s', (at, expected) => {
  expect(isWithinHours(new Date(at), hours, 'America/Denver')).toBe(expected)
})

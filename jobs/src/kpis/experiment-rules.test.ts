import { expect, test } from 'vitest'
import { mayStop } from './experiment-rules.ts'

const since = new Date('2026-10-01T00:00:00Z')

test.each([
  ['on the 29th day with few emails', '2026-10-30T00:00:00Z', 500, false],
  ['after 30 days', '2026-10-31T00:00:00Z', 10, true],
  ['with 100 emails a day', '2026-10-11T00:00:00Z', 1_000, true],
  ['with 99 emails a day', '2026-10-11T00:00:00Z', 999, false],
  ['on its first morning', '2026-10-01T06:00:00Z', 99, false],
])('an experiment %s', (_, now, counted, may) => {
  expect(mayStop({ since, counted }, new Date(now))).toBe(may)
})

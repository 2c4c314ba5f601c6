import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = 'Sat, 21 Nov 2026 10:00:00 GMT'

test.each([
  [null, now, null],
  ['', now, null],
  ['0', null, 0],
  ['30', null, 30_000],
  ['1.5', null, 1_500],
  ['-5', null, null],
  ['99999999999', null, 86_400_000],
  ['Sat, 21 Nov 2026 10:02:00 GMT', now, 120_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', now, 0],
  // Without the answer's own clock a date says nothing: ours may be wrong by a day.
  ['Sat, 21 Nov 2026 10:02:00 GMT', null, null],
  ['soon', now, null],
])('%s at %s: %s ms', (header, date, expected) => {
  expect(retryAfterMs(header, date)).toBe(expected)
})

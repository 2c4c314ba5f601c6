import { expect, test } from 'vitest'
import { inFairOrder } from './in-fair-order.ts'

const email = (dueAt: string | null, timesInVain = 0) => ({ channel: 'EMAIL', dueAt, timesInVain })

test('email goes before LinkedIn, then who has waited longest; what has no due day keeps its place behind', () => {
  const [late, early, first, second] = [email('2026-12-03T15:00:00Z'), email('2026-12-01T15:00:00Z'), email(null), email(null)]
  const request = { channel: 'LINKEDIN', dueAt: '2026-11-01T15:00:00Z', timesInVain: 0 }
  expect(inFairOrder([request, first, late, second, early])).toEqual([early, late, first, second, request])
})

test('each time that one was frozen in vain costs it three days of its wait', () => {
  const inVain = email('2026-12-01T15:00:00Z', 1)
  const younger = email('2026-12-04T14:59:00Z')
  const youngest = email('2026-12-04T15:01:00Z')
  expect(inFairOrder([inVain, youngest, younger])).toEqual([younger, inVain, youngest])
})

import { expect, test } from 'vitest'
import { callEveryMs } from './allowance-rate.ts'

/** Every limit of the specification, with some others. */
test.each([
  [100, 1_000],
  [6_000, 60_000],
  [20, 60_000],
  [10, 60_000],
  [1_000, 60_000],
  [200, 60_000],
  [300, 60_000],
  [100, 10_000],
  [1, 1_000],
])('%i in %i ms: never more in any window, and at least 90 %% of it', (calls, perMs) => {
  const every = callEveryMs({ name: 'any', calls, perMs })
  const mostInWindow = Math.ceil(perMs / every)
  expect(mostInWindow).toBeLessThanOrEqual(calls === 1 ? 1 : calls)
  expect(perMs / every).toBeGreaterThanOrEqual(0.9 * calls)
})

import { expect, test } from 'vitest'
import { wilson } from './wilson.ts'

// The first three are design.md's own examples; the others are from Newcombe 1998 (table I, method 3).
test.each([
  [3, 42, 0.025, 0.19],
  [1, 1, 0.207, 1],
  [0, 1, 0, 0.793],
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
  [20, 20, 0.8389, 1],
])('%i of %i lies between %f and %f', (hits, counted, low, high) => {
  const interval = wilson(hits, counted)
  expect(interval?.low).toBeCloseTo(low, 3)
  expect(interval?.high).toBeCloseTo(high, 3)
})

test('nothing counted has no interval', () => {
  expect(wilson(0, 0)).toBeNull()
})

import { wilson } from '@swarm/jobs/kpis/wilson'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const counts = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((counted) => fc.tuple(fc.integer({ min: 0, max: counted }), fc.constant(counted)))

test('an interval holds its share, stays within 0 to 1 and mirrors', () => {
  fc.assert(
    fc.property(counts, ([hits, counted]) => {
      const one = wilson(hits, counted)
      const other = wilson(counted - hits, counted)
      if (!one || !other) throw new Error('something was counted')
      expect(one.low).toBeGreaterThanOrEqual(0)
      expect(one.high).toBeLessThanOrEqual(1)
      expect(one.low).toBeLessThanOrEqual(hits / counted + 1e-12)
      expect(one.high).toBeGreaterThanOrEqual(hits / counted - 1e-12)
      expect(one.low).toBeCloseTo(1 - other.high, 9)
    }),
  )
})

test('ten times as many of the same share make it narrower', () => {
  fc.assert(
    fc.property(counts, ([hits, counted]) => {
      const few = wilson(hits, counted)
      const many = wilson(hits * 10, counted * 10)
      if (!few || !many) throw new Error('something was counted')
      expect(many.high - many.low).toBeLessThan(few.high - few.low)
    }),
  )
})

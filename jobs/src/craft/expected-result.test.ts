import { expect, it } from 'vitest'
import { type AngleResult, expectedResultOf } from './expected-result.ts'

const result = (angle: string, sent: number, answered: number, tier: AngleResult['tier'] = 'TIER_1'): AngleResult => ({
  tier,
  angle,
  sent,
  answered,
})
const lead = (place: number) => ({ tier: 'TIER_1' as const, seed: 'seed', leadId: `lead ${place}` })

/** How often the first of two angles wins over many leads, as a share. */
function shareOfFirst(results: AngleResult[], [first, second]: [string, string], leads = 1000): number {
  const won = Array.from({ length: leads }, (_, place) => expectedResultOf(results, lead(place))).filter(
    (expected) => expected !== null && expected(first) > expected(second),
  )
  return won.length / leads
}

it('learns nothing from fewer than a hundred first emails', () => {
  expect(expectedResultOf([result('a', 60, 6), result('b', 39, 0)], lead(1))).toBeNull()
  expect(expectedResultOf([result('a', 60, 6), result('b', 40, 0)], lead(1))).not.toBeNull()
})

it('prefers what brings answers, and tries the others all the same', () => {
  const share = shareOfFirst([result('good', 300, 30), result('poor', 300, 15)], ['good', 'poor'])
  expect(share).toBeGreaterThan(0.9)
  expect(share).toBeLessThan(1)
})

it('is even where nothing tells two angles apart, and between two that nobody has tried', () => {
  const known = [result('a', 200, 12), result('b', 200, 12)]
  for (const pair of [
    ['a', 'b'],
    ['new', 'newer'],
  ] as [string, string][]) {
    expect(shareOfFirst(known, pair)).toBeGreaterThan(0.44)
    expect(shareOfFirst(known, pair)).toBeLessThan(0.56)
  }
})

it('asks the tier of the lead alone', () => {
  const share = shareOfFirst([result('a', 400, 80, 'TIER_2'), result('b', 400, 4, 'TIER_2')], ['a', 'b'])
  expect(share).toBeGreaterThan(0.44)
  expect(share).toBeLessThan(0.56)
})

it('draws the same for the same lead, always between 0 and 1', () => {
  const results = [result('a', 5000, 4999), result('b', 5000, 0)]
  for (let place = 0; place < 200; place++) {
    const [one, again] = [expectedResultOf(results, lead(place)), expectedResultOf(results, lead(place))]
    for (const angle of ['a', 'b', 'c']) {
      const drawn = one?.(angle) ?? Number.NaN
      expect(drawn).toBe(again?.(angle))
      expect(drawn).toBeGreaterThan(0)
      expect(drawn).toBeLessThan(1)
    }
  }
})

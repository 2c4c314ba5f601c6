import { expect, test } from 'vitest'
import { type Arm, compareArms, verdictOf } from './experiment.ts'
import { logBeta, logGamma } from './log-gamma.ts'

test('the gamma function is that of the tables', () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  expect(logGamma(1)).toBeCloseTo(0, 12)
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10)
  expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 12)
})

test('nothing is known of an arm without sends', () => {
  expect(compareArms({ hits: 0, counted: 0 }, { hits: 3, counted: 10 })).toEqual({
    difference: null,
    low: -1,
    high: 1,
    verdict: 'KEEP_RUNNING',
  })
})

test('a few answers more decide nothing, many do, in either direction', () => {
  expect(compareArms({ hits: 0, counted: 15 }, { hits: 2, counted: 15 }).verdict).toBe('KEEP_RUNNING')
  const apart = compareArms({ hits: 80, counted: 1_000 }, { hits: 150, counted: 1_000 })
  expect(apart).toMatchObject({ verdict: 'B_IS_BETTER' })
  expect(apart.low).toBeGreaterThan(0)
  expect(apart.high).toBeGreaterThan(0.07)
  const turned = compareArms({ hits: 150, counted: 1_000 }, { hits: 80, counted: 1_000 })
  expect(turned.verdict).toBe('A_IS_BETTER')
  expect([turned.low, turned.high]).toEqual([expect.closeTo(-apart.high, 9), expect.closeTo(-apart.low, 9)])
})

test('arms that grew unevenly, and shares of none and all, have an interval too', () => {
  for (const [a, b] of [
    [
      { hits: 0, counted: 1 },
      { hits: 900, counted: 9_000 },
    ],
    [
      { hits: 0, counted: 400 },
      { hits: 0, counted: 400 },
    ],
    [
      { hits: 20, counted: 20 },
      { hits: 0, counted: 20 },
    ],
    [
      { hits: 40_000, counted: 500_000 },
      { hits: 40_050, counted: 500_000 },
    ],
  ] as const) {
    const { difference, low, high } = compareArms(a, b)
    expect(low).toBeLessThanOrEqual(difference ?? Number.NaN)
    expect(high).toBeGreaterThanOrEqual(difference ?? Number.NaN)
    expect(low).toBeGreaterThanOrEqual(-1)
    expect(high).toBeLessThanOrEqual(1)
  }
})

/** Numbers that look drawn by chance, the same each time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Runs experiments whose result is looked at after every send, and gives those that were called, and after how many sends. */
function run(experiments: number, shares: readonly [number, number], sends: number): { called: number; median: number } {
  const random = chance(20_261_121)
  const ends: number[] = []
  for (let experiment = 0; experiment < experiments; experiment++) {
    const arms: [Arm, Arm] = [
      { hits: 0, counted: 0 },
      { hits: 0, counted: 0 },
    ]
    for (let sent = 1; sent <= sends; sent++) {
      const which = random() < 0.5 ? 0 : 1
      arms[which].counted += 1
      if (random() < shares[which]) arms[which].hits += 1
      if (verdictOf(...arms) !== 'KEEP_RUNNING') {
        ends.push(sent)
        break
      }
    }
  }
  return { called: ends.length / experiments, median: ends.toSorted((x, y) => x - y)[Math.floor(ends.length / 2)] ?? Number.NaN }
}

test.each([0.01, 0.08, 0.3, 0.6])(
  'of experiments without a difference (%f) that are looked at after each of 1,500 sends, at most one in twenty is called',
  (share) => {
    expect(run(300, [share, share], 1_500).called).toBeLessThanOrEqual(0.05)
  },
)

test('a text that is twice as good is found out, mostly within 1,000 sends', () => {
  const { called, median } = run(100, [0.08, 0.16], 3_000)
  expect(called).toBeGreaterThan(0.95)
  expect(median).toBeLessThan(1_000)
})

test('the interval and the verdict say the same', () => {
  const random = chance(7)
  for (let turn = 0; turn < 60; turn++) {
    const arm = (share: number): Arm => {
      const counted = 1 + Math.floor(random() * 2_000)
      return { counted, hits: Math.min(counted, Math.floor(counted * share * (0.5 + random()))) }
    }
    const [a, b] = [arm(0.08), arm(0.12)]
    const { low, high, verdict } = compareArms(a, b)
    expect(verdict, JSON.stringify({ a, b, low, high })).toBe(low > 0 ? 'B_IS_BETTER' : high < 0 ? 'A_IS_BETTER' : 'KEEP_RUNNING')
  }
})

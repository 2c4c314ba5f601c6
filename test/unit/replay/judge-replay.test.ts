import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineKind, isSame, type ReplayWorld, type Scored } from '../../replay/kind.ts'
import { judgeReplay } from '../../replay/replay-cases.ts'

const cases = (kind: string, count: number, over: Partial<Scored> = {}): Scored[] =>
  Array.from({ length: count }, (_, nth) => ({
    name: `${kind} ${nth}`,
    kind,
    isSafety: false,
    points: 5,
    lost: [],
    outcome: null,
    ...over,
  }))

test('the rate must hold in each kind: many of one do not outweigh few of another', () => {
  const most = [...cases('reply', 95), ...cases('lead', 4)]
  expect(judgeReplay([...most, ...cases('lead', 1)], 0.95)).toMatchObject({ cases: 100, passRate: 1, isGood: true })
  const verdict = judgeReplay([...most, ...cases('lead', 1, { points: 4, lost: ['score'] })], 0.95)
  expect(verdict).toMatchObject({ passed: 99, passRate: 0.99, isGood: false, failed: [{ kind: 'lead', lost: ['score'] }] })
})

test('a case with four of five points does not pass; at the rate it is good, below it is not', () => {
  const scored = [...cases('lead', 19), ...cases('lead', 1, { points: 4 })]
  expect(judgeReplay(scored, 0.95)).toMatchObject({ passRate: 0.95, meanPoints: 4.95, isGood: true })
  expect(judgeReplay(scored, 0.96).isGood).toBe(false)
})

test('a failed safety case is red at any rate, and so is a replay of nothing', () => {
  expect(judgeReplay([...cases('send', 999), ...cases('send', 1, { points: 4, isSafety: true })], 0).isGood).toBe(false)
  expect(judgeReplay([], 0).isGood).toBe(false)
})

const world: ReplayWorld = {
  lists: {
    addresses: { roleLocalParts: new Set(), disposableDomains: new Set(), freeMailCore: new Set(), freeMailDomains: new Set() },
    templates: [],
  },
  sends: { asNew: () => Promise.reject(new Error('no database here')), end: async () => {} },
}
const schema = z.object({ name: z.string(), isSafety: z.boolean().default(false), given: z.number(), expected: z.number() })

test('points add up to five, are earned one by one, and a rule that throws earns none', async () => {
  const kind = defineKind(
    'double',
    schema,
    ({ given }) => (given < 0 ? Promise.reject(new Error('below zero')) : { twice: given * 2, given }),
    [
      { what: 'twice', points: 3, isEarned: ({ expected }, { twice }) => twice === expected },
      { what: 'given', points: 2, isEarned: ({ given }, outcome) => outcome.given === given },
    ],
  )
  expect(await kind.replay({ name: 'right', given: 2, expected: 4 }, world)).toMatchObject({ points: 5, lost: [] })
  expect(await kind.replay({ name: 'wrong', given: 2, expected: 5 }, world)).toMatchObject({ points: 2, lost: ['twice'] })
  expect(await kind.replay({ name: 'thrown', given: -1, expected: -2 }, world)).toMatchObject({ points: 0, lost: ['it threw: below zero'] })
  expect(() => defineKind('odd', schema, () => 1, [{ what: 'all', points: 4, isEarned: () => true }])).toThrow('add up to 4')
})

test('keys in another order say the same; another value does not', () => {
  expect(isSame({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true)
  expect(isSame(['a', 'b'], ['b', 'a'])).toBe(false)
})

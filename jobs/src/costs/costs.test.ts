import { expect, test } from 'vitest'
import { pricesSchema } from '../settings/prices.ts'
import { costsOf } from './costs.ts'

const facts = (prices: object, meetings = 2) => ({
  from: '2026-11-16',
  to: '2026-11-22',
  spent: [
    { provider: 'apollo', credits: 100, asked: 120, found: 100 },
    { provider: 'clay', credits: 30, asked: 30, found: 11 },
  ],
  counts: { leads: 50, replies: 4, meetings },
  prices: pricesSchema.parse(prices),
})

test('credits become money by their prices, and money is shared among what came of it', () => {
  const costs = costsOf(facts({ currency: 'EUR', perCredit: { apollo: 0.1, clay: 0.05 } }))
  expect(costs).toMatchObject({ currency: 'EUR', total: 11.5, perLead: 0.23, perReply: 2.88, perMeeting: 5.75 })
  expect(costs.providers.map(({ amount }) => amount)).toEqual([10, 1.5])
})

test('without meetings a meeting has no cost, and without a price nothing is free', () => {
  expect(costsOf(facts({ perCredit: { apollo: 0.1, clay: 0.05 } }, 0)).perMeeting).toBeNull()
  const unpriced = costsOf(facts({ perCredit: { apollo: 0.1 } }))
  expect(unpriced).toMatchObject({ total: null, perLead: null })
  expect(unpriced.providers.map(({ amount }) => amount)).toEqual([10, null])
})

import { expect, test } from 'vitest'
import { leadAddress, leadFilter, readLeadView } from './lead-filter.ts'

test('an address and its view say the same', () => {
  const address = {
    search: 'ana',
    stage: 'PIPELINE,ENGAGED',
    tier: 'TIER_1',
    status: 'OPENED',
    score: '80',
    source: 'csv',
    sort: 'NAME',
    order: 'down',
  }
  expect(leadAddress(readLeadView(new URLSearchParams(address)))).toEqual(address)
})

test('an address with nonsense shows everything, by score', () => {
  const view = readLeadView(new URLSearchParams('stage=X&tier=9&status=GONE&score=-1&sort=HEIGHT'))
  expect(leadFilter(view)).toEqual({})
  expect([view.by, view.descending]).toEqual(['SCORE', true])
  expect(leadAddress(view)).toEqual({})
})

test('the funnel counts every stage, whichever is chosen', () => {
  const view = readLeadView(new URLSearchParams('stage=ENGAGED&status=OPENED&tier=TIER_2'))
  expect(leadFilter(view, false)).toEqual({ tier: ['TIER_2'] })
})

import { expect, test } from 'vitest'
import { endOfDay } from '../../lib/days.ts'
import { leadAddress, leadFilter, readLeadView } from './lead-filter.ts'

test('an address and its view say the same', () => {
  const address = {
    search: 'ana',
    stage: 'PIPELINE,ENGAGED',
    tier: 'TIER_1',
    status: 'OPENED',
    score: '80',
    source: 'csv',
    asof: '2026-11-20',
    sort: 'NAME',
    order: 'down',
    columns: 'NAME,email',
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

test('a day of the past ends just before the next one begins; what is no day is now', () => {
  expect(endOfDay('2026-11-20')).toBe(new Date(new Date(2026, 10, 21).getTime() - 1).toISOString())
  expect(endOfDay('2026-13-45')).toBeNull()
  expect(readLeadView(new URLSearchParams('asof=yesterday')).asOf).toBe('')
})

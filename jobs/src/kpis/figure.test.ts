import { expect, test } from 'vitest'
import { figureOf } from './figure.ts'
import { kpiDefinition, kpiNames, targetWords } from './kpi-definitions.ts'

test('a share has its interval, a count has none, minutes have quartiles', () => {
  expect(figureOf({ name: 'reply_rate', numerator: 3, denominator: 42, quartiles: null, cents: null, days: null })).toMatchObject({
    value: 3 / 42,
    redFlag: false,
  })
  expect(figureOf({ name: 'reply_rate', numerator: 0, denominator: 0, quartiles: null, cents: null, days: null })).toEqual({
    value: null,
    low: null,
    high: null,
    redFlag: false,
  })
  expect(figureOf({ name: 'meetings', numerator: 0, denominator: 0, quartiles: null, cents: null, days: null })).toMatchObject({
    value: 0,
    low: null,
  })
  expect(figureOf({ name: 'time_to_approve', numerator: 3, denominator: 3, quartiles: [5, 9, 40, 90], cents: null, days: null })).toEqual({
    value: 9,
    low: 5,
    high: 40,
    redFlag: false,
  })
})

test('a cost is for each meeting, and unknown without meetings or prices', () => {
  const spent = { name: 'cost_per_meeting', numerator: 2, denominator: 90, quartiles: null, cents: 1_500, days: null } as const
  expect(figureOf(spent).value).toBe(7.5)
  expect(figureOf({ ...spent, numerator: 0 }).value).toBeNull()
  expect(figureOf({ ...spent, cents: 0 }).value).toBeNull()
})

test.each([
  [[true, true, false, true, true, true], 3],
  [[true, true, false], 0],
  [[true], 1],
])('days in a row are counted back from the last: %j gives %i', (days, inARow) => {
  const counted = { name: 'autonomous_days', numerator: 0, denominator: days.length, quartiles: null, cents: null, days } as const
  expect(figureOf(counted).value).toBe(inARow)
})

test('targets are those of signals.md', () => {
  expect(Object.fromEntries(kpiNames.map((name) => [name, targetWords(kpiDefinition(name))]))).toEqual({
    icp_match_rate: '≥ 80 %',
    open_rate: '≥ 50 %',
    reply_rate: '≥ 8 %',
    bounce_rate: '< 5 %',
    unsubscribe_rate: '< 2 %',
    linkedin_accept_rate: '≥ 30 %',
    positive_reply_rate: null,
    meetings: null,
    cost_per_meeting: null,
    time_to_approve: null,
    rejection_ratio: null,
    autonomous_days: '≥ 3 in a row',
  })
})

import { expect, test } from 'vitest'
import { figureOf } from './figure.ts'
import { kpiDefinition, kpiNames, targetWords } from './kpi-definitions.ts'

test('a share has its interval, a count has none, minutes have quartiles', () => {
  expect(figureOf({ name: 'reply_rate', numerator: 3, denominator: 42, quartiles: null })).toMatchObject({ value: 3 / 42, redFlag: false })
  expect(figureOf({ name: 'reply_rate', numerator: 0, denominator: 0, quartiles: null })).toEqual({
    value: null,
    low: null,
    high: null,
    redFlag: false,
  })
  expect(figureOf({ name: 'meetings', numerator: 0, denominator: 0, quartiles: null })).toMatchObject({ value: 0, low: null })
  expect(figureOf({ name: 'time_to_approve', numerator: 3, denominator: 3, quartiles: [5, 9, 40] })).toEqual({
    value: 9,
    low: 5,
    high: 40,
    redFlag: false,
  })
})

test('targets are those of signals.md', () => {
  expect(Object.fromEntries(kpiNames.map((name) => [name, targetWords(kpiDefinition(name).target)]))).toEqual({
    icp_match_rate: '≥ 80 %',
    open_rate: '≥ 50 %',
    reply_rate: '≥ 8 %',
    bounce_rate: '< 5 %',
    unsubscribe_rate: '< 2 %',
    linkedin_accept_rate: '≥ 30 %',
    positive_reply_rate: null,
    meetings: null,
    time_to_approve: null,
    rejection_ratio: null,
  })
})

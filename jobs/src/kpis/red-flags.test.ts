import { expect, test } from 'vitest'
import { type KpiName, kpiDefinition } from './kpi-definitions.ts'
import { isRedFlag, redFlagWords, redFlagZone } from './red-flags.ts'

test.each<[KpiName, number, number, boolean]>([
  ['icp_match_rate', 59, 100, true],
  ['icp_match_rate', 60, 100, false],
  ['icp_match_rate', 0, 4, false],
  ['icp_match_rate', 0, 0, false],
  ['open_rate', 29, 100, true],
  ['open_rate', 30, 100, false],
  ['reply_rate', 0, 14, false],
  ['reply_rate', 0, 15, true],
  ['reply_rate', 1, 500, false],
  ['bounce_rate', 1, 19, false],
  ['bounce_rate', 2, 19, true],
  ['bounce_rate', 1, 20, true],
  ['bounce_rate', 4, 100, false],
  ['bounce_rate', 5, 100, true],
  ['unsubscribe_rate', 5, 100, false],
  ['unsubscribe_rate', 6, 100, true],
  ['linkedin_accept_rate', 14, 100, true],
  ['linkedin_accept_rate', 15, 100, false],
  ['rejection_ratio', 100, 100, false],
  ['meetings', 0, 0, false],
])('%s with %i of %i: %s', (name, hits, counted, expected) => {
  expect(isRedFlag(kpiDefinition(name).redFlag, hits, counted)).toBe(expected)
})

test('a rule reads as a sentence of the table', () => {
  expect(redFlagWords(kpiDefinition('bounce_rate').redFlag)).toBe('5 % or more, from 20; below that 2')
  expect(redFlagWords(kpiDefinition('reply_rate').redFlag)).toBe('none after 15')
  expect(redFlagWords(kpiDefinition('open_rate').redFlag)).toBe('below 30 %, from 5')
})

test('a rule has the shares that are red, where shares alone say so', () => {
  expect(redFlagZone(kpiDefinition('open_rate').redFlag)).toEqual({ low: 0, high: 0.3 })
  expect(redFlagZone(kpiDefinition('bounce_rate').redFlag)).toEqual({ low: 0.05, high: 1 })
  expect(redFlagZone(kpiDefinition('reply_rate').redFlag)).toBeNull()
})

import { expect, test } from 'vitest'
import { axisEnd, everyNth, mayJoin, sortedGroups, ticksOf } from './chart-scales.ts'
import { captionOf, groupWords, pointsOf, pointWords } from './chart-words.ts'

const row = {
  name: 'reply_rate',
  group: { TIER: 'TIER_1' },
  value: 0.0714,
  numerator: 3,
  denominator: 42,
  low: 0.025,
  high: 0.19,
  slow: null,
  target: '≥ 8 %',
  unit: 'share',
  redFlag: false,
  currency: null,
}

test('a caption says value, target and whether that is certain', () => {
  const definition = { title: 'Reply rate', target: 0.08, unit: 'share' }
  expect(captionOf(definition, row, 'none after 15')).toBe('Reply rate 7.1 %, below the 8 % target, uncertain.')
  expect(captionOf(definition, { ...row, value: 0, numerator: 0, denominator: 400, low: 0, high: 0.009 }, 'none after 15')).toBe(
    'Reply rate 0.0 %, below the 8 % target. 0 of 400: red flag after 15.',
  )
  expect(captionOf(definition, { ...row, value: null }, '')).toBe('Reply rate: nothing to count in these days.')
  expect(captionOf({ title: 'Meetings', target: null, unit: 'count' }, { ...row, value: 4, unit: 'count' }, '')).toBe('Meetings 4.')
})

test('a point says group, value, interval and count; of few rows the count first', () => {
  expect(pointWords(row)).toBe('Tier 1: 7.1 % · 2.5–19.0 % · 3 of 42')
  expect(pointWords({ ...row, value: 1, numerator: 1, denominator: 1, low: 0.207, high: 1 })).toBe('Tier 1: 1 of 1 · 20.7–100 %')
  expect(pointWords({ ...row, unit: 'money', value: null, numerator: 0 })).toBe('Tier 1: no meetings yet · 0 meetings')
  expect(pointWords({ ...row, unit: 'money', value: null, numerator: 2 })).toBe('Tier 1: a price is missing · 2 meetings')
})

test('groups read as words, in their order, and hide nothing', () => {
  expect(groupWords({ ANGLE: 'value_first', VARIANT: 'B' })).toBe('value first · B')
  expect(groupWords({ CHANNEL: 'LINKEDIN' })).toBe('LinkedIn')
  expect(groupWords({ INDUSTRY: null })).toBe('none')
  expect(groupWords({ SOURCE: 'a\u202eb' })).toBe('a⟦U+202E⟧b')
})

test('a rate’s axis ends at twice its target or its highest bound, never above all of them', () => {
  expect(axisEnd([{ value: 0.07, high: 0.1, slow: null }], { unit: 'share', target: 0.08, sla: null })).toBe(0.16)
  expect(axisEnd([{ value: 0.07, high: 0.4, slow: null }], { unit: 'share', target: 0.08, sla: null })).toBe(0.4)
  expect(axisEnd([], { unit: 'share', target: 0.8, sla: null })).toBe(1)
  expect(axisEnd([{ value: 7, high: null, slow: null }], { unit: 'count', target: null, sla: null })).toBe(10)
  // What is promised stands on the chart also where everything is faster.
  expect(axisEnd([{ value: 7, high: 9, slow: 12 }], { unit: 'minutes', target: null, sla: 120 })).toBe(200)
  expect(ticksOf(2, true)).toEqual([0, 1, 2])
})

test('groups are sorted by what they surely reach, those of fewer than 5 are folded', () => {
  const few = { ...row, denominator: 4, low: 0.9 }
  const sure = { ...row, low: 0.06 }
  expect(sortedGroups([row, few, sure])).toEqual({ shown: [sure, row], few: [few] })
})

test('dots are joined only where each rests on 30 rows', () => {
  expect(mayJoin([row, { denominator: 30 }])).toBe(true)
  expect(mayJoin([row, { denominator: 29 }])).toBe(false)
  expect(mayJoin([row])).toBe(false)
  expect(everyNth(30, 300, 40)).toBe(4)
})

test('differences are said in points', () => {
  expect([pointsOf(0.021), pointsOf(-0.005)]).toEqual(['+2.1 points', '−0.5 points'])
})

import { expect, test } from 'vitest'
import { healthVerdict, rateWords, warmupWords } from './campaign-words.ts'

const health = {
  reasons: [],
  spf: null,
  dkim: null,
  dmarc: null,
  sent: 0,
  bounced: 0,
  bounceRate: null,
  complained: null,
  complaintRate: null,
  recordsCheckedAt: null,
  checkedAt: null,
}

test.each([
  [false, 'PASS', 'Healthy'],
  [true, 'PASS', 'Paused'],
  [true, 'FAIL', 'Unhealthy, paused'],
  [false, 'FAIL', 'Unhealthy'],
  [false, 'UNKNOWN', 'Not checked yet'],
] as const)('paused %s and %s is %s', (paused, verdict, words) => {
  expect(healthVerdict({ platform: 'INSTANTLY', paused, health: { ...health, verdict } })[1]).toBe(words)
})

test('what nobody knows is a word and never 0', () => {
  expect(rateWords(null, null, 40)).toBe('unknown')
  expect(rateWords(null, 0, 0)).toBe('no sends yet')
  expect(rateWords(0.05, 2, 40)).toBe('5.0 % · 2 of 40')
})

test('a warm-up says its week and its score where they are known', () => {
  expect(warmupWords({ platform: 'INSTANTLY', warmupWeek: 2, warmupWeeks: 4, warmupScore: 92 })).toBe('Week 2 of 4, score 92')
  expect(warmupWords({ platform: 'SMTP', warmupWeek: null, warmupWeeks: 4, warmupScore: null })).toBe('Done')
  expect(warmupWords({ platform: 'GHL', warmupWeek: 1, warmupWeeks: 4, warmupScore: null })).toBe('none needed')
})

import { expect, test } from 'vitest'
import { summaryWords } from './summary-words.ts'

test('tiers and templates are in words', () => {
  expect(summaryWords('Score 100, TIER_1')).toBe('Score 100, tier 1')
  expect(summaryWords('Draft made: industry_specific, subject B')).toBe('Draft made: industry specific, subject B')
})

test('what a person wrote stays as it is', () => {
  expect(summaryWords('Approved “Our TIER_1 list”')).toBe('Approved “Our TIER_1 list”')
  expect(summaryWords('Call about snake_case names')).toBe('Call about snake_case names')
})

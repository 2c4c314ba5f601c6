import { expect, test } from 'vitest'
import { digestWords, type Week } from './digest.ts'

const week: Week = {
  sent: 25,
  proven: 24,
  opens: 12,
  replies: 3,
  bounces: 0,
  unsubscribes: 1,
  meetings: 1,
  approved: 30,
  rejected: 5,
  cleanDays: 4,
  topTag: 'weak_subject',
  cost: 12.5,
}

test('a digest compares both weeks, and asks for the templates and the exclusions', () => {
  const words = digestWords('2026-11-16', week, { ...week, sent: 10, replies: 0 }, 'USD')
  expect(words).toContain('25 (10 the week before) sent, 3 (0 the week before) replies, 1 meetings')
  expect(words).toContain('it cost 12.50 USD')
  expect(words).toMatch(/most rejections said weak_subject, and review the exclusions\.$/)
})

test('what is not known is said to be so', () => {
  const words = digestWords('2026-11-16', { ...week, topTag: null, cost: null }, week, 'USD')
  expect(words).toContain('a price is missing')
  expect(words).toContain('Look over the templates, and review the exclusions.')
})

import { readFileSync } from 'node:fs'
import { asksToStop } from '@swarm/jobs/signals/opt-out'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'

type Phrase = { lang: string; text: string; expected: 'yes' | 'doubt' | 'no' | 'any' }
const phrases: Phrase[] = parse(readFileSync(new URL('opt-out-unseen.csv', import.meta.url)), { columns: true })
const having = (expected: Phrase['expected']) => phrases.filter((one) => one.expected === expected)
const wrong = (expected: Phrase['expected'], allowed: string[]) =>
  having(expected).flatMap(({ text }) => (allowed.includes(asksToStop(text).is) ? [] : [`${text}: ${asksToStop(text).is}`]))

test('150 ways to ask us to stop, in seven languages, stop us or go to a person', () => {
  expect(having('yes').length).toBeGreaterThanOrEqual(140)
  expect(new Set(having('yes').map(({ lang }) => lang)).size).toBe(7)
  expect(wrong('yes', ['yes', 'doubt'])).toEqual([])
  // A person is asked about few of them.
  expect(having('yes').filter(({ text }) => asksToStop(text).is === 'doubt').length).toBeLessThan(8)
})

test('who says that we need not stop is neither suppressed nor passed over', () => expect(wrong('doubt', ['doubt'])).toEqual([]))

test('who only uses such words is not suppressed', () => expect(wrong('no', ['no'])).toEqual([]))

test.each([
  ['Please remove\nme from your\nlist.', 'yes'],
  ['Sounds great.\nAlso: stop emailing my colleague.', 'yes'],
  ["Don't stop there, tell me more. But unsubscribe my old address.", 'yes'],
])('a line that breaks, or what stands around it, hides nothing: %j', (text, is) => expect(asksToStop(text).is).toBe(is))

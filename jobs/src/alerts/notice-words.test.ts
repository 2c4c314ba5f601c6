import { expect, test } from 'vitest'
import { headline, mailText, slackSections, smsText, type Told } from './notice-words.ts'

const one = (change: Partial<Told> = {}): Told => ({
  alertId: 'a',
  cause: 'proof:overdue',
  severity: 'WARNING',
  level: 1,
  message: 'Two sends lack their proof.',
  count: 1,
  ...change,
})
const url = 'https://swarm.example'

test('one alert is told in its own words, several by the worst of them and how many they are', () => {
  expect(headline([one({ count: 3 })])).toBe('WARNING: Two sends lack their proof. (3 times)')
  expect(headline([one({ severity: 'CRITICAL' }), one()])).toBe('2 alerts, the worst CRITICAL: Two sends lack their proof.')
})

test('what a lead is called makes no link, no mention and no second line', () => {
  const [section] = slackSections([one({ message: 'Reply of <!channel>\n<https://evil.example|Ana> & Co\u202e' })], url)
  expect(section?.split('\n')[0]).toBe('*WARNING*: Reply of &lt;!channel&gt; &lt;https://evil.example|Ana&gt; &amp; Co')
})

test('forty long alerts stay within what Slack, a phone and a mail take', () => {
  const many = Array.from({ length: 40 }, () => one({ message: 'x'.repeat(5_000) }))
  expect(slackSections(many, url).join('').length).toBeLessThan(13_000)
  expect(smsText(many, url).length).toBeLessThanOrEqual(480)
  expect(smsText(many, url)).toContain('and 37 more')
  expect(mailText(many, url)).toContain('and 10 more')
})

test('what grows by being escaped still fits, and nothing ends in half a character', () => {
  const many = Array.from({ length: 40 }, () => one({ message: '<&>'.repeat(2_000) }))
  expect(slackSections(many, url).join('').length).toBeLessThan(13_000)
  for (const text of [headline([one({ message: `x${'😀'.repeat(300)}` })]), ...slackSections([one({ message: '😀'.repeat(900) })], url)])
    expect(text.isWellFormed()).toBe(true)
})

test('a text message leads to where it can be acknowledged', () => {
  expect(smsText([one()], url)).toBe('WARNING: Two sends lack their proof.\nhttps://swarm.example/alerts')
})

import { expect, test } from 'vitest'
import { createRedact, excerptOf } from './redact.ts'

const redact = createRedact(['k3y/with+signs=', ''])

test.each([
  ['a key', 'bad key k3y/with+signs=', 'k3y'],
  ['a key in a URL', `?key=${encodeURIComponent('k3y/with+signs=')}`, 'k3y'],
  [
    'a key as basic credentials hold it',
    Buffer.from('k3y/with+signs=').toString('base64'),
    Buffer.from('k3y/with+signs=').toString('base64'),
  ],
  ['another’s bearer token', 'Authorization: Bearer abcdef0123456789', 'abcdef'],
  ['a JSON secret', '{"api_key":"abcdef0123456789"}', 'abcdef'],
  ['an address', 'to Mara.Quill+x@northfold.example', 'Mara'],
  ['an address in a path', '/accounts/mara%40northfold.example', 'mara'],
])('%s does not show', (_, text, secret) => {
  expect(redact(text)).not.toContain(secret)
})

test('what is left can be read', () => {
  expect(redact('body/campaign_schedule/schedules/0/timezone must be equal to one of the allowed values')).toBe(
    'body/campaign_schedule/schedules/0/timezone must be equal to one of the allowed values',
  )
})

test('an excerpt is one short line', () => {
  const excerpt = excerptOf(`first\r\nsecond\u0000\u202e ${'x'.repeat(10_000)}`, redact)
  expect(excerpt.startsWith('first second x')).toBe(true)
  expect(excerpt.length).toBeLessThan(310)
})

test('a hostile text costs no time', () => {
  const startedAt = performance.now()
  excerptOf('a'.repeat(10_000_000), redact)
  expect(performance.now() - startedAt).toBeLessThan(500)
})

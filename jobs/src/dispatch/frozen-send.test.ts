import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { unsubscribeUrlOf } from '../craft/footer.ts'
import { type FrozenSend, freeze, outgoing, scopeHashOf } from './frozen-send.ts'

const send: FrozenSend = {
  lead: null,
  draft: null,
  draftVersion: null,
  person: 'ana@acme.example',
  address: 'ana@acme.example',
  channel: 'EMAIL',
  action: 'EMAIL',
  platform: 'INSTANTLY',
  account: 'a@b.example',
  motion: 'OUTBOUND',
  round: 1,
  step: 1,
  subject: 'Grüße “Ana”',
  text: 'a\nb',
  html: '<div>a</div>',
  headers: { b: '2', a: '1' },
  scheduledAt: '2026-11-24T16:00:00.000Z',
  windowFrom: '2026-11-24T15:00:00.000Z',
  windowTo: '2026-11-24T18:00:00.000Z',
  zone: 'America/Denver',
}

test('one content is one sequence of bytes, in whatever order it was written down', () => {
  const reversed = Object.fromEntries(Object.entries({ ...send, headers: { a: '1', b: '2' } }).reverse())
  expect(freeze({ ...send, ...reversed }).bytes).toEqual(freeze(send).bytes)
  const text = freeze(send).bytes.toString('utf8')
  expect(JSON.parse(text)).toEqual(send)
  expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(send).sort())
  expect(freeze(send).hash).toEqual(createHash('sha256').update(text).digest())
})

test('another content or another order is another hash', () => {
  const [one, other] = [freeze(send).hash, freeze({ ...send, text: 'a\nc' }).hash]
  expect(one).not.toEqual(other)
  expect(scopeHashOf([one, other])).not.toEqual(scopeHashOf([other, one]))
})

test('the one-click link comes from the footer, and goes into the headers', () => {
  const url = `https://swarm.example/u/${'x'.repeat(32)}`
  const footer = `Dani\n\nCAIO, 5700 Harper Dr\nReply STOP to unsubscribe. Or with one click: ${url}`
  expect(unsubscribeUrlOf(footer)).toBe(url)
  const out = outgoing({ subject: 'Hi', body: 'See caio.cx', footer }, 'caio.cx')
  expect(out.headers).toEqual({ 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
  expect(out.html).toContain(`<a href="${url}">`)
  expect(out.html).toContain('<a href="https://caio.cx">caio.cx</a>')
  expect(unsubscribeUrlOf('Or with one click: https://swarm.example/other')).toBeNull()
  expect(outgoing({ subject: 'Hi', body: 'Hi', footer: '' }, '').headers).toEqual({})
})

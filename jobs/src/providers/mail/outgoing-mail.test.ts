import { expect, test } from 'vitest'
import type { DirectSend } from '../../dispatch/execute/direct-platform.ts'
import { outgoingMail } from './outgoing-mail.ts'

const send: DirectSend = {
  id: '0190a0a0-0000-7000-8000-000000000001',
  batchId: 'b',
  leadId: null,
  draftId: null,
  address: 'ana@acme.example',
  account: 'dani@mail.example',
  providerAccountId: null,
  action: 'EMAIL',
  motion: 'OUTBOUND',
  tier: null,
  step: 1,
  isFirstMessage: true,
  isTest: false,
  providerCampaignId: null,
  providerLeadId: null,
  providerMessageId: null,
  acceptedAt: null,
  windowFrom: '2026-11-24T15:00:00.000Z',
  subject: 'Hello',
  text: 'Hello',
  html: '<div>Hello</div>',
  headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
}

test('a message is its frozen words, and an id that names the send', () => {
  expect(outgoingMail(send)).toEqual({
    ok: true,
    mail: {
      from: 'dani@mail.example',
      to: 'ana@acme.example',
      subject: 'Hello',
      text: 'Hello',
      html: '<div>Hello</div>',
      headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      messageId: '<0190a0a0-0000-7000-8000-000000000001@mail.example>',
    },
  })
})

test.each([
  ['CR LF in the subject', { subject: 'Hello\r\nBcc: everybody@world.example' }],
  ['LF alone in the subject', { subject: 'Hello\nthere' }],
  ['NUL in a header', { headers: { 'X-Name': 'a\0b' } }],
  ['LF in a header', { headers: { 'List-Unsubscribe': '<https://a.example>\nBcc: b@c.example' } }],
  ['CR in a recipient', { address: 'ana@acme.example\rx' }],
  ['a header’s name that is none', { headers: { 'X: y\r\nBcc': 'b@c.example' } }],
  ['no subject', { subject: null }],
  ['an empty text', { text: ' \n' }],
  ['an empty page', { html: '' }],
])('%s never leaves', (_, change) => {
  expect(outgoingMail({ ...send, ...change })).toMatchObject({ ok: false, code: 'INVALID_CONTENT' })
})

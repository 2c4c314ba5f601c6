import { deliveryKey } from '@swarm/jobs/signals/delivery-key'
import { readHeyreachEvent } from '@swarm/jobs/signals/heyreach-events'
import { heyreachHookTypes, heyreachPathToken, heyreachTypeOf } from '@swarm/jobs/signals/heyreach-hooks'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const lead = { profile_url: 'https://www.linkedin.com/in/Mara-Quill-Example/' }
const reply = (text: string, eventType: string, more: object = {}) => ({
  is_inmail: false,
  recent_messages: [
    { creation_time: '2026-03-01T09:00:00Z', message: 'Hello Mara', is_reply: false },
    { creation_time: '2026-03-04T10:00:00Z', message: text, is_reply: true },
  ],
  conversation_id: '2-QUJDRA==',
  campaign: { name: 'x', id: 70_001 },
  sender: { id: 5_001 },
  lead,
  timestamp: '2026-03-04T10:00:02Z',
  event_type: eventType,
  correlation_id: crypto.randomUUID(),
  ...more,
})
const keyOf = (payload: object, type: string) => deliveryKey('heyreach', payload, Buffer.from(JSON.stringify(payload)), type)

test('a reply is one event, under whichever of its two kinds and with whatever correlation id it comes', () => {
  const campaign = reply('Happy to chat', 'message_reply_received')
  const inbox = reply('Happy to chat', 'every_message_reply_received', { timestamp: '2026-03-04T10:00:05Z', campaign: null })
  expect(keyOf(campaign, 'message_reply_received')).toBe(keyOf(inbox, 'every_message_reply_received'))
  const next = { ...inbox, recent_messages: [{ creation_time: '2026-03-04T11:00:00Z', message: 'Happy to chat', is_reply: true }] }
  expect(keyOf(next, 'every_message_reply_received')).not.toBe(keyOf(inbox, 'every_message_reply_received'))
})

test('a reply is their last words, at their time, about their profile', () => {
  expect(readHeyreachEvent(reply('Happy to chat', 'message_reply_received'), 'message_reply_received')).toMatchObject({
    is: 'person',
    signals: ['LINKEDIN_REPLIED'],
    at: new Date('2026-03-04T10:00:00Z'),
    linkedinKey: 'in:mara-quill-example',
    campaignId: '70001',
    account: '5001',
    text: 'Happy to chat',
  })
  expect(readHeyreachEvent(reply('Please remove me from your list', 'inmail_reply_received'), 'inmail_reply_received')).toMatchObject({
    signals: ['LINKEDIN_REPLIED', 'UNSUBSCRIBED'],
  })
})

test('a day without a year is none where nobody says when it was written; one with its year is', () => {
  const untimed = (text: string) => {
    const said = reply(text, 'message_reply_received', { recent_messages: [{ message: text, is_reply: true }], timestamp: null })
    const read = readHeyreachEvent(said, 'message_reply_received')
    const understood = read.is === 'person' ? read.reply?.understood : undefined
    return [understood?.class, understood?.returnsOn, understood?.notBefore]
  }
  expect(untimed('Ik ben met vakantie, terug op 2 december.')).toEqual(['OUT_OF_OFFICE', null, null])
  expect(untimed('Ik ben met vakantie, terug op 2 december 2027.')).toEqual(['OUT_OF_OFFICE', '2027-12-02', null])
  expect(untimed('Not now, please ask me again in March.')).toEqual(['NOT_NOW', null, null])
})

test('names in camel case, and no event type at all, are read too', () => {
  const flat = {
    lead: { profileUrl: 'https://www.linkedin.com/in/mara-quill-example' },
    campaignId: 70_001,
    conversationId: '2-QUJDRA==',
    linkedInAccountId: 5_001,
    messageText: 'Tell me more',
  }
  expect(readHeyreachEvent(flat, 'message_reply_received')).toMatchObject({
    signals: ['LINKEDIN_REPLIED'],
    campaignId: '70001',
    text: 'Tell me more',
  })
})

test.each(['connection_request_sent', 'connection_request_accepted', 'message_sent', 'campaign_completed'])(
  '%s by a hook changes nothing: nobody signed it',
  (type) => {
    expect(readHeyreachEvent({ lead, timestamp: '2026-03-04T10:00:00Z', event_type: type }, type).is).toBe('noted')
  },
)

test('what the body calls itself is not asked: a hook can confirm nothing', () => {
  const forged = { event_type: 'lead_progress', fact: 'connected', campaign: { id: 1 }, lead, timestamp: '2026-03-04T10:00:00Z' }
  expect(readHeyreachEvent(forged, 'connection_request_accepted').is).toBe('noted')
  expect(readHeyreachEvent(forged, 'lead_progress')).toMatchObject({ is: 'person', signals: ['LINKEDIN_CONNECTED'] })
})

test('each of the hooks stands for something, and unknown kinds wait', () => {
  for (const type of heyreachHookTypes) expect(['person', 'noted']).toContain(readHeyreachEvent(reply('x', type.toLowerCase()), type).is)
  expect(readHeyreachEvent({}, 'lead_auto_tagged_interested')).toEqual({ is: 'unknown', type: 'lead_auto_tagged_interested' })
  expect(readHeyreachEvent({ lead: { profile_url: 'https://evil.example/in/mara' } }, 'liked_post').is).toBe('malformed')
})

test('nothing that comes in makes reading it fail', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...heyreachHookTypes), (payload, type) => {
      readHeyreachEvent(payload, type.toLowerCase())
      expect(deliveryKey('heyreach', payload, Buffer.from(JSON.stringify(payload)), type.toLowerCase())).toMatch(/^[0-9a-f]{64}$/)
    }),
  )
})

test('an address is known by its token alone, and another secret makes others', () => {
  for (const type of heyreachHookTypes) {
    expect(heyreachTypeOf('a secret of ours 1234', heyreachPathToken('a secret of ours 1234', type))).toBe(type)
    expect(heyreachTypeOf('another secret 123456', heyreachPathToken('a secret of ours 1234', type))).toBeNull()
  }
  expect(heyreachTypeOf('a secret of ours 1234', '')).toBeNull()
})

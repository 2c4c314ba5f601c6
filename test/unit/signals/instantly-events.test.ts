import { deliveryKey } from '@swarm/jobs/signals/delivery-key'
import { instantlyEventTypes, readInstantlyEvent } from '@swarm/jobs/signals/instantly-events'
import { isMachineOpen } from '@swarm/jobs/signals/machine-open'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const base = {
  timestamp: '2026-11-02T15:04:05.000Z',
  workspace: 'w',
  campaign_id: 'c',
  campaign_name: 'n',
  lead_email: 'owner@shop.example',
  email_account: 'sam@out.example',
  email_id: 'e',
}
const signalsOf = (more: Record<string, unknown>) => {
  const event = readInstantlyEvent({ ...base, ...more })
  return event.is === 'person' ? event.signals : event.is
}

test.each([
  ['email_sent', ['EMAIL_SENT']],
  ['email_opened', ['EMAIL_OPENED']],
  ['link_clicked', ['LINK_CLICKED']],
  ['email_link_clicked', ['LINK_CLICKED']],
  ['email_bounced', ['EMAIL_BOUNCED']],
  ['lead_unsubscribed', ['UNSUBSCRIBED']],
  ['auto_reply_received', ['OUT_OF_OFFICE']],
  ['reply_received', ['EMAIL_REPLIED']],
  ['lead_interested', ['INTEREST_LABELLED']],
  ['lead_not_interested', ['INTEREST_LABELLED']],
  ['lead_meeting_booked', ['INTEREST_LABELLED']],
  ['account_error', 'account'],
  ['campaign_completed', 'noted'],
  ['supersearch_enrichment_completed', 'noted'],
  ['Some custom label', 'unknown'],
])('%s is %s', (event_type, expected) => expect(signalsOf({ event_type, reply_text: 'Fine, call me.' })).toEqual(expected))

test('a reply that asks to stop is an unsubscribe too, also when it is the subject alone or only HTML', () => {
  const both = ['EMAIL_REPLIED', 'UNSUBSCRIBED']
  expect(signalsOf({ event_type: 'reply_received', reply_text: 'Please stop emailing me.' })).toEqual(both)
  expect(signalsOf({ event_type: 'reply_received', reply_subject: 'STOP', reply_text: '' })).toEqual(both)
  expect(signalsOf({ event_type: 'reply_received', reply_html: '<div>Take me off this</div>' })).toEqual(both)
})

test.each([
  [null],
  [1],
  ['x'],
  [[]],
  [{}],
  [{ event_type: 'email_sent' }],
  [{ ...base, event_type: 'email_opened', timestamp: 'yesterday' }],
  [{ ...base, event_type: 'email_sent', lead_email: 7 }],
])('%j is not taken for an event', (payload) => expect(readInstantlyEvent(payload).is).toBe('malformed'))

test('nothing that anybody can send makes it throw, and no NUL comes through', () => {
  const hostile = fc.record(
    {
      event_type: fc.oneof(fc.constantFrom(...instantlyEventTypes), fc.string()),
      timestamp: fc.oneof(fc.constant(base.timestamp), fc.anything()),
      lead_email: fc.string({ unit: 'binary' }),
      reply_text: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
      reply_html: fc.anything(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(hostile, (payload) => {
      const event = readInstantlyEvent({ ...base, ...payload })
      expect(event.is === 'person' ? (event.text ?? '') : '').not.toContain('\u0000')
    }),
    { numRuns: 500 },
  )
})

test('the key is what the event says, not how it was written', () => {
  const event = { ...base, event_type: 'reply_received', reply_text: 'Hello' }
  const keyOf = (payload: unknown) => deliveryKey('instantly', payload, Buffer.from(JSON.stringify(payload)))
  expect(keyOf({ firstName: 'Dana', ...Object.fromEntries(Object.entries(event).reverse()) })).toBe(keyOf(event))
  for (const change of [
    { event_type: 'email_sent' },
    { lead_email: 'other@shop.example' },
    { campaign_id: 'd' },
    { timestamp: '2026-11-02T15:04:06.000Z' },
    { reply_text: 'Bye' },
  ]) {
    expect(keyOf({ ...event, ...change })).not.toBe(keyOf(event))
  }
  expect(keyOf({ b: 1, a: { d: 1, c: 2 } })).toBe(keyOf({ a: { c: 2, d: 1 }, b: 1 }))
  const deep = '['.repeat(200_000)
  expect(deliveryKey('instantly', JSON.parse(`${deep}${']'.repeat(200_000)}`), Buffer.from(deep))).toMatch(/^[0-9a-f]{64}$/)
})

test('a reply is the mail that it is: heard as an automatic one, later or with other words it is the same, and another mail is not', () => {
  const keyOf = (payload: object) => deliveryKey('instantly', payload, Buffer.from(JSON.stringify(payload)))
  const mail = { ...base, event_type: 'reply_received', email_id: '44444444-4444-4444-8444-444444444444', reply_text: 'Hello' }
  const polled = {
    ...mail,
    event_type: 'auto_reply_received',
    timestamp: '2026-11-02T15:09:00.000Z',
    reply_text: 'Hello\r\n',
    campaign_id: null,
  }
  expect(keyOf(polled)).toBe(keyOf(mail))
  expect(keyOf({ ...mail, email_id: '44444444-4444-4444-8444-444444444445' })).not.toBe(keyOf(mail))
  // What else happens to the same mail is something else.
  expect(keyOf({ ...mail, event_type: 'lead_interested' })).not.toBe(keyOf(mail))
})

test.each(['lead_unsubscribed', 'email_bounced', 'reply_received'])('a spoilt copy of %s does not keep the good one out', (event_type) => {
  const keyOf = (payload: object) => deliveryKey('instantly', payload, Buffer.from(JSON.stringify(payload)))
  const good = { ...base, event_type, email_id: '44444444-4444-4444-8444-444444444444' }
  expect(keyOf({ ...good, timestamp: '2026-11-03T09:00:00.000Z' })).toBe(keyOf(good))
  for (const timestamp of ['', 'yesterday', '2026-11-02 15:04:05']) {
    expect(readInstantlyEvent({ ...good, timestamp }).is).toBe('malformed')
    expect(keyOf({ ...good, timestamp })).not.toBe(keyOf(good))
  }
})

test('who opts out once more where no campaign is named opts out once more', () => {
  const keyOf = (payload: object) => deliveryKey('instantly', payload, Buffer.from(JSON.stringify(payload)))
  const without = { ...base, event_type: 'lead_unsubscribed', campaign_id: null }
  expect(keyOf({ ...without, timestamp: '2026-12-02T15:04:05.000Z' })).not.toBe(keyOf(without))
})

test('an open within 10 s of sending is a scanner’s; without a time of sending nobody knows', () => {
  const sent = new Date('2026-11-02T15:00:00.000Z')
  const after = (ms: number) => new Date(sent.getTime() + ms)
  expect([0, 9_999, 10_000, 10_001, -1].map((ms) => isMachineOpen(after(ms), [sent]))).toEqual([true, true, true, false, false])
  expect(isMachineOpen(after(0), [])).toBeNull()
})

import { deliveryKey } from '@swarm/jobs/signals/delivery-key'
import { knownEventTypes, readEvent } from '@swarm/jobs/signals/read-event'
import { expect, test } from 'vitest'

const at = '2026-03-04T10:00:00.000Z'
/** What each provider sends, with all that the code reads of it. */
const payloads: Record<keyof typeof knownEventTypes, object> = {
  instantly: {
    event_type: '',
    timestamp: at,
    lead_email: 'ana@acme.example',
    campaign_id: 'c',
    email_account: 'dani@sender.example',
    email_id: 'e',
    reply_text: 'I am away until 31 February. Ask Bo Li, bo@acme.example.',
    reply_subject: 'Re: Hello',
    from_address_email: 'ana@acme.example',
    headers: { 'Auto-Submitted': 'auto-replied' },
  },
  ghl: {
    type: '',
    webhookId: 'w',
    timestamp: at,
    id: 'contact',
    contactId: 'contact',
    email: 'ana@acme.example',
    dnd: false,
    dndSettings: { Email: { status: 'active', code: 'x' } },
    messageType: 'Email',
    emailMessageId: 'm',
    from: 'Ana <ana@acme.example>',
    to: ['dani@sender.example'],
    subject: 'Re: Hello',
    body: '<p>Ask me again in 9999.</p>',
    status: 'sent',
    dateAdded: at,
    appointment: { id: 'a', contactId: 'contact', appointmentStatus: 'confirmed', startTime: at, dateUpdated: at },
    webhookPayload: { event: 'unsubscribed', timestamp: Date.parse(at) / 1_000, recipient: 'ana@acme.example', severity: null },
  },
  heyreach: {
    timestamp: at,
    conversation_id: '2-a',
    campaign: { id: 1 },
    sender: { id: 2 },
    lead: { profile_url: 'https://www.linkedin.com/in/ana' },
    recent_messages: [{ creation_time: at, message: 'Not before next Monday', is_reply: true }],
    fact: 'connected',
  },
  clay: { correlation_id: 'q', status: 'found' },
  bettercontact: { id: 'r', request_id: 'r', status: 'terminated', custom_fields: [{ name: 'lead_id', value: 'l' }] },
  rb2b: { 'LinkedIn URL': 'https://www.linkedin.com/in/ana', 'Business Email': 'ana@acme.example', 'Seen At': at, Tags: 'a,b' },
  resend: {
    type: '',
    created_at: at,
    data: { email_id: 'm', to: ['ana@acme.example'], tags: { send: crypto.randomUUID() }, bounce: { type: 'Transient', subType: 'Full' } },
  },
  smtp: { type: '', send_id: crypto.randomUUID(), address: 'ana@acme.example', message: 'No such user', at },
  'unsubscribe-link': { event_type: '', lead_id: crypto.randomUUID(), person_key: 'ana@acme.example', timestamp: at },
}

const rubbish: readonly unknown[] = [
  ...[undefined, null, '', 'x', true, [], {}, '\u0000', '\ud800', '{{firstName}}'],
  ...[0, -1, 1.7e15, -1.7e15, Number.MAX_VALUE, 2 ** 53],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-02-30T00:00:00Z', '2026-03-04T10:00:00+23:59', '2026-03-04T10:00'],
]

/** The payload with each of its values in turn, however deep, replaced. */
function spoilt(value: unknown, by: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [by]
  const entries = Object.entries(value)
  const each = entries.flatMap(([name, inner], place) => spoilt(inner, by).map((one) => entries.with(place, [name, one])))
  return [by, ...each.map((one) => (Array.isArray(value) ? one.map(([, inner]) => inner) : Object.fromEntries(one)))]
}

test.each(Object.entries(payloads))(
  '%s: whatever stands in a payload, reading it never throws, and says a time that can be written down',
  (provider, payload) => {
    for (const type of Object.entries(knownEventTypes).find(([name]) => name === provider)?.[1] ?? []) {
      const typed = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, value === '' ? type : value]))
      for (const one of rubbish.flatMap((by) => spoilt(typed, by))) {
        const key = deliveryKey(provider, one, Buffer.from(JSON.stringify(one) ?? ''), type)
        const event = readEvent(provider, one, type)
        const at = event.is === 'person' ? event.at : event.is === 'contact' ? event.contact.changedAt : null
        expect({ one, key, at: at?.getTime() ?? 0 }).toEqual({
          one,
          key: expect.stringMatching(/^[0-9a-f]{64}$/),
          at: expect.toSatisfy(Number.isFinite),
        })
      }
    }
  },
)

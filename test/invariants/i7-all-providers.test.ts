import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { type NewDelivery, storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { endStates, permutations } from '../integration/signals/end-states.ts'
import { delivered, payload, type SentLead, sentLeads } from '../integration/signals/sent-leads.ts'

let database: TestDatabase
let writer: Writer
const log = createLog('test', 'silent')
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 6, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const start = Date.now() - 86_400_000
const minute = (count: number) => new Date(start + count * 60_000)
type About = SentLead & { campaignId: string }

const by = (provider: string, body: unknown, more: Partial<NewDelivery> = {}): NewDelivery => ({
  provider,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
  isAuthenticated: true,
  ...more,
})
const contactId = ({ id }: About) => `contact-${id}`
const ghl = (about: About, type: string, at: Date, more: object) =>
  by('ghl', {
    type,
    locationId: 'L',
    webhookId: `${type} ${about.id} ${at.getTime()}`,
    timestamp: at.toISOString(),
    contactId: contactId(about),
    ...more,
  })
const linkedin = ({ id }: About, at: Date, more: object) => ({
  campaign: { id: 1 },
  lead: { profile_url: `https://www.linkedin.com/in/${id}` },
  timestamp: at.toISOString(),
  ...more,
})
const said = (about: About, text: string, at: Date) =>
  linkedin(about, at, {
    conversation_id: `2-${about.id}`,
    recent_messages: [{ creation_time: at.toISOString(), message: text, is_reply: true }],
  })

/** What any provider may tell of one person. */
const events = {
  sent: (about: About) => delivered(payload('email_sent', about, { at: minute(0) })),
  opened: (about: About) => delivered(payload('email_opened', about, { at: minute(60) })),
  replied: (about: About) =>
    delivered(payload('reply_received', about, { at: minute(70), emailId: 'mail-2', text: 'Sounds good, call me.' })),
  bounced: (about: About) => delivered(payload('email_bounced', about, { at: minute(2) })),
  newType: (about: About) => delivered(payload('brand_new_event', about, { at: minute(3) })),
  connected: (about: About) => by('heyreach', linkedin(about, minute(40), { fact: 'connected' }), { eventType: 'lead_progress' }),
  exhausted: (about: About) => by('heyreach', linkedin(about, minute(41), { fact: 'exhausted' }), { eventType: 'lead_progress' }),
  viewed: (about: About) => by('heyreach', linkedin(about, minute(42), {}), { eventType: 'viewed_profile' }),
  saidByLinkedin: (about: About) => by('heyreach', said(about, 'Happy to chat', minute(50)), { eventType: 'message_reply_received' }),
  saidAgain: (about: About) => by('heyreach', said(about, 'Happy to chat', minute(50)), { eventType: 'every_message_reply_received' }),
  stopByLinkedin: (about: About) =>
    by('heyreach', said(about, 'Please stop writing to me.', minute(55)), { eventType: 'inmail_reply_received' }),
  contact: (about: About) =>
    ghl(about, 'ContactCreate', minute(1), { id: contactId(about), email: about.email, tags: ['vip'], dnd: false }),
  booked: (about: About) =>
    ghl(about, 'AppointmentCreate', minute(80), {
      appointment: {
        id: `meeting-${about.id}`,
        contactId: contactId(about),
        appointmentStatus: 'confirmed',
        startTime: minute(9_000).toISOString(),
        dateUpdated: minute(80).toISOString(),
      },
    }),
  cancelled: (about: About) =>
    ghl(about, 'AppointmentUpdate', minute(85), {
      appointment: {
        id: `meeting-${about.id}`,
        contactId: contactId(about),
        appointmentStatus: 'cancelled',
        startTime: minute(9_000).toISOString(),
        dateUpdated: minute(85).toISOString(),
      },
    }),
  mailed: (about: About) =>
    ghl(about, 'InboundMessage', minute(75), {
      messageType: 'Email',
      emailMessageId: `in-${about.id}`,
      from: about.email,
      body: 'Tell me more',
      dateAdded: minute(75).toISOString(),
    }),
  visited: (about: About) =>
    by(
      'rb2b',
      {
        'LinkedIn URL': `https://www.linkedin.com/in/${about.id}`,
        'Seen At': minute(65).toISOString(),
        'Captured URL': 'https://www.example.com/pricing',
      },
      { eventType: 'page_visit' },
    ),
  enriched: (about: About) => by('clay', { correlation_id: about.id, status: 'found' }, { eventType: 'enrichment_result' }),
  left: (about: About) =>
    by(
      'unsubscribe-link',
      { event_type: 'unsubscribe', lead_id: about.id, person_key: about.email, timestamp: minute(90).toISOString() },
      { key: `left ${about.id}` },
    ),
} as const
type EventName = keyof typeof events
const names = Object.keys(events) as EventName[]

async function endsEqual(set: readonly EventName[], status: string, pauses: readonly boolean[]): Promise<void> {
  const orders = permutations(set)
  const { campaignId, leads } = await sentLeads(writer, { count: orders.length, status })
  for (let step = 0; step < set.length; step++) {
    const group = orders.flatMap((order, at) => {
      const name = order[step]
      const lead = leads[at]
      return name && lead ? [events[name]({ ...lead, campaignId })] : []
    })
    await storeDeliveries(writer.sql, group)
    // Sometimes each is applied as it comes, sometimes several at once, and always by two at a time.
    if (pauses[step] || step === set.length - 1) await Promise.all([applyAllDeliveries(writer, log), applyAllDeliveries(writer, log)])
  }
  await applyAllDeliveries(writer, log)
  expect([...new Set(await endStates(writer, leads))], `${set.join(', ')} from ${status}`).toHaveLength(1)
  const { rows } = await writer.pool.query<{ error: string }>(
    `select distinct regexp_replace(error, '[0-9a-f-]{36}', '…') as error from delivery where error is not null and received_at > now() - interval '1 hour'`,
  )
  // A meeting of a contact that nobody told of waits for the sync; a new type for the code.
  expect(rows.map(({ error }) => error).filter((error) => !/^Unknown (event type|contact)/.test(error))).toEqual([])
}

test(
  'all orders of six deliveries by four providers end in the same state',
  () => endsEqual(['sent', 'contact', 'booked', 'saidByLinkedin', 'opened', 'left'], 'DISPATCHED', [true, true, true, true, true, true]),
  60_000,
)

const atOnce = [false, false, false, false]
const oneByOne = [true, true, true, true]
const hard: [EventName[], string, boolean[]][] = [
  [['exhausted', 'sent', 'sent'], 'LINKEDIN_SENT', [false, true, false, false]],
  [['booked', 'contact', 'cancelled'], 'DISPATCHED', oneByOne],
  [['saidByLinkedin', 'saidAgain', 'stopByLinkedin'], 'LINKEDIN_SENT', oneByOne],
  [['bounced', 'left', 'mailed', 'stopByLinkedin'], 'SENT', atOnce],
]

test('all orders of what any provider tells of a person, copies among them, end in the same state', async () => {
  const seed = Date.now()
  process.stdout.write(`i7 all providers, seed ${seed}\n`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }),
      fc.constantFrom('DISPATCHED', 'LINKEDIN_SENT', 'GHOSTED', 'STALLED', 'REVIVAL_CANDIDATE', 'OPENED', 'DISQUALIFIED'),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      endsEqual,
    ),
    { seed, numRuns: 12, examples: hard },
  )
}, 60_000)

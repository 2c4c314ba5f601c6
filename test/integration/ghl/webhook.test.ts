import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'

const pair = generateKeyPairSync('ed25519')
const log = createLog('test', 'silent')
let api: TestApi
beforeAll(async () => {
  const ghlPublicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  api = await startTestApi({ webhookSecrets: { isStrict: true, instantly: hookSecret, ghlPublicKey } })
})
afterAll(() => api.stop())

const signature = (bytes: Buffer) => sign(null, bytes, pair.privateKey).toString('base64')
const post = (body: string, headers: Record<string, string>, url = api.url) =>
  fetch(`${url}/webhooks/ghl`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
const deliver = async (event: Record<string, unknown>) => {
  const body = JSON.stringify({ locationId: 'L', webhookId: randomUUID(), timestamp: new Date().toISOString(), ...event })
  expect((await post(body, { 'x-ghl-signature': signature(Buffer.from(body)) })).status).toBe(200)
}
const apply = () => applyAllDeliveries(api.writer, log)
const statusOf = async (leadId: string) =>
  (await api.writer.pool.query<{ status: string }>('select status from lead where id = $1', [leadId])).rows[0]?.status
const signalsOf = async (leadId: string) =>
  (await api.writer.pool.query<{ kind: string }>('select kind from signal where lead_id = $1 order by at, kind', [leadId])).rows.map(
    ({ kind }) => kind,
  )
const isSuppressed = async (email: string) =>
  (await api.writer.pool.query('select from suppression where person_key = $1 and lifted_at is null', [email])).rowCount === 1
const contactOf = async (id: string) =>
  (
    await api.writer.pool.query<{ email: string; leadId: string | null; tags: string[]; isOff: boolean; stage: string | null }>(
      `select email, lead_id as "leadId", tags, is_do_not_disturb as "isOff", stage_id as stage from contact where provider_contact_id = $1`,
      [id],
    )
  ).rows[0]
const contactEvent = (type: string, id: string, email: string, more: Record<string, unknown> = {}) => ({
  type,
  id,
  email,
  firstName: 'Ana',
  lastName: 'Ruiz',
  tags: ['vip'],
  dnd: false,
  ...more,
})
const mailEvent = (type: string, contactId: string, more: Record<string, unknown>) => ({
  type,
  contactId,
  conversationId: 'conversation',
  messageType: 'Email',
  emailMessageId: randomUUID(),
  dateAdded: new Date(Date.now() - 60_000).toISOString(),
  ...more,
})

test('a missing or wrong signature, or one over the same JSON written differently, is 401 and leaves nothing', async () => {
  const body = JSON.stringify(contactEvent('ContactCreate', 'C', 'a@one.example'))
  const other = generateKeyPairSync('ed25519')
  const tries: [string, Record<string, string>][] = [
    [body, {}],
    [body, { 'x-ghl-signature': '' }],
    [body, { 'x-ghl-signature': 'AAAA' }],
    [body, { 'x-ghl-signature': sign(null, Buffer.from(body), other.privateKey).toString('base64') }],
    [JSON.stringify(JSON.parse(body), null, 1), { 'x-ghl-signature': signature(Buffer.from(body)) }],
    [body, { 'x-wh-signature': signature(Buffer.from(body)) }],
  ]
  for (const [bytes, headers] of tries) expect((await post(bytes, headers)).status).toBe(401)
  expect((await api.writer.pool.query('select from delivery')).rowCount).toBe(0)
})

test('without a key GoHighLevel is told to come again, by the one status after which it does', async () => {
  const bare = await startTestApi()
  const body = '{}'
  expect((await post(body, { 'x-ghl-signature': signature(Buffer.from(body)) }, bare.url)).status).toBe(429)
  await bare.stop()
})

test('the same event twice has its effect once, whichever of the two ids names it', async () => {
  const lead = await make.lead(api.writer)
  await deliver(contactEvent('ContactCreate', 'once', lead.email))
  const reply = mailEvent('InboundMessage', 'once', { from: `Ana <${lead.email}>`, subject: 'Re: An idea', body: '<p>Call me</p>' })
  await deliver(reply)
  await deliver(reply)
  await apply()
  expect(await signalsOf(lead.id)).toEqual(['EMAIL_REPLIED'])
  expect(await statusOf(lead.id)).toBe('REPLIED')
})

test('an answer that asks to stop suppresses; what a person wrote in GoHighLevel itself is no send of ours', async () => {
  const lead = await make.lead(api.writer)
  await deliver(mailEvent('OutboundMessage', 'stop', { to: [lead.email], from: 'dani@chiefai.ai', source: 'app', status: 'sent' }))
  await deliver(mailEvent('InboundMessage', 'stop', { from: lead.email, subject: 'Re: An idea', body: '<div>Please unsubscribe me</div>' }))
  await apply()
  expect(await signalsOf(lead.id)).toEqual(['EMAIL_REPLIED', 'UNSUBSCRIBED'])
  expect(await isSuppressed(lead.email)).toBe(true)
})

test('a contact is kept with its lead; an update that does not speak of mail leaves what is known', async () => {
  const lead = await make.lead(api.writer)
  await deliver(contactEvent('ContactCreate', 'kept', lead.email.toUpperCase()))
  await deliver({ type: 'OpportunityStageUpdate', id: 'o', contactId: 'kept', pipelineStageId: 'stageMeeting', status: 'open' })
  await apply()
  expect(await contactOf('kept')).toMatchObject({ leadId: lead.id, tags: ['vip'], isOff: false, stage: 'stageMeeting' })
  await deliver(contactEvent('ContactDndUpdate', 'kept', lead.email, { dndSettings: { Email: { status: 'active' } } }))
  await apply()
  expect(await statusOf(lead.id)).toBe('UNSUBSCRIBED')
  expect(await isSuppressed(lead.email)).toBe(true)
  await deliver(contactEvent('ContactUpdate', 'kept', lead.email, { tags: ['cold'] }))
  await deliver(contactEvent('ContactDndUpdate', 'kept', lead.email, { tags: ['cold'], dndSettings: { Email: { status: 'permanent' } } }))
  await apply()
  expect(await contactOf('kept')).toMatchObject({ tags: ['cold'], isOff: true, stage: 'stageMeeting' })
  expect(await signalsOf(lead.id)).toEqual(['UNSUBSCRIBED'])
  // What comes late does not undo what is newer.
  await deliver(contactEvent('ContactUpdate', 'kept', lead.email, { tags: ['old'], timestamp: '2026-11-01T00:00:00.000Z' }))
  await apply()
  expect(await contactOf('kept')).toMatchObject({ tags: ['cold'] })
})

test('the echo of our own do-not-disturb is nobody’s word', async () => {
  const lead = await make.lead(api.writer)
  await deliver(
    contactEvent('ContactDndUpdate', 'echo', lead.email, {
      dndSettings: { Email: { status: 'active', code: 'alpha-swarm', message: 'x' } },
    }),
  )
  await apply()
  expect(await contactOf('echo')).toMatchObject({ isOff: true })
  expect(await signalsOf(lead.id)).toEqual([])
})

test('a person who is no lead and wants no mail is suppressed all the same', async () => {
  await deliver(contactEvent('ContactDndUpdate', 'stranger', 'stranger@one.example', { dnd: true }))
  await apply()
  expect(await isSuppressed('stranger@one.example')).toBe(true)
})

test('a meeting is booked and cancelled by the contact alone, and waits for a contact that nobody knows yet', async () => {
  const lead = await make.lead(api.writer)
  const appointment = { id: 'm1', calendarId: 'k', contactId: 'meets', appointmentStatus: 'confirmed', startTime: '2026-12-01T15:00:00Z' }
  await deliver({ type: 'AppointmentCreate', appointment })
  await apply()
  expect(await statusOf(lead.id)).not.toBe('MEETING_BOOKED')
  expect((await api.writer.pool.query(`select from delivery where error = 'Unknown contact meets.' and applied_at is null`)).rowCount).toBe(
    1,
  )
  await deliver(contactEvent('ContactCreate', 'meets', lead.email))
  await deliver({ type: 'AppointmentUpdate', appointment: { ...appointment, dateUpdated: new Date(Date.now() - 30_000).toISOString() } })
  await apply()
  expect(await statusOf(lead.id)).toBe('MEETING_BOOKED')
  await deliver({ type: 'AppointmentUpdate', appointment: { ...appointment, appointmentStatus: 'cancelled' } })
  await apply()
  expect(await signalsOf(lead.id)).toEqual(['MEETING_BOOKED', 'MEETING_CANCELLED'])
})

test('a meeting that is moved counts once, on the day it was booked first, in every order that it is told of', async () => {
  const moves = [
    { startTime: '2026-12-01T15:00:00Z', appointmentStatus: 'confirmed', dateUpdated: '2026-11-02T10:00:00.000Z' },
    { startTime: '2026-12-01T15:00:00Z', appointmentStatus: 'cancelled', dateUpdated: '2026-11-03T10:00:00.000Z' },
    { startTime: '2026-12-02T15:00:00Z', appointmentStatus: 'confirmed', dateUpdated: '2026-11-04T10:00:00.000Z' },
    { startTime: '2026-12-03T15:00:00Z', appointmentStatus: 'confirmed', dateUpdated: '2026-11-05T10:00:00.000Z' },
  ]
  const lead = await make.lead(api.writer)
  await deliver(contactEvent('ContactCreate', 'moves', lead.email))
  for (const [id, order] of [
    ['forwards', moves],
    ['backwards', moves.toReversed()],
  ] as const)
    for (const move of order) {
      await deliver({ type: 'AppointmentUpdate', appointment: { id, calendarId: 'k', contactId: 'moves', ...move } })
      await apply()
    }
  const { data, errors } = await api.ask<{
    kpis: { rows: { name: string; numerator: number }[] }
    kpiRows: { edges: { node: { at: string } }[] }
    costs: { meetings: number }
    november2: { meetings: number }
    november5: { meetings: number }
  }>(
    await api.keyFor('read'),
    `{ kpis(from: "2026-11-01T00:00:00Z", to: "2026-11-10T00:00:00Z") { rows { name numerator } }
       kpiRows(name: "meetings", from: "2026-11-01T00:00:00Z", to: "2026-11-10T00:00:00Z") { edges { node { at } } }
       costs(from: "2026-11-01", to: "2026-11-09") { meetings } november2: day(on: "2026-11-02") { meetings } november5: day(on: "2026-11-05") { meetings } }`,
    {},
  )
  expect([errors, api.faults]).toEqual([undefined, []])
  expect(data?.kpis.rows.find(({ name }) => name === 'meetings')?.numerator).toBe(2)
  expect(data?.kpiRows.edges.map(({ node }) => node.at)).toEqual(['2026-11-02T10:00:00.000Z', '2026-11-02T10:00:00.000Z'])
  expect([data?.costs.meetings, data?.november2.meetings, data?.november5.meetings]).toEqual([2, 2, 0])
})

test('who complains to the mail service or unsubscribes there is left alone; a complaint is known as one', async () => {
  // Whenever it was; the second one tells it in microseconds, which no date reaches.
  for (const [event, isComplaint, timestamp] of [
    ['complained', true, Date.now() / 1_000 - 60],
    ['unsubscribed', false, Date.now() * 1_000],
  ] as const) {
    const { id, email } = await make.lead(api.writer)
    const webhookPayload = { event, id: randomUUID(), timestamp, recipient: email }
    await deliver({ type: 'LCEmailStats', webhookPayload })
    await apply()
    expect([await statusOf(id), await isSuppressed(email)]).toEqual(['UNSUBSCRIBED', true])
    const { rows } = await api.writer.pool.query(
      `select (detail ->> 'complaint')::boolean is true as told from signal where lead_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ told: isComplaint }])
  }
})

test('the mail service’s hard bounce suppresses, a delay and a delivery do nothing, a word that nobody knows warns', async () => {
  const lead = await make.lead(api.writer)
  const stats = (event: string, more: Record<string, unknown> = {}) =>
    deliver({
      type: 'LCEmailStats',
      webhookPayload: { event, id: randomUUID(), timestamp: Date.now() / 1_000 - 60, recipient: lead.email, ...more },
    })
  await stats('delivered')
  await stats('failed', { severity: 'temporary' })
  await stats('levitated')
  await apply()
  expect(await signalsOf(lead.id)).toEqual([])
  expect((await api.writer.pool.query(`select from delivery where error like '%levitated%'`)).rowCount).toBe(1)
  await stats('failed', { severity: 'permanent', 'delivery-status': { code: 550 } })
  await apply()
  expect(await statusOf(lead.id)).toBe('BOUNCED')
})

import { createPublicKey, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../server.ts'
import { startSandbox } from '../start-sandbox.ts'
import { type Client, clientOf, MONDAY_NOON } from '../testing/client.ts'

let sandbox: Sandbox
let client: Client
const delivered: { headers: IncomingHttpHeaders; bytes: Buffer; body: Record<string, unknown> }[] = []
let answerWith = 200
const hook = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const bytes = Buffer.concat(chunks)
  delivered.push({ headers: incoming.headers, bytes, body: z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.toString())) })
  outgoing.writeHead(answerWith).end()
})
let hookUrl = ''

beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  client = clientOf(sandbox)
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  hookUrl = `http://127.0.0.1:${z.object({ port: z.number() }).parse(hook.address()).port}/webhooks/ghl`
})
beforeEach(async () => {
  delivered.length = 0
  answerWith = 200
  await client.control('POST', 'reset')
  await client.control('PUT', 'clock', { to: MONDAY_NOON })
  await client.control('PUT', 'behaviour', { ghlHookUrl: hookUrl })
})
afterAll(async () => {
  hook.closeAllConnections()
  hook.close()
  await sandbox.stop()
})

const LOCATION = 'swarmSandboxLocation'
const CRM = '2021-07-28'
const CONVERSATIONS = '2021-04-15'

async function ghl(
  method: string,
  path: string,
  body?: unknown,
  version = CRM,
): Promise<{ status: number; json: unknown; headers: Headers }> {
  const answer = await client.request(method, `/ghl${path}`, body, { authorization: 'Bearer sandbox-ghl-key', version })
  return { status: answer.status, json: await answer.json(), headers: answer.headers }
}

const contactShape = z.looseObject({ id: z.string(), email: z.string(), tags: z.array(z.string()), dnd: z.boolean() })
async function upsert(email: string, more: Record<string, unknown> = {}) {
  const { json } = await ghl('POST', '/contacts/upsert', { locationId: LOCATION, email, firstName: 'Dana', ...more })
  return z.object({ new: z.boolean(), contact: contactShape }).parse(json)
}

const acceptedShape = z.object({ conversationId: z.string(), messageId: z.string(), emailMessageId: z.string(), status: z.string() })
async function mail(contactId: string) {
  const body = {
    type: 'Email',
    contactId,
    subject: 'An idea',
    html: '<p>Hello, see https://caio.cx</p>',
    emailFrom: 'Dani <dani@chiefai.ai>',
  }
  const { status, json } = await ghl('POST', '/conversations/messages', body, CONVERSATIONS)
  expect(status).toBe(201)
  return acceptedShape.parse(json)
}

const advance = (ms: number) => client.control('PUT', 'clock', { advanceMs: ms })
const types = () => delivered.map(({ body }) => body['type'])

test('no call goes without the version of its product, the token and the location', async () => {
  expect((await ghl('GET', '/opportunities/pipelines', undefined, CONVERSATIONS)).status).toBe(401)
  const bare = await client.request('GET', '/ghl/opportunities/pipelines', undefined, { authorization: 'Bearer sandbox-ghl-key' })
  expect([bare.status, await bare.json()]).toEqual([401, expect.objectContaining({ message: 'version header was not found.' })])
  const stranger = await client.request('GET', '/ghl/opportunities/pipelines', undefined, { authorization: 'Bearer x', version: CRM })
  expect(stranger.status).toBe(401)
  expect((await ghl('POST', '/contacts/upsert', { locationId: 'another', email: 'a@one.example' })).status).toBe(403)
})

test('unknown properties and bad values are refused with 422, each named', async () => {
  const { status, json } = await ghl('POST', '/contacts/upsert', { locationId: LOCATION, email: 'no address', gender: 'x' })
  expect(status).toBe(422)
  expect(json).toMatchObject({
    statusCode: 422,
    message: expect.arrayContaining(['email must be an email', 'property gender should not exist']),
  })
})

test('an upsert finds the contact by its address, overwrites its tags, and drops the old first address for an additional one', async () => {
  const first = await upsert('dana@one.example', { tags: ['vip'] })
  expect(first.new).toBe(true)
  const again = await upsert('DANA@one.example')
  expect([again.new, again.contact.id, again.contact.tags]).toEqual([false, first.contact.id, ['vip']])
  expect((await upsert('dana@one.example', { tags: ['cold'] })).contact.tags).toEqual(['cold'])
  await ghl('POST', `/contacts/${first.contact.id}/tags`, { tags: ['Swarm'] })
  const found = await ghl('GET', `/contacts/search/duplicate?locationId=${LOCATION}&email=${encodeURIComponent('dana@one.example')}`)
  expect(z.object({ contact: contactShape }).parse(found.json).contact.tags).toEqual(['cold', 'swarm'])
})

test('the search lags behind what is written', async () => {
  await upsert('dana@one.example')
  const search = () => ghl('POST', '/contacts/search', { locationId: LOCATION, pageLimit: 100 })
  const total = z.object({ total: z.number() })
  expect(total.parse((await search()).json).total).toBe(0)
  await advance(3_000)
  expect(total.parse((await search()).json).total).toBe(1)
})

test('a mail is accepted at once, leaves later, and is told of by a signature over the very bytes', async () => {
  const { contact } = await upsert('dana@one.example')
  await client.control('PUT', 'behaviour', { fates: { 'dana@one.example': 'reply:interested' } })
  const accepted = await mail(contact.id)
  expect(accepted.status).toBe('pending')
  await advance(24 * 3_600_000)
  expect(types()).toEqual(expect.arrayContaining(['ContactCreate', 'OutboundMessage', 'LCEmailStats', 'InboundMessage']))
  const { publicKey } = z.object({ ghl: z.object({ publicKey: z.string() }) }).parse(await client.control('GET', 'state')).ghl
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  for (const { headers, bytes } of delivered) {
    expect(verify(null, bytes, key, Buffer.from(String(headers['x-ghl-signature']), 'base64'))).toBe(true)
  }
  const outbound = delivered.find(({ body }) => body['type'] === 'OutboundMessage')
  expect(outbound?.body).toMatchObject({ emailMessageId: accepted.emailMessageId, source: 'api', to: ['dana@one.example'] })
  expect(outbound?.body).not.toHaveProperty('messageId')
})

test('a conversation lists its mails nested and without words; the words come by the mail’s own id', async () => {
  const { contact } = await upsert('dana@one.example')
  const accepted = await mail(contact.id)
  const list = await ghl('GET', `/conversations/${accepted.conversationId}/messages`, undefined, CONVERSATIONS)
  expect(list.json).toMatchObject({
    messages: { messages: [{ id: accepted.messageId, meta: { email: { email: { messageIds: [accepted.emailMessageId] } } } }] },
  })
  expect(JSON.stringify(list.json)).not.toContain('An idea')
  const one = await ghl('GET', `/conversations/messages/email/${accepted.emailMessageId}`, undefined, CONVERSATIONS)
  expect(one.json).toMatchObject({ subject: 'An idea', direction: 'outbound', status: 'pending' })
  expect((await ghl('POST', '/conversations/', { locationId: LOCATION, contactId: contact.id }, CONVERSATIONS)).status).toBe(400)
})

test('a mail sent twice is two mails, and one to who does not want any is refused', async () => {
  const { contact } = await upsert('dana@one.example')
  const first = await mail(contact.id)
  expect((await mail(contact.id)).messageId).not.toBe(first.messageId)
  // "active" means that do-not-disturb is on, whatever `dnd` says.
  await ghl('PUT', `/contacts/${contact.id}`, { dnd: false, dndSettings: { Email: { status: 'active' } } })
  const refused = await ghl(
    'POST',
    '/conversations/messages',
    { type: 'Email', contactId: contact.id, subject: 'x', html: 'x' },
    CONVERSATIONS,
  )
  expect(refused.status).toBe(400)
  await advance(1_000)
  expect(delivered.find(({ body }) => body['type'] === 'ContactDndUpdate')?.body).toMatchObject({
    dnd: false,
    dndSettings: { Email: { status: 'active' } },
  })
})

test('an event comes again only after 429, the same bytes; any other failure loses it for good', async () => {
  answerWith = 429
  await upsert('dana@one.example')
  await advance(1_000)
  expect(delivered).toHaveLength(1)
  answerWith = 200
  await advance(11 * 60_000)
  expect(delivered).toHaveLength(2)
  expect(delivered[1]?.bytes).toEqual(delivered[0]?.bytes)
  answerWith = 500
  await upsert('eve@one.example')
  await advance(3_600_000)
  expect(delivered).toHaveLength(3)
  expect(await client.control('GET', 'state')).toMatchObject({ ghl: { webhooksLost: 1, webhooksPending: 0 } })
})

test('appointments take free slots and none twice; the map of slots holds a key that is no date', async () => {
  const { contact } = await upsert('dana@one.example')
  const from = Date.parse('2026-11-24T00:00:00Z')
  const slots = await ghl(
    'GET',
    `/calendars/swarmSandboxCalendar/free-slots?startDate=${from}&endDate=${from + 86_400_000}&timezone=America/Denver`,
    undefined,
    CONVERSATIONS,
  )
  const days = z.record(z.string(), z.unknown()).parse(slots.json)
  expect(Object.keys(days)).toContain('traceId')
  const [first] = z.object({ slots: z.array(z.string()) }).parse(days['2026-11-24']).slots
  const body = { calendarId: 'swarmSandboxCalendar', locationId: LOCATION, contactId: contact.id, startTime: first }
  expect((await ghl('POST', '/calendars/events/appointments', body, CONVERSATIONS)).status).toBe(201)
  expect((await ghl('POST', '/calendars/events/appointments', body, CONVERSATIONS)).status).toBe(400)
  await advance(1_000)
  expect(delivered.at(-1)?.body).toMatchObject({ type: 'AppointmentCreate', appointment: { contactId: contact.id } })
})

test('an opportunity moves through the stages of its pipeline', async () => {
  const { contact } = await upsert('dana@one.example')
  const body = { locationId: LOCATION, pipelineId: 'swarmSandboxPipeline', name: 'Dana', status: 'open', contactId: contact.id }
  const made = z.object({ opportunity: z.object({ id: z.string() }) }).parse((await ghl('POST', '/opportunities/', body)).json)
  await ghl('PUT', `/opportunities/${made.opportunity.id}`, { pipelineStageId: 'stageMeeting' })
  const found = await ghl('GET', `/opportunities/search?location_id=${LOCATION}&contact_id=${contact.id}`)
  expect(found.json).toMatchObject({ opportunities: [{ pipelineStageId: 'stageMeeting' }], meta: { total: 1 } })
})

test('100 calls in 10 seconds, and every answer says what is left', async () => {
  const answers = await Promise.all(Array.from({ length: 101 }, () => ghl('GET', '/opportunities/pipelines')))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
  expect(answers[0]?.headers.get('x-ratelimit-max')).toBe('100')
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../server.ts'
import { startSandbox } from '../start-sandbox.ts'
import { type Client, clientOf, MONDAY_NOON } from '../testing/client.ts'
import { type Receiver, startReceiver } from '../testing/receiver.ts'
import { EVENT_TYPES } from './hooks.ts'

let sandbox: Sandbox
let client: Client
let receiver: Receiver
beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  client = clientOf(sandbox)
})
beforeEach(async () => {
  receiver = await startReceiver()
  await client.control('POST', 'reset')
  await client.control('PUT', 'clock', { to: MONDAY_NOON })
  return () => receiver.close()
})
afterAll(() => sandbox.stop())

const CONNECT_ONLY = 334_381
const MARA = 'https://www.linkedin.com/in/mara-quill-example'
const HOUR_MS = 3_600_000

function heyreach(method: string, path: string, body?: unknown): Promise<Response> {
  return client.request(method, `/heyreach/api/public${path}`, body, { 'x-api-key': 'sandbox-heyreach-key' })
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await heyreach(method, path, body)
  expect(answer.status).toBe(200)
  const text = await answer.text()
  return text === '' ? null : JSON.parse(text)
}

const add = (campaignId: number, ...profileUrls: string[]) =>
  heyreach('POST', '/campaign/AddLeadsToCampaignV2', {
    campaignId,
    accountLeadPairs: profileUrls.map((profileUrl) => ({
      linkedInAccountId: 5_001,
      lead: { firstName: 'Mara', lastName: 'Quill', profileUrl, customUserFields: [{ name: 'swarm_text', value: 'Hello Mara' }] },
    })),
  })
const added = async (answer: Response): Promise<unknown> => JSON.parse(await answer.text())
const counts = (addedLeadsCount: number, updatedLeadsCount: number, failedLeadsCount: number) => ({
  addedLeadsCount,
  updatedLeadsCount,
  failedLeadsCount,
})
const start = (campaignId = CONNECT_ONLY) => ask('POST', `/campaign/StartCampaign?campaignId=${campaignId}`)
const statusOf = async (campaignId = CONNECT_ONLY) =>
  z.looseObject({ status: z.string() }).parse(await ask('GET', `/campaign/GetById?campaignId=${campaignId}`)).status
const leadsOf = async (campaignId = CONNECT_ONLY) =>
  z
    .object({
      items: z.array(z.looseObject({ leadCampaignStatus: z.string(), leadConnectionStatus: z.string(), leadMessageStatus: z.string() })),
    })
    .parse(await ask('POST', '/campaign/GetLeadsFromCampaign', { campaignId, offset: 0, limit: 100 })).items
const later = (hours: number) => client.control('PUT', 'clock', { advanceMs: hours * HOUR_MS })
const fate = (what: string) => client.control('PUT', 'behaviour', { linkedinFates: { [MARA]: what } })

async function hookUp(...types: readonly string[]): Promise<void> {
  for (const eventType of types)
    await ask('POST', '/webhooks/CreateWebhook', { webhookName: 'swarm', webhookUrl: `${receiver.url}/${eventType}`, eventType })
}
const heard = () => receiver.delivered.map(({ body }) => body.event_type)

test('answers are JSON without a content type, and the key is asked for', async () => {
  const answer = await heyreach('POST', '/campaign/GetAll', { offset: 0, limit: 100 })
  expect(answer.headers.get('content-type')).toBeNull()
  const { items } = z
    .object({ items: z.array(z.looseObject({ id: z.number(), status: z.string() })) })
    .parse(JSON.parse(await answer.text()))
  for (const id of [334_314, 334_364, 334_381]) expect(items).toContainEqual(expect.objectContaining({ id, status: 'DRAFT' }))
  expect((await client.request('GET', '/heyreach/api/public/auth/CheckApiKey')).status).toBe(401)
})

test('the minute holds 300 calls, whatever they ask', async () => {
  const answers = await Promise.all(Array.from({ length: 301 }, () => heyreach('GET', '/auth/CheckApiKey')))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
})

test('a draft takes no leads; a running campaign counts them and names none', async () => {
  const refused = await add(CONNECT_ONLY, MARA)
  expect([refused.status, await added(refused)]).toEqual([400, { errorMessage: 'You can add leads only to an active campaign.' }])
  await start()
  expect(await added(await add(CONNECT_ONLY, MARA, `${MARA}-2`, `${MARA}-3?trk=x`))).toEqual(counts(2, 0, 1))
  expect(await added(await add(CONNECT_ONLY, MARA))).toEqual(counts(0, 1, 0))
  // The list behind the campaign has them at once, the campaign only later.
  expect(await leadsOf()).toEqual([])
  const { linkedInUserListId: listId } = z
    .looseObject({ linkedInUserListId: z.number() })
    .parse(await ask('GET', `/campaign/GetById?campaignId=${CONNECT_ONLY}`))
  expect(await ask('POST', '/list/GetLeadsFromList', { listId, offset: 0, limit: 10, leadProfileUrl: MARA })).toMatchObject({
    totalCount: 1,
  })
  await later(0.1)
  expect(await leadsOf()).toHaveLength(2)
})

test('adding to a paused campaign wakes it, and pausing an inactive one is refused', async () => {
  expect((await heyreach('POST', `/campaign/Pause?campaignId=${CONNECT_ONLY}`)).status).toBe(400)
  await start()
  await ask('POST', `/campaign/Pause?campaignId=${CONNECT_ONLY}`)
  expect(await statusOf()).toBe('PAUSED')
  await ask('POST', `/campaign/Resume?campaignId=${CONNECT_ONLY}`)
  expect(await statusOf()).toBe('PAUSED')
  await add(CONNECT_ONLY, MARA)
  expect(await statusOf()).toBe('IN_PROGRESS')
})

test('a lead accepts and replies; each hook brings its own event, a reply comes under two', async () => {
  await hookUp(...EVENT_TYPES)
  await fate('reply:interested')
  await start()
  await add(CONNECT_ONLY, MARA)
  await later(4)
  expect(heard()).toEqual(['connection_request_sent'])
  expect(receiver.delivered[0]?.body).toMatchObject({ campaign: { id: CONNECT_ONLY }, sender: { id: 5_001 }, lead: { profile_url: MARA } })
  await later(24 * 5)
  expect(heard()).toEqual([
    'connection_request_sent',
    'connection_request_accepted',
    'message_reply_received',
    'every_message_reply_received',
  ])
  expect(await leadsOf()).toMatchObject([{ leadConnectionStatus: 'ConnectionAccepted', leadMessageStatus: 'MessageReply' }])
  const inbox = z
    .object({ items: z.array(z.looseObject({ id: z.string(), lastMessageSender: z.string() })) })
    .parse(await ask('POST', '/inbox/GetConversationsV3', { limit: 100, filters: {} }))
  expect(inbox.items).toMatchObject([{ lastMessageSender: 'CORRESPONDENT' }])
  const id = encodeURIComponent(inbox.items[0]?.id ?? '')
  expect(await ask('GET', `/inbox/GetChatroom/5001/${id}`)).toMatchObject({ totalMessages: 1 })
})

test('who never answers is through after two weeks, and the campaign finishes', async () => {
  await hookUp('CAMPAIGN_COMPLETED')
  await fate('silent')
  await start()
  await add(CONNECT_ONLY, MARA)
  await later(24 * 15)
  expect(heard()).toEqual(['campaign_completed'])
  expect(await statusOf()).toBe('FINISHED')
})

test('a stopped lead gets nothing any more', async () => {
  await hookUp(...EVENT_TYPES)
  await start()
  await add(CONNECT_ONLY, MARA)
  await ask('POST', '/campaign/StopLeadInCampaign', { campaignId: CONNECT_ONLY, leadUrl: MARA })
  await later(24)
  expect(heard()).toEqual([])
  expect(await leadsOf()).toMatchObject([{ leadCampaignStatus: 'Paused', leadConnectionStatus: 'None' }])
})

test('a message campaign writes our words, and a failed delivery comes again', async () => {
  await hookUp('MESSAGE_SENT')
  receiver.answerWith(500)
  await start(334_402)
  await add(334_402, MARA)
  await later(0.1)
  expect(receiver.delivered[0]?.body).toMatchObject({ recent_messages: [{ message: 'Hello Mara', is_reply: false }] })
  receiver.answerWith(200)
  await later(1)
  expect(receiver.delivered).toHaveLength(3)
})

import { createWriter, type Writer } from '@swarm/db/write'
import { heyreachHookUrl } from '@swarm/jobs/signals/heyreach-hooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createHeyreach, type Heyreach } from '../../../jobs/src/providers/heyreach.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'
import { recordingLog } from './make-client.ts'

let database: TestDatabase
let writer: Writer
let sandbox: Sandbox
let heyreach: Heyreach
const { log, lines } = recordingLog()
const apiKey = 'sandbox-heyreach-key'
const webhookSecret = 'hook-secret-0123456789'
const connectOnly = 334_381

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  heyreach = createHeyreach(
    { apiKey, baseUrl: `${sandbox.url}/heyreach/api/public`, webhookSecret, callsPerMinute: 6_000 },
    { mode: 'sandbox', writer, log },
  )
})
beforeEach(async () => {
  await control('POST', 'reset')
  await writer.pool.query('delete from provider_breaker')
  await startCampaign()
})
afterAll(async () => {
  expect(lines.join('')).not.toMatch(/sandbox-heyreach-key|hook-secret/)
  await heyreach.close()
  await sandbox.stop()
  await writer.end()
  await database.drop()
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)
function asPerson(path: string): Promise<Response> {
  return fetch(`${sandbox.url}/heyreach/api/public${path}`, { method: 'POST', headers: { 'x-api-key': apiKey } })
}
const startCampaign = () => asPerson(`/campaign/StartCampaign?campaignId=${connectOnly}`)
const fault = (path: string, rule: object) => control('PUT', 'faults', [{ provider: 'heyreach', path, ...rule }])

async function requests(path: string): Promise<{ body: string; headers: Record<string, string>; acted: boolean }[]> {
  const schema = z.object({
    items: z.array(z.object({ body: z.string(), headers: z.record(z.string(), z.string()), acted: z.boolean() })),
  })
  return schema.parse(await control('GET', `requests?provider=heyreach&path=${encodeURIComponent(path)}`)).items
}

const mara = 'https://www.linkedin.com/in/mara-quill-example'
const lead = (profileUrl = mara) => ({
  profileUrl,
  firstName: 'Mara',
  lastName: 'Quill',
  companyName: null,
  position: null,
  fields: { swarm_text: 'Hello Mara', swarm_attempt: 'attempt-1' },
})
const add = (profileUrl = mara) =>
  heyreach.campaigns.addLead(connectOnly, 5_001, lead(profileUrl), { attemptKey: 'attempt-1', beforeWrite: () => true })

test('a lead is handed over by one call, which names the attempt and never wakes what somebody paused', async () => {
  expect(await add()).toEqual({ added: 1, updated: 0, failed: 0 })
  expect(await add()).toEqual({ added: 0, updated: 1, failed: 0 })
  const [first] = await requests('AddLeadsToCampaign')
  expect(first?.headers).toMatchObject({ 'x-attempt-key': 'attempt-1', 'content-type': 'application/json' })
  expect(JSON.parse(first?.body ?? '')).toMatchObject({ resumePausedCampaign: false })
  const campaign = await heyreach.campaigns.get(connectOnly)
  expect(campaign).toMatchObject({ status: 'IN_PROGRESS', accountIds: [5_001, 5_002] })
  const [found] = await heyreach.lists.findLead(campaign?.listId ?? 0, mara)
  expect(found?.fields.get('swarm_text')).toBe('Hello Mara')
  expect(await heyreach.lists.findLead(campaign?.listId ?? 0, `${mara}-2`)).toEqual([])
})

test('a campaign that is not there is null, and a draft refuses', async () => {
  expect(await heyreach.campaigns.get(1)).toBeNull()
  await expect(heyreach.campaigns.addLead(334_364, 5_001, lead(), { attemptKey: 'a', beforeWrite: () => true })).rejects.toMatchObject({
    kind: 'rejected',
    certainlyNotSent: true,
    status: 400,
  })
})

test.each<[string, object, string, boolean]>([
  ['401', { status: 401, body: 'Unauthorized', contentType: 'text/plain' }, 'unauthorized', true],
  ['403', { status: 403, body: '' }, 'unauthorized', true],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' }, body: 'slow' }, 'rate_limited', true],
  ['a sentence of its own', { status: 400, body: '{"errorMessage":"No senders."}', contentType: null }, 'rejected', true],
  [
    'fields that are missing',
    { status: 400, body: '{"title":"t","status":400,"errors":{"AccountIds":["x"]}}', contentType: null },
    'rejected',
    true,
  ],
  ['a 400 of somebody between us', { status: 400, body: '<html>blocked</html>', contentType: 'text/html' }, 'unknown_outcome', false],
  ['a 404 without a word', { status: 404, body: '' }, 'unknown_outcome', false],
  ['500 after it acted', { status: 500, act: true, body: '' }, 'unknown_outcome', false],
  ['a 200 with nothing in it', { status: 200, act: true, body: '', contentType: null }, 'unknown_outcome', false],
  ['a 200 with an error inside', { status: 200, body: '{"errorMessage":"No."}', contentType: null }, 'unknown_outcome', false],
  ['half an answer', { truncate: true }, 'unknown_outcome', false],
  ['a page instead of JSON', { status: 200, act: true, body: '<html>', contentType: null }, 'unknown_outcome', false],
  ['a connection that breaks after it acted', { dropAfterActing: true }, 'unknown_outcome', false],
  ['a connection that breaks before', { resetBeforeActing: true }, 'unknown_outcome', false],
])('a hand-over that meets %s is asked once and known for what it is', async (_, rule, kind, certainlyNotSent) => {
  await fault('AddLeadsToCampaignV2', { times: 1, ...rule })
  await expect(add()).rejects.toMatchObject({ kind, certainlyNotSent })
  expect(await requests('AddLeadsToCampaignV2')).toHaveLength(1)
  // What a 429 asks for holds all calls; the next test begins without.
  await writer.pool.query('delete from provider_allowance')
})

test('a read is asked again, a hand-over is given up before its first byte', async () => {
  await fault('campaign/GetById', { times: 1, status: 503, body: '' })
  expect(await heyreach.campaigns.get(connectOnly)).not.toBeNull()
  await expect(heyreach.campaigns.addLead(connectOnly, 5_001, lead(), { attemptKey: 'a', beforeWrite: () => false })).rejects.toMatchObject(
    { certainlyNotSent: true },
  )
  expect(await requests('AddLeadsToCampaignV2')).toEqual([])
})

test('sequence, senders, progress, inbox and hooks are read in our words', async () => {
  expect(await heyreach.campaigns.sequence(connectOnly)).toMatchObject({ nodeType: 'CONNECTION_REQUEST' })
  expect(await heyreach.accounts.list()).toMatchObject([
    { id: 5_001, name: 'Dani Apgar', isUsable: true },
    { id: 5_002, name: 'Chris' },
  ])
  await control('PUT', 'behaviour', { linkedinFates: { [mara]: 'reply' } })
  await heyreach.webhooks.create({ name: 'swarm', url: `${sandbox.url}/nowhere`, eventType: 'MESSAGE_SENT' })
  const [hook] = await heyreach.webhooks.list()
  expect(hook).toMatchObject({ eventType: 'MESSAGE_SENT', isEnabled: true, campaignIds: [] })
  await heyreach.webhooks.mend(hook?.id ?? 0, `${sandbox.url}/elsewhere`)
  expect((await heyreach.webhooks.list())[0]?.url).toBe(`${sandbox.url}/elsewhere`)
  await heyreach.webhooks.remove(hook?.id ?? 0)
  await add()
  await control('PUT', 'clock', { advanceMs: 6 * 86_400_000 })
  expect(await heyreach.campaigns.leads(connectOnly)).toMatchObject([
    { profileUrl: mara, isRequested: true, isConnected: true, hasReplied: true, isOpen: false, accountId: 5_001 },
  ])
  const [conversation] = await heyreach.inbox.since(new Date(0).toISOString())
  expect(conversation?.messages.at(-1)?.isInbound).toBe(true)
  expect(await heyreach.inbox.open(conversation?.accountId ?? 0, conversation?.id ?? '')).toMatchObject({ profileUrl: mara })
})

test('an error that repeats the address of a hook shows none of its path', async () => {
  const url = heyreachHookUrl('https://swarm.example', webhookSecret, 'MESSAGE_SENT')
  await fault('GetAllWebhooks', { status: 400, body: JSON.stringify({ errorMessage: `no answer from ${url}` }), contentType: null })
  const error = await heyreach.webhooks.list().catch((thrown: unknown) => thrown)
  expect(JSON.stringify(error)).toContain('no answer from')
  expect(`${JSON.stringify(error)}${lines.join('')}`).not.toContain(url.slice(url.lastIndexOf('/') + 1))
})

test('a lead is stopped, and one who is not there is no error', async () => {
  await add()
  expect(await heyreach.campaigns.stopLead(connectOnly, mara)).toBe(true)
  expect(await heyreach.campaigns.stopLead(connectOnly, `${mara}-2`)).toBe(false)
  const list = await heyreach.lists.create('swarm')
  expect(await heyreach.lists.addLead(list.id, lead())).toEqual({ added: 1, updated: 0, failed: 0 })
  expect(await heyreach.lists.find('swarm')).toMatchObject([{ id: list.id, campaignIds: [] }])
  expect(await heyreach.lists.removeLead(list.id, mara)).toBe(true)
  expect(await heyreach.lists.removeLead(list.id, mara)).toBe(false)
})

import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { mailVariables } from '../../../jobs/src/providers/instantly/campaigns.ts'
import type { NewPlatformLead } from '../../../jobs/src/providers/instantly/leads.ts'
import { createInstantly, type Instantly } from '../../../jobs/src/providers/instantly.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'
import { recordingLog } from './make-client.ts'

let database: TestDatabase
let writer: Writer
let sandbox: Sandbox
let instantly: Instantly
const { log, lines } = recordingLog()
const apiKey = 'sandbox-instantly-key'
const webhookSecret = 'hook-secret-0123456789'
const account = 'dani@chiefaiofficerlabs.com'

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  instantly = createInstantly({ apiKey, baseUrl: `${sandbox.url}/instantly/api/v2`, webhookSecret }, { mode: 'sandbox', writer, log })
})
beforeEach(() => control('DELETE', 'faults'))
afterAll(async () => {
  expect(lines.join('')).not.toMatch(/sandbox-instantly-key|hook-secret/)
  await instantly.close()
  await sandbox.stop()
  await writer.end()
  await database.drop()
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)

async function requests(path: string): Promise<{ path: string; body: string; headers: Record<string, string>; acted: boolean }[]> {
  const schema = z.object({
    items: z.array(z.object({ path: z.string(), body: z.string(), headers: z.record(z.string(), z.string()), acted: z.boolean() })),
  })
  return schema.parse(await control('GET', `requests?provider=instantly&path=${encodeURIComponent(path)}`)).items
}

let made = 0
const draft = () => {
  made += 1
  return instantly.campaigns.create({
    name: `swarm-batch-${made}`,
    account,
    zone: 'America/Detroit',
    day: '2026-12-01',
    from: '08:00',
    to: '11:00',
    dailyLimit: 25,
    gapMinutes: 5,
  })
}

function lead(email: string): NewPlatformLead {
  const variables = {
    [mailVariables.subject]: 'An idea',
    [mailVariables.body]: 'Hello<br/>there',
    [mailVariables.attemptKey]: `key-${email}`,
  }
  return { email, firstName: 'Mara', lastName: null, companyName: 'Northfold', variables }
}

const attempt = { attemptKey: 'attempt-7', beforeWrite: () => true }

test('a draft comes into being as asked for, is found by its name, and holds our bytes', async () => {
  const campaign = await draft()
  expect(campaign).toMatchObject({
    status: 'DRAFT',
    accounts: [account],
    startOn: '2026-12-01',
    endOn: '2026-12-01',
    windows: [{ zone: 'America/Detroit', from: '08:00', to: '11:00' }],
    mails: [{ subject: '{{swarmSubject}}', body: '{{swarmBody}}' }],
  })
  expect(await instantly.campaigns.find(campaign.name)).toContainEqual(campaign)
  const [added] = await instantly.leads.add(campaign.id, [lead('a@one.example')])
  expect(added?.outcome).toBe('ADDED')
  expect(await instantly.leads.list(campaign.id)).toMatchObject([
    { email: 'a@one.example', status: 'ACTIVE', lastContactAt: null, variables: lead('a@one.example').variables },
  ])
})

test('activate carries its attempt key and no content type, pause and removal are read back', async () => {
  const campaign = await draft()
  await control('DELETE', 'requests')
  expect(await instantly.campaigns.activate(campaign.id, attempt)).toMatchObject({ id: campaign.id, status: 'ACTIVE' })
  const [request] = await requests('activate')
  expect(request).toMatchObject({ body: '', headers: { 'x-attempt-key': 'attempt-7' } })
  expect(request?.headers['content-type']).toBeUndefined()
  expect((await instantly.campaigns.pause(campaign.id)).status).toBe('PAUSED')
  await instantly.campaigns.remove(campaign.id)
  expect(await instantly.campaigns.get(campaign.id)).toBeNull()
})

test('an activate without a clear answer is unknown, was sent once, and is told by the campaign’s status', async () => {
  for (const fault of [
    { dropAfterActing: true },
    { truncate: true },
    { truncate: 'connection' },
    { contentType: null },
    { contentType: 'text/html' },
    { status: 500, act: true },
  ]) {
    const campaign = await draft()
    await control('DELETE', 'requests')
    await control('PUT', 'faults', [{ provider: 'instantly', path: 'activate', ...fault }])
    await expect(instantly.campaigns.activate(campaign.id, attempt)).rejects.toMatchObject({
      kind: 'unknown_outcome',
      certainlyNotSent: false,
    })
    expect(await requests('activate')).toMatchObject([{ acted: true }])
    expect((await instantly.campaigns.get(campaign.id))?.status).toBe('ACTIVE')
    // The breaker counts failures; this test is not about it.
    await instantly.accounts.list()
  }
})

test('an activate that Instantly refuses in its own words certainly did nothing; in anybody else’s it is unknown', async () => {
  const campaign = await draft()
  const refuse = (body: string) => control('PUT', 'faults', [{ provider: 'instantly', path: 'activate', status: 400, body }])
  await refuse('{"statusCode":400,"error":"Bad Request","message":"no senders"}')
  await expect(instantly.campaigns.activate(campaign.id, attempt)).rejects.toMatchObject({ kind: 'rejected', certainlyNotSent: true })
  await refuse('{"detail":"blocked by a firewall"}')
  await expect(instantly.campaigns.activate(campaign.id, attempt)).rejects.toMatchObject({
    kind: 'unknown_outcome',
    certainlyNotSent: false,
  })
  // An answer about another campaign is no answer.
  await control('PUT', 'faults', [
    { provider: 'instantly', path: 'activate', status: 200, body: JSON.stringify({ id: 'another', name: 'x', status: 1 }) },
  ])
  await expect(instantly.campaigns.activate(campaign.id, attempt)).rejects.toMatchObject({ kind: 'unknown_outcome' })
})

test('a bulk is settled per lead: who is not named is unknown, whatever the counts say', async () => {
  const campaign = await draft()
  await instantly.blockList.add(['blocked@two.example'])
  await instantly.leads.add(campaign.id, [lead('twice@two.example')])
  const outcomes = await instantly.leads.add(campaign.id, [
    lead('new@two.example'),
    lead('twice@two.example'),
    lead('blocked@two.example'),
    lead('no address'),
    lead('last@two.example'),
  ])
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ADDED', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'ADDED'])
  await control('PUT', 'faults', [{ provider: 'instantly', path: 'leads/add', partial: true, times: 1 }])
  const half = await instantly.leads.add(campaign.id, [
    lead('b1@two.example'),
    lead('b2@two.example'),
    lead('b3@two.example'),
    lead('b4@two.example'),
  ])
  expect(half.map(({ outcome }) => outcome)).toEqual(['ADDED', 'ADDED', 'UNKNOWN', 'UNKNOWN'])
  expect((await instantly.leads.list(campaign.id, ['b1@two.example', 'b3@two.example'])).map(({ email }) => email)).toEqual([
    'b1@two.example',
  ])
})

test('a list is read to its end, page by page, and a removed lead is gone once', async () => {
  const campaign = await draft()
  // Twice the page: the last full page carries a cursor though nothing follows.
  await instantly.leads.add(
    campaign.id,
    Array.from({ length: 200 }, (_, index) => lead(`n${index}@three.example`)),
  )
  const leads = await instantly.leads.list(campaign.id)
  expect(new Set(leads.map(({ email }) => email)).size).toBe(200)
  const id = leads[0]?.id ?? ''
  expect(await instantly.leads.remove(id)).toBe(true)
  expect(await instantly.leads.remove(id)).toBe(false)
  expect(await instantly.leads.list(campaign.id)).toHaveLength(199)
})

test('accounts with their health', async () => {
  const accounts = await instantly.accounts.list()
  expect(accounts).toHaveLength(6)
  expect(accounts).toContainEqual(
    expect.objectContaining({ email: account, status: 'ACTIVE', warmupStatus: 'ACTIVE', warmupScore: expect.any(Number) }),
  )
  const warmup = await instantly.accounts.warmup([account])
  expect(warmup.get(account)).toMatchObject({ sent: expect.any(Number), healthScore: expect.any(Number) })
  expect(await instantly.accounts.vitals([account, 'nobody@nowhere.example'])).toMatchObject([
    { domain: 'chiefaiofficerlabs.com', isAllPassing: true },
    { domain: 'nowhere.example', isAllPassing: false },
  ])
})

test('a hook is made for all events, shown as disabled when it is, and resumed', async () => {
  const hook = await instantly.webhooks.create({ url: 'http://127.0.0.1:9/hooks/instantly', headers: { 'x-swarm-secret': webhookSecret } })
  expect(hook).toMatchObject({ eventType: 'all_events', isEnabled: true })
  await control('PUT', 'faults', [{ provider: 'instantly', disableHook: true }])
  expect((await instantly.webhooks.list()).find(({ id }) => id === hook.id)?.isEnabled).toBe(false)
  expect((await instantly.webhooks.resume(hook.id)).isEnabled).toBe(true)
  expect((await instantly.webhooks.change(hook.id, { url: 'http://127.0.0.1:9/other', headers: {} })).url).toContain('/other')
  expect(await instantly.webhooks.test(hook.id)).toMatchObject({ isAnswered: false })
  expect(await instantly.webhooks.events({ fromDay: '2026-01-01', toDay: '2026-01-02' })).toEqual([])
})

test('what was blocked is in the list', async () => {
  await instantly.blockList.add(['who@four.example', 'five.example'])
  const entries = await instantly.blockList.list()
  expect(entries).toContainEqual(expect.objectContaining({ value: 'who@four.example', isDomain: false }))
  expect(entries).toContainEqual(expect.objectContaining({ value: 'five.example', isDomain: true }))
})

test('a send is proven by the mail itself', async () => {
  const clock = z.object({ now: z.string() }).parse(await control('GET', 'clock'))
  const day = new Date(Date.parse(clock.now) + 3 * 86_400_000).toISOString().slice(0, 10)
  const campaign = await instantly.campaigns.create({
    name: 'swarm-proof',
    account,
    zone: 'America/Detroit',
    day,
    from: '08:00',
    to: '16:00',
    dailyLimit: 5,
    gapMinutes: 1,
  })
  await instantly.leads.add(campaign.id, [lead('proof@six.example')])
  await control('PUT', 'behaviour', { fates: { 'proof@six.example': 'silent' } })
  await instantly.campaigns.activate(campaign.id, attempt)
  expect((await instantly.emails.list({ campaignId: campaign.id })).emails).toEqual([])
  await control('PUT', 'clock', { advanceMs: 5 * 86_400_000 })
  const { emails, next } = await instantly.emails.list({ campaignId: campaign.id, lead: 'proof@six.example' })
  expect(emails).toMatchObject([{ kind: 'CAMPAIGN', lead: 'proof@six.example', account, subject: 'An idea', html: 'Hello<br/>there' }])
  expect(next).toBeNull()
})

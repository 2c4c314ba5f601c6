import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Fault } from './faults.ts'
import type { Sandbox } from './server.ts'
import { startSandbox } from './start-sandbox.ts'
import {
  added,
  type Client,
  campaignBody,
  campaignShape,
  clientOf,
  leadBody,
  leadShape,
  MONDAY_NOON,
  mailShape,
  pageOf,
} from './testing/client.ts'
import { startReceiver } from './testing/receiver.ts'

let sandbox: Sandbox
let client: Client
beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  client = clientOf(sandbox)
})
beforeEach(async () => {
  await client.control('POST', 'reset')
  await client.control('PUT', 'clock', { to: MONDAY_NOON })
})
afterAll(() => sandbox.stop())

const logShape = z.object({
  items: z.array(
    z.looseObject({
      seq: z.number(),
      method: z.string(),
      path: z.string(),
      body: z.string(),
      headers: z.record(z.string(), z.string()),
      status: z.number().nullable(),
      acted: z.boolean(),
    }),
  ),
})
const clockShape = z.object({ offsetMs: z.number(), now: z.string(), nextDueAt: z.string().nullable() })

async function log(query = ''): Promise<z.infer<typeof logShape>['items']> {
  return logShape.parse(await client.control('GET', `requests${query}`)).items
}

function fault(rule: Omit<Fault, 'provider'>): Promise<unknown> {
  return client.control('PUT', 'faults', [{ provider: 'instantly', method: 'POST', path: '/campaigns$', ...rule }])
}

function create(): Promise<Response> {
  return client.instantly('POST', '/campaigns', campaignBody())
}

async function campaigns(): Promise<number> {
  return (await client.ask(pageOf(campaignShape), 'GET', '/campaigns')).items.length
}

test('the request log keeps body, attempt key and answer, and no key of the provider', async () => {
  const auth = { authorization: 'Bearer sandbox-instantly-key', 'x-attempt-key': 'attempt-1' }
  await client.request('POST', '/instantly/api/v2/campaigns', campaignBody(), auth)
  await client.instantly('GET', '/campaigns?limit=5')
  await client.request('POST', '/apollo/api/v1/people/match?id=x', undefined, { 'x-api-key': 'wrong' })
  const [post, get, apollo] = await log()
  expect(post).toMatchObject({ method: 'POST', path: '/api/v2/campaigns', status: 200, acted: true })
  expect(JSON.parse(post?.body ?? '')).toEqual(campaignBody())
  expect(post?.headers).toMatchObject({ 'x-attempt-key': 'attempt-1', authorization: '[redacted]' })
  const seq = post?.seq ?? 0
  expect(get).toMatchObject({ seq: seq + 1, query: 'limit=5', acted: false })
  expect(apollo).toMatchObject({ provider: 'apollo', status: 401, headers: { 'x-api-key': '[redacted]' } })
  expect((await log('?provider=apollo')).map(({ seq }) => seq)).toEqual([seq + 2])
  expect((await log(`?since=${seq}&path=campaigns`)).map((entry) => entry.seq)).toEqual([seq + 1])
  await client.control('DELETE', 'requests')
  expect(await log()).toEqual([])
})

test.each<[string, Omit<Fault, 'provider'>, number, boolean]>([
  ['a status answers without acting', { status: 500, body: '<html>oops</html>', contentType: 'text/html' }, 500, false],
  ['a status can come after acting', { status: 502, act: true }, 502, true],
  ['429 with retry-after', { status: 429, headers: { 'retry-after': '7' } }, 429, false],
  ['a raw body spoils a carried-out request', { body: '{"id": 12' }, 200, true],
  ['half of the answer', { truncate: true }, 200, true],
  ['no content type', { contentType: null }, 200, true],
])('fault: %s', async (_, rule, status, acts) => {
  await fault(rule)
  const answer = await create()
  const text = await answer.text()
  expect(answer.status).toBe(status)
  if (rule.body !== undefined) expect(text).toBe(rule.body)
  if (rule.truncate) expect(() => JSON.parse(text)).toThrow()
  if (rule.contentType === null) expect(answer.headers.get('content-type')).toBeNull()
  if (rule.headers) expect(answer.headers.get('retry-after')).toBe('7')
  expect(await campaigns()).toBe(acts ? 1 : 0)
  expect(await log('?path=campaigns')).toContainEqual(expect.objectContaining({ method: 'POST', status, acted: acts }))
})

test.each<[string, Omit<Fault, 'provider'>, boolean]>([
  ['reset before acting', { resetBeforeActing: true }, false],
  ['dropped after acting', { dropAfterActing: true }, true],
  ['cut in the middle of the body', { truncate: 'connection' }, true],
])('fault: %s', async (_, rule, acts) => {
  await fault({ ...rule, times: 1 })
  await expect(create().then((answer) => answer.text())).rejects.toThrow()
  expect(await campaigns()).toBe(acts ? 1 : 0)
  expect((await create()).status).toBe(200)
})

test.each([false, true])('fault: never answers, acted %s', async (act) => {
  await fault({ neverAnswer: true, act })
  const asked = client.request('POST', '/instantly/api/v2/campaigns', campaignBody(), { authorization: 'Bearer sandbox-instantly-key' })
  const silence = new Promise((resolve) => setTimeout(resolve, 150, 'silence'))
  expect(await Promise.race([asked.catch(() => 'reset'), silence])).toBe('silence')
  expect(await campaigns()).toBe(act ? 1 : 0)
})

test('fault: a delay holds the answer back, and a rule is used up after its times', async () => {
  await fault({ delayMs: 120, times: 1 })
  const started = performance.now()
  await create()
  expect(performance.now() - started).toBeGreaterThanOrEqual(118)
  await create()
  expect(await client.control('GET', 'faults')).toMatchObject({ items: [{ used: 1 }] })
})

test('fault: a partial bulk creates only its first half and its counts do not add up', async () => {
  const { id } = await client.ask(campaignShape, 'POST', '/campaigns', campaignBody())
  await fault({ path: '/leads/add$', partial: true })
  const leads = ['a', 'b', 'c'].map((name) => leadBody(`${name}@one.example`))
  expect(await client.ask(added, 'POST', '/leads/add', { campaign_id: id, leads })).toMatchObject({ total_sent: 3, leads_uploaded: 2 })
  expect((await client.ask(pageOf(leadShape), 'POST', '/leads/list', { campaign: id })).items).toHaveLength(2)
})

test('faults on hooks: twice, late, and switched off', async () => {
  const receiver = await startReceiver()
  const hook = await client.ask(z.looseObject({ id: z.string() }), 'POST', '/webhooks', {
    target_hook_url: receiver.url,
    event_type: 'all_events',
  })
  await client.control('PUT', 'behaviour', { fates: { 'a@one.example': 'bounce' } })
  await client.control('PUT', 'faults', [
    { provider: 'instantly', path: 'email_sent', duplicateWebhooks: true },
    { provider: 'instantly', path: 'email_bounced', lateWebhooksMs: 3_600_000 },
  ])
  const { id } = await client.ask(campaignShape, 'POST', '/campaigns', campaignBody())
  await client.ask(added, 'POST', '/leads/add', { campaign_id: id, leads: [leadBody('a@one.example')] })
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  await client.control('PUT', 'clock', { to: '2026-11-24T13:30:00.000Z' })
  const types = () => receiver.delivered.map(({ body }) => body.event_type)
  expect(types()).toEqual(['email_sent', 'email_sent', 'campaign_completed'])
  expect(receiver.delivered[0]?.body).toEqual(receiver.delivered[1]?.body)
  await client.control('PUT', 'clock', { advanceMs: 3_600_000 })
  expect(types().at(-1)).toBe('email_bounced')
  await client.control('PUT', 'faults', [{ provider: 'instantly', disableHook: true }])
  expect(await client.ask(z.looseObject({ status: z.number() }), 'GET', `/webhooks/${hook.id}`)).toMatchObject({ status: -1 })
  await receiver.close()
})

test('wrong control input is refused with what is wrong', async () => {
  for (const [path, body] of [
    ['faults', [{ provider: 'instantly', path: '(' }]],
    ['faults', [{ provider: 'instantly', statuss: 500 }]],
    ['faults', [{ provider: 'instently', status: 500 }]],
    ['clock', { advanceMs: -1 }],
    ['behaviour', { fates: { 'a@b.example': 'explode' } }],
  ] as const)
    await expect(client.control('PUT', path, body)).rejects.toThrow(/: 400 .*error/)
  expect((await client.request('PUT', '/_control/behaviour', '{')).status).toBe(400)
  await expect(client.control('GET', 'requests?path=(')).rejects.toThrow(/: 400 .*error/)
  await expect(client.control('GET', 'nothing')).rejects.toThrow(/: 404 .*error/)
})

test('a change of one rate leaves the others', async () => {
  const changed = await client.control('PUT', 'behaviour', { rates: { reply: 0.5 }, limits: { instantlyPerSecond: null } })
  expect(changed).toMatchObject({ rates: { reply: 0.5, bounce: 0.02 }, limits: { instantlyPerSecond: null, instantlyPerMinute: 6_000 } })
})

test('the clock names the next instant at which something happens, and moving there makes it happen', async () => {
  const { id } = await client.ask(campaignShape, 'POST', '/campaigns', campaignBody())
  await client.ask(added, 'POST', '/leads/add', { campaign_id: id, leads: [leadBody('a@one.example')] })
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  const clock = clockShape.parse(await client.control('GET', 'clock'))
  expect(clock.nextDueAt).toBe('2026-11-24T13:00:00.000Z')
  await client.control('PUT', 'clock', { to: clock.nextDueAt })
  expect((await client.ask(pageOf(mailShape), 'GET', '/emails')).items).toHaveLength(1)
})

test('without anybody moving the clock, due things happen as time goes by', async () => {
  const { id } = await client.ask(campaignShape, 'POST', '/campaigns', campaignBody())
  await client.ask(added, 'POST', '/leads/add', { campaign_id: id, leads: [leadBody('a@one.example')] })
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  await client.control('PUT', 'clock', { to: '2026-11-24T12:59:59.900Z' })
  expect((await client.ask(pageOf(mailShape), 'GET', '/emails')).items).toEqual([])
  await expect
    .poll(async () => (await client.ask(pageOf(mailShape), 'GET', '/emails')).items.length, { timeout: 3_000, interval: 200 })
    .toBe(1)
})

test('two moves at once add up, and an offset is met to the millisecond', async () => {
  await client.control('PUT', 'clock', { offsetMs: 5_000 })
  await Promise.all([client.control('PUT', 'clock', { advanceMs: 60_000 }), client.control('PUT', 'clock', { advanceMs: 1_000 })])
  expect(clockShape.parse(await client.control('GET', 'clock')).offsetMs).toBe(66_000)
})

test('the same seed makes the same things happen, another seed others', async () => {
  const outcome = async (seed: number): Promise<unknown> => {
    const one = await startSandbox({ delays: 'off', people: 10, seed })
    const it = clientOf(one)
    await it.control('PUT', 'clock', { to: MONDAY_NOON })
    await it.control('PUT', 'behaviour', { rates: { bounce: 0.2, reply: 0.3 } })
    const { id } = await it.ask(campaignShape, 'POST', '/campaigns', campaignBody())
    const leads = Array.from({ length: 25 }, (_, index) => leadBody(`lead${index}@one.example`))
    await it.ask(added, 'POST', '/leads/add', { campaign_id: id, leads })
    await it.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
    await it.control('PUT', 'clock', { to: '2026-11-27T12:00:00.000Z' })
    const { items } = await it.ask(pageOf(leadShape), 'POST', '/leads/list', { campaign: id, limit: 100 })
    await one.stop()
    return items.map(({ email, status, email_open_count, email_reply_count, lt_interest_status }) => ({
      email,
      status,
      email_open_count,
      email_reply_count,
      lt_interest_status,
    }))
  }
  const [first, second, other] = await Promise.all([outcome(3), outcome(3), outcome(4)])
  expect(second).toEqual(first)
  expect(other).not.toEqual(first)
})

test('a killed process comes back with its campaigns, clock, faults and log, and goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const statePath = join(folder, 'state.jsonl')
  const start = async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
      env: { ...process.env, SANDBOX_STATE: statePath, SANDBOX_DELAYS: 'off', SANDBOX_PORT: '0' },
    })
    const [line] = await once(child.stdout, 'data')
    const { url } = z.object({ ready: z.literal(true), url: z.string() }).parse(JSON.parse(String(line)))
    return { child, it: clientOf({ url, stop: async () => undefined }) }
  }
  const before = await start()
  await before.it.control('PUT', 'clock', { to: MONDAY_NOON })
  await before.it.control('PUT', 'faults', [{ provider: 'instantly', path: '/never$', status: 503 }])
  const { id } = await before.it.ask(campaignShape, 'POST', '/campaigns', campaignBody())
  await before.it.ask(added, 'POST', '/leads/add', { campaign_id: id, leads: [leadBody('a@one.example')] })
  await before.it.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  before.child.kill('SIGKILL')
  await once(before.child, 'exit')
  // A kill in the middle of a write.
  appendFileSync(statePath, '{"c":"instantly.leads","k":"half')

  const after = await start()
  expect(await after.it.ask(campaignShape, 'GET', `/campaigns/${id}`)).toMatchObject({ id, status: 1 })
  expect(clockShape.parse(await after.it.control('GET', 'clock')).now.slice(0, 10)).toBe('2026-11-23')
  expect(logShape.parse(await after.it.control('GET', 'requests')).items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  expect(await after.it.control('GET', 'faults')).toMatchObject({ items: [{ fault: { status: 503 } }] })
  await after.it.control('PUT', 'clock', { to: '2026-11-24T14:00:00.000Z' })
  expect((await after.it.ask(pageOf(mailShape), 'GET', '/emails')).items).toHaveLength(1)

  const stopped = performance.now()
  after.child.kill('SIGTERM')
  expect((await once(after.child, 'exit'))[0]).toBe(0)
  // Connections that clients keep open would hold it for five seconds.
  expect(performance.now() - stopped).toBeLessThan(4_000)
  await expect(startSandbox({ statePath, seed: 8 })).rejects.toThrow(/seed 7, not 8/)
  rmSync(folder, { recursive: true })
})

test('a body beyond 5 MB is refused in the provider’s words', async () => {
  const answer = await client.request('POST', '/apollo/api/v1/people/bulk_match', JSON.stringify({ pad: 'x'.repeat(5 * 1024 * 1024) }), {
    'x-api-key': 'sandbox-apollo-key',
  })
  expect(answer.status).toBe(413)
})

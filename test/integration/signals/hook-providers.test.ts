import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { request } from 'node:http'
import type { WebhookProvider } from '@swarm/api/webhooks/hook-providers'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { heyreachHookUrl } from '@swarm/jobs/signals/heyreach-hooks'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { pathHookUrl } from '@swarm/jobs/signals/hook-path'
import { hookTestPayload } from '@swarm/jobs/signals/hook-test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { heyreachLeads } from './heyreach-leads.ts'

const pair = generateKeyPairSync('ed25519')
const ghlPublicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const older = 'the secret of last month'
const svixSecret = `whsec_${Buffer.from('twenty-four bytes of key').toString('base64')}`
const used = { secret: hookSecret, isUsed: true }
const log = createLog('test', 'silent')
let api: TestApi
beforeAll(async () => {
  api = await startTestApi({
    webhookSecrets: {
      isStrict: true,
      instantly: hookSecret,
      ghlPublicKey,
      heyreach: used,
      clay: used,
      bettercontact: used,
      rb2b: { secret: `${hookSecret},${older}`, isUsed: true },
      resend: { secret: svixSecret, isUsed: true },
    },
  })
})
afterAll(() => api.stop())

const byHeader = { [hookSecretHeader]: hookSecret }
const path = (provider: 'bettercontact' | 'rb2b', secret = hookSecret) => pathHookUrl(api.url, secret, provider) ?? ''
/** Where each provider comes, and what it brings to prove itself, for one body. */
const proofs: Record<WebhookProvider, (body: string) => { url: string; headers: Record<string, string> }> = {
  instantly: () => ({ url: `${api.url}/webhooks/instantly`, headers: byHeader }),
  clay: () => ({ url: `${api.url}/webhooks/clay`, headers: byHeader }),
  ghl: (body) => ({
    url: `${api.url}/webhooks/ghl`,
    headers: { 'x-ghl-signature': sign(null, Buffer.from(body), pair.privateKey).toString('base64') },
  }),
  heyreach: () => ({ url: heyreachHookUrl(api.url, hookSecret, 'MESSAGE_SENT'), headers: {} }),
  bettercontact: () => ({ url: path('bettercontact'), headers: {} }),
  rb2b: () => ({ url: path('rb2b'), headers: {} }),
  resend: (body) => ({ url: `${api.url}/webhooks/resend`, headers: signedBySvix(body) }),
}
/** As the service does it: over its id, its second and the bytes. */
function signedBySvix(body: string): Record<string, string> {
  const [id, second] = ['msg_1', String(Math.floor(Date.now() / 1_000))]
  const mac = createHmac('sha256', 'twenty-four bytes of key').update(`${id}.${second}.${body}`).digest('base64')
  return { 'svix-id': id, 'svix-timestamp': second, 'svix-signature': `v1,${Buffer.alloc(32).toString('base64')} v1,${mac}` }
}
const providers: readonly WebhookProvider[] = ['instantly', 'ghl', 'heyreach', 'clay', 'bettercontact', 'rb2b', 'resend']
const deliver = (provider: WebhookProvider, body: string) => {
  const { url, headers } = proofs[provider](body)
  return fetch(url, { method: 'POST', headers, body })
}
const count = async () => Number((await api.writer.pool.query<{ count: string }>('select count(*) from delivery')).rows[0]?.count)
const kept = async (provider: string) => {
  await applyAllDeliveries(api.writer, log)
  const { rows } = await api.writer.pool.query<{ type: string; effect: string | null; error: string | null; duplicate: boolean }>(
    `select event_type as type, effect, error, is_duplicate as duplicate from delivery where provider = $1 order by received_at desc, id desc limit 1`,
    [provider],
  )
  return rows[0]
}

test.each(providers)('%s: nonsense that is proven is kept and answered 200; unproven is refused and leaves nothing', async (provider) => {
  const before = await count()
  for (const body of ['{"half":', '[]', JSON.stringify({ some: 'thing', of: provider })])
    expect((await deliver(provider, body)).status).toBe(200)
  expect(await count()).toBe(before + 3)
  const bare = `${api.url}/webhooks/${provider}`
  for (const [url, headers] of [
    [bare, {}],
    [`${bare}/${'x'.repeat(43)}`, {}],
    [bare, { [hookSecretHeader]: 'wrong wrong wrong wrong' }],
    [bare, { authorization: `Bearer ${hookSecret}` }],
    [`${bare}/${hookSecret.replaceAll(' ', '%20')}`, {}],
    [bare, signedBySvix('{"other":"bytes"}')],
    [bare, { 'x-ghl-signature': Buffer.alloc(64).toString('base64') }],
  ] as const)
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status, url).toBe(401)
  expect((await fetch(proofs[provider]('').url)).status).toBe(405)
  expect(await count()).toBe(before + 3)
})

test.each(providers)('%s: a marked test goes the whole way and changes nothing', async (provider) => {
  const alerts = async () => (await api.writer.pool.query('select cause, count from alert order by cause')).rows
  await applyAllDeliveries(api.writer, log)
  const before = await alerts()
  expect((await deliver(provider, JSON.stringify(hookTestPayload(`nonce of ${provider}`)))).status).toBe(200)
  expect(await kept(provider)).toMatchObject({ effect: 'A test: it changes nothing.', error: null })
  expect(await alerts()).toEqual(before)
})

test('without a secret, or with one that can be guessed, the routes answer 503, GoHighLevel’s 429, and readiness names each', async () => {
  const weak = { secret: 'short', isUsed: true }
  const closed = await startTestApi({
    webhookSecrets: { isStrict: true, instantly: 'short', heyreach: weak, clay: weak, bettercontact: weak, rb2b: weak, resend: weak },
  })
  for (const provider of providers) {
    const answer = await fetch(`${closed.url}/webhooks/${provider}`, {
      method: 'POST',
      headers: { [hookSecretHeader]: 'short' },
      body: '{}',
    })
    expect([provider, answer.status]).toEqual([provider, provider === 'ghl' ? 429 : 503])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  const ready: { failing: string[] } = await (await fetch(`${closed.url}/health/ready`)).json()
  // GoHighLevel is used once it has an account.
  expect(ready.failing.filter((code) => code === 'WEBHOOK_SECRETS')).toHaveLength(providers.length - 1)
  await closed.stop()
})

test('who stands on the allow-list is taken without proof, marked so, and readiness says it', async () => {
  const open = await startTestApi({ webhookSecrets: { isStrict: true, instantly: hookSecret, unsignedAllowlist: ['clay'] } })
  expect((await fetch(`${open.url}/webhooks/clay`, { method: 'POST', body: '{"correlation_id":"a"}' })).status).toBe(200)
  expect((await fetch(`${open.url}/webhooks/instantly`, { method: 'POST', body: '{}' })).status).toBe(401)
  expect((await open.writer.pool.query('select provider, is_authenticated as proven from delivery')).rows).toEqual([
    { provider: 'clay', proven: false },
  ])
  const ready: { weaker: string[] } = await (await fetch(`${open.url}/health/ready`)).json()
  expect(ready.weaker).toContain('UNSIGNED_WEBHOOKS')
  await open.stop()
})

test('while one secret replaces another both are taken', async () => {
  for (const secret of [hookSecret, older]) {
    expect((await fetch(path('rb2b', secret), { method: 'POST', body: JSON.stringify({ by: secret }) })).status).toBe(200)
  }
  expect((await fetch(path('rb2b', 'a secret of nobody here'), { method: 'POST', body: '{}' })).status).toBe(401)
})

test('RB2B is answered 200 though its body is far too large, because it hangs up on anything else', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(path('rb2b'), { method: 'POST' }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    call.on('error', reject)
    call.end(Buffer.alloc(3_000_000, 'a'))
  })
  expect(status).toBe(200)
  expect(await kept('rb2b')).toMatchObject({ effect: null, error: 'The body is not JSON.' })
  const { rows } = await api.writer.pool.query<{ bytes: number }>('select max(length(body)) as bytes from delivery')
  expect(rows).toEqual([{ bytes: 1_000_000 }])
})

test('an enricher’s answer is kept for the waterfall once; one that answers no question is flagged', async () => {
  const found = (balance: number) =>
    JSON.stringify({ id: 'req_abc', status: 'terminated', credits_consumed: 1, credits_left: balance, summary: {}, data: [] })
  expect(await (await deliver('bettercontact', found(420))).json()).toMatchObject({ duplicate: false })
  expect(await kept('bettercontact')).toMatchObject({ type: 'enrichment_result', effect: 'Kept for the waterfall.', error: null })
  expect(await (await deliver('bettercontact', found(419))).json()).toMatchObject({ duplicate: true })
  const person = (fields: unknown) => JSON.stringify({ request_id: 'req_abc', enriched: true, custom_fields: fields, at: Math.random() })
  expect(await (await deliver('bettercontact', person({ lead_id: 'ld_1' }))).json()).toMatchObject({ duplicate: false })
  expect(await (await deliver('bettercontact', person([{ name: 'lead_id', value: 'ld_1', position: 0 }]))).json()).toMatchObject({
    duplicate: true,
  })
  await deliver('clay', JSON.stringify({ correlation_id: 'clay_job_1', status: 'found', employee_count: '42' }))
  expect(await kept('clay')).toMatchObject({ type: 'enrichment_result', effect: 'Kept for the waterfall.' })
  await deliver('clay', JSON.stringify({ correlation_id: '', email: 'mara@northfold.example' }))
  expect(await kept('clay')).toMatchObject({ effect: null, error: expect.stringContaining('correlation_id') })
})

test('a visit of a lead is a signal, once for a page and minute; one of a company alone is noted', async () => {
  const [lead] = await heyreachLeads(api.writer, { count: 1, campaignId: 1 })
  if (!lead) throw new Error('no lead')
  const visit = {
    'LinkedIn URL': `${lead.url}/`,
    'First Name': 'Mara',
    'Company Name': 'Northfold',
    'Seen At': '2026-03-01T12:34:56:00.00+00.00',
    'Captured URL': 'https://www.example.com/pricing?token=1',
    is_repeat_visit: true,
    Referrer: 'https://search.example/find?q=us',
    Tags: 'Hot Pages, Hot Leads',
  }
  const send = (change: object) => deliver('rb2b', JSON.stringify({ ...visit, ...change }))
  expect(await (await send({})).json()).toMatchObject({ duplicate: false })
  expect(await (await send({ 'Captured URL': 'https://www.example.com/pricing?token=2' })).json()).toMatchObject({ duplicate: true })
  expect(await kept('rb2b')).toMatchObject({ duplicate: true })
  const { rows } = await api.writer.pool.query(`select kind, at, detail from signal where lead_id = $1`, [lead.id])
  const [page, referrer, tags] = ['https://www.example.com/pricing', 'https://search.example/find', ['Hot Pages', 'Hot Leads']]
  expect(rows).toEqual([
    {
      kind: 'SITE_VISITED',
      at: new Date('2026-03-01T12:34:56Z'),
      detail: expect.objectContaining({ text: page, referrer, isRepeat: true, tags }),
    },
  ])
  const { rows: told } = await api.writer.pool.query(`select summary from timeline_entry where lead_id = $1 and kind = 'signal'`, [lead.id])
  expect(told).toEqual([{ summary: `Visited ${page}, not for the first time, coming from ${referrer} (Hot Pages, Hot Leads).` }])
  await send({ 'LinkedIn URL': '', 'Seen At': '2026-03-01T12:40:00Z' })
  expect(await kept('rb2b')).toMatchObject({ effect: 'A visit from a company, without a person.', error: null })
  await send({ 'LinkedIn URL': 'https://www.linkedin.com/in/nobody-here', 'Seen At': '2026-03-01T12:40:00Z' })
  expect(await kept('rb2b')).toMatchObject({ effect: null, error: 'A visitor who is no lead yet.' })
})

test('a check sends a marked test the whole way through every hook, and changes nothing', async () => {
  const key = await api.keyFor('operate')
  const before = (await api.writer.pool.query('select count(*)::int as signals from signal')).rows
  const check =
    'mutation { checkWebhooks(input: {}) { ... on CheckWebhooksSuccess { hooks { provider good message } } ... on UserError { code } } }'
  const answer = await api.ask<{ checkWebhooks: { hooks: { provider: string; good: boolean; message: string }[] } }>(key, check)
  const hooks = answer.data?.checkWebhooks.hooks ?? []
  expect(hooks.map(({ provider }) => provider).toSorted()).toEqual([...providers].toSorted())
  expect(hooks.filter(({ good }) => !good)).toEqual([])
  expect((await api.writer.pool.query('select count(*)::int as signals from signal')).rows).toEqual(before)
  expect((await api.ask(await api.keyFor('review'), check)).data).toEqual({ checkWebhooks: { code: 'FORBIDDEN' } })
  // Where to come is told to admins alone: for some it is all that proves a delivery.
  const where = '{ webhookAddresses { provider addresses } }'
  expect((await api.ask(key, where)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
  const shown = await api.ask<{ webhookAddresses: { provider: string; addresses: string[] }[] }>(await api.keyFor('admin'), where)
  expect(shown.data?.webhookAddresses.find(({ provider }) => provider === 'rb2b')?.addresses).toEqual([path('rb2b')])
  const { rows: kept } = await api.writer.pool.query<{ text: string }>('select detail::text as text from audit_detail')
  expect(kept.some(({ text }) => text.includes(path('rb2b').split('/').at(-1) ?? ''))).toBe(false)
})

test('no path token stands in logs or metrics', async () => {
  const token = path('rb2b').split('/').at(-1) ?? ''
  const key = await api.keyFor('read')
  const metrics = await (await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text()
  expect(metrics).toContain('/webhooks/rb2b')
  expect(metrics).not.toContain(token)
  expect(JSON.stringify(api.faults)).not.toContain(token)
})

import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { payload, sentLeads } from './sent-leads.ts'

let api: TestApi
const log = createLog('test', 'silent')

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = { [hookSecretHeader]: hookSecret }) =>
  fetch(`${api.url}/webhooks/instantly`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
const deliver = (body: Record<string, unknown>) => post(JSON.stringify(body))
const stored = async () => Number((await api.writer.pool.query<{ count: string }>('select count(*) from delivery')).rows[0]?.count)
const apply = () => applyAllDeliveries(api.writer, log)
const alerts = async () =>
  (
    await api.writer.pool.query<{ cause: string; count: number }>(
      `select cause, count from alert where cause not like 'reply.%' order by cause`,
    )
  ).rows

test('a missing or wrong secret is 401, in whatever place it stands, and leaves nothing', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1 })
  const body = JSON.stringify(payload('email_sent', { email: leads[0]?.email ?? '', campaignId }))
  const before = await stored()
  for (const headers of [
    {},
    { [hookSecretHeader]: 'wrong' },
    { [hookSecretHeader]: `${hookSecret} `.trimEnd().slice(1) },
    { authorization: `Bearer ${hookSecret}` },
  ]) {
    expect((await post(body, headers)).status).toBe(401)
  }
  expect((await fetch(`${api.url}/webhooks/instantly?secret=${encodeURIComponent(hookSecret)}`, { method: 'POST', body })).status).toBe(400)
  expect((await fetch(`${api.url}/webhooks/instantly`)).status).toBe(405)
  expect(await stored()).toBe(before)
})

test('2 MB are refused before they are read', async () => {
  const before = await stored()
  const answer = await post('a'.repeat(2_000_000)).catch(() => null)
  expect([413, undefined]).toContain(answer?.status)
  expect(await stored()).toBe(before)
})

test('the same event twice is answered 200 twice, kept twice and has its effect once', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1 })
  const [lead] = leads
  if (!lead) throw new Error('no lead')
  const body = payload('reply_received', { email: lead.email, campaignId }, { text: 'Call me' })
  const answers = await Promise.all([deliver(body), deliver({ extra: 1, ...body }), deliver(body)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  const said: { duplicate: boolean }[] = await Promise.all(answers.map((answer) => answer.json()))
  expect(said.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  await apply()
  const { rows } = await api.writer.pool.query(
    'select status, (select count(*)::int from signal where lead_id = lead.id) as signals from lead where id = $1',
    [lead.id],
  )
  expect(rows[0]).toEqual({ status: 'REPLIED', signals: 1 })
})

test('nonsense, unknown types and unknown leads are kept, answered 200 and alerted once per type', async () => {
  const { campaignId } = await sentLeads(api.writer, { count: 1 })
  const before = await stored()
  const nobody = (type: string, at: number) =>
    payload(type, { email: `nobody-${at}@nowhere.example`, campaignId }, { at: new Date(Date.now() - at * 1000) })
  const bodies = [
    '{"event_type":',
    Uint8Array.from([0xff, 0xfe]),
    '[]',
    '{"event_type":"email_sent"}',
    JSON.stringify({ event_type: 'email_sent\u0000' }),
    JSON.stringify({ event_type: 'a\u0000b' }),
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ]
  for (const body of bodies) expect((await post(body)).status).toBe(200)
  for (const at of [1, 2, 3]) expect((await deliver(nobody('brand_new_event', at))).status).toBe(200)
  for (const at of [1, 2]) expect((await deliver(nobody('email_opened', at))).status).toBe(200)
  expect(
    (
      await deliver({
        timestamp: new Date().toISOString(),
        event_type: 'account_error',
        email_account: 'dani@sender.example',
        message: 'Login failed',
      })
    ).status,
  ).toBe(200)
  expect(await stored()).toBe(before + bodies.length + 6)
  await apply()
  expect(await alerts()).toEqual([
    { cause: 'account.dani@sender.example', count: 1 },
    { cause: 'webhook.instantly.malformed', count: bodies.length - 1 },
    { cause: 'webhook.instantly.unknown-lead.EMAIL_OPENED', count: 2 },
    { cause: 'webhook.instantly.unknown-type.ab', count: 1 },
    { cause: 'webhook.instantly.unknown-type.brand_new_event', count: 3 },
  ])
  expect(api.faults).toEqual([])
})

test('who is unknown and asks to stop is suppressed all the same', async () => {
  const { campaignId } = await sentLeads(api.writer, { count: 1 })
  await deliver(payload('lead_unsubscribed', { email: 'Some.One+x@Gmail.com', campaignId }))
  await apply()
  const { rows } = await api.writer.pool.query(
    `select person_key from suppression where person_key = 'someone@gmail.com' and lifted_at is null`,
  )
  expect(rows).toHaveLength(1)
})

test('a delivery of a type that the code learns later is applied then', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1 })
  const [lead] = leads
  if (!lead) throw new Error('no lead')
  await deliver(payload('email_bounced', { email: lead.email, campaignId }))
  // As an older version would have left it.
  await api.writer.pool.query(
    `update delivery set error = 'Unknown event type "email_bounced".' where applied_at is null and position(convert_to($1, 'UTF8') in body) > 0`,
    [lead.email],
  )
  await apply()
  expect((await api.writer.pool.query('select status from lead where id = $1', [lead.id])).rows[0]).toEqual({ status: 'BOUNCED' })
})

test('many at once are committed together and each is answered for itself', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 150 })
  const answers = await Promise.all(leads.map(({ email }) => deliver(payload('email_sent', { email, campaignId }))))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  const { rows } = await api.writer.pool.query<{ commits: number; rows: number }>(
    `select count(distinct xmin::text)::int as commits, count(*)::int as rows from delivery where position(convert_to($1, 'UTF8') in body) > 0`,
    [campaignId],
  )
  expect(rows[0]?.rows).toBe(150)
  expect(rows[0]?.commits).toBeLessThan(100)
})

test('a mail that the platform sends by itself, or twice, stops everything', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1 })
  const about = { email: leads[0]?.email ?? '', campaignId }
  await deliver(payload('email_sent', about, { emailId: 'first', at: new Date(Date.now() - 5_000) }))
  await deliver(payload('email_sent', about, { emailId: 'second', at: new Date(Date.now() - 4_000) }))
  await apply()
  const { rows } = await api.writer.pool.query(`select reason from emergency_stop where lifted_at is null`)
  expect(rows).toEqual([{ reason: 'The platform says that it sent one mail twice.' }])
})

test('what the platform sent although it had ended here stops everything, says so, and bars its person', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1, sendStatus: 'SKIPPED' })
  await deliver(payload('email_sent', { email: leads[0]?.email ?? '', campaignId }, { emailId: 'unasked' }))
  await apply()
  const { rows } = await api.writer.pool.query(
    `select s.status, s.code, exists (select from send_once o where o.send_id = s.id) as barred, never_left(s.id) as never,
       exists (select from alert a where a.cause = 'send.unasked.' || s.id and a.resolved_at is null) as told from send s where s.id = $1`,
    [leads[0]?.sendId],
  )
  expect(rows).toEqual([{ status: 'SKIPPED', code: 'SENT_UNASKED', barred: true, never: false, told: true }])
})

test('what an unproven sender tells stops us at once, and proves nothing until it is told by who can', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 2 })
  const [sent, replied] = leads
  if (!sent || !replied) throw new Error('no leads')
  const told = [
    payload('email_sent', { email: sent.email, campaignId }),
    payload('reply_received', { email: replied.email, campaignId }, { text: 'Call me' }),
  ].map((body) => ({ provider: 'instantly', headers: {}, body: Buffer.from(JSON.stringify(body)) }))
  const tell = async (isAuthenticated: boolean) => {
    await api.writer.transaction((tx) =>
      storeDeliveries(
        tx,
        told.map((one) => ({ ...one, isAuthenticated })),
      ),
    )
    await apply()
    const { rows } = await api.writer.pool.query(
      `select l.status, s.status as send, (select count(*)::int from signal g where g.lead_id = l.id) as signals
       from lead l join send s on s.lead_id = l.id where l.id = any($1) order by l.id = $2`,
      [[sent.id, replied.id], replied.id],
    )
    return rows
  }
  const reply = { status: 'REPLIED', send: 'ACCEPTED', signals: 1 }
  expect(await tell(false)).toEqual([{ status: 'DISPATCHED', send: 'ACCEPTED', signals: 0 }, reply])
  expect(await tell(true)).toEqual([{ status: 'SENT', send: 'PROVEN', signals: 1 }, reply])
})

test('an internal test send is proven, and its recipient is never suppressed', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1, isTest: true })
  const [recipient] = leads
  if (!recipient) throw new Error('no recipient')
  for (const type of ['email_sent', 'lead_unsubscribed']) await deliver(payload(type, { email: recipient.email, campaignId }))
  await apply()
  expect((await api.writer.pool.query('select status from send where id = $1', [recipient.sendId])).rows[0]).toEqual({ status: 'PROVEN' })
  expect((await api.writer.pool.query('select from suppression where email = $1', [recipient.email])).rows).toHaveLength(0)
})

test('without a secret in strict mode the route is 503 and readiness names it', async () => {
  for (const instantly of [null, 'short']) {
    const closed = await startTestApi({ webhookSecrets: { isStrict: true, instantly } })
    const answer = await fetch(`${closed.url}/webhooks/instantly`, {
      method: 'POST',
      headers: { [hookSecretHeader]: instantly ?? '' },
      body: '{}',
    })
    expect(answer.status).toBe(503)
    const ready: { failing: string[] } = await (await fetch(`${closed.url}/health/ready`)).json()
    expect(ready.failing).toContain('WEBHOOK_SECRETS')
    await closed.stop()
  }
})

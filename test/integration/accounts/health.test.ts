import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { checkAccounts } from '@swarm/jobs/accounts/check-accounts'
import { createTextLookup } from '@swarm/jobs/accounts/dns-lookup'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createInstantly, type Instantly } from '../../../jobs/src/providers/instantly.ts'
import { createResend, type Resend } from '../../../jobs/src/providers/resend.ts'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { makeBatch, sendTo } from '../../harness/make-dispatch.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { clientOf } from '../../sandbox/testing/client.ts'

let api: TestApi
let writer: Writer
let jobs: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let instantly: Instantly
let resend: Resend
let key: string
const log = createLog('test', 'silent')
beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  jobs = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
  sandbox = await startSandbox({ people: 1, delays: 'off' })
  instantly = createInstantly(
    { apiKey: 'sandbox-instantly-key', baseUrl: `${sandbox.url}/instantly/api/v2`, webhookSecret: null },
    { mode: 'sandbox', writer: jobs, log },
  )
  resend = createResend({ apiKey: 'sandbox-resend-key', baseUrl: `${sandbox.url}/resend` }, { mode: 'sandbox', writer: jobs, log })
  key = await api.keyFor('operate')
})
afterAll(async () => {
  await instantly.close()
  await resend.close()
  await sandbox.stop()
  await jobs.end()
  await writer.end()
  await api.stop()
})
beforeEach(async () => {
  await writer.pool.query('truncate sending_account, send, signal, alert cascade')
  await clientOf(sandbox).control('POST', 'reset')
})

const cold = 'dani@chiefaiofficerai.com'

async function account(address = cold, columns: { platform?: string; warmupScore?: number } = {}): Promise<string> {
  const { rows } = await writer.pool.query<{ id: string }>(
    'insert into sending_account (platform, address, domain, position, warmup_score) values ($1, $2, $3, 1, $4) returning id',
    [columns.platform ?? 'INSTANTLY', address, address.split('@')[1], columns.warmupScore ?? null],
  )
  return rows[0]?.id ?? ''
}

const check = () =>
  checkAccounts({ writer: jobs, log, instantly, resend, lookUpText: createTextLookup([`127.0.0.1:${sandbox.dnsPort}`], 'sandbox') })

/** As if an hour had passed since the records were looked up. */
const forgetRecords = () => writer.pool.query(`update account_health set dns_checked_at = now() - interval '2 hours'`)

const setRecord = (name: string, texts: string[]) => clientOf(sandbox).request('PUT', '/dns/records', { name, texts })

/** Proven sends of the account, of which some bounced. */
async function sent(address: string, count: number, bounced: number): Promise<void> {
  const at = await make.now(writer)
  for (let place = 0; place < count; place++) {
    const lead = await make.lead(writer)
    const { sendIds } = await makeBatch(writer, [sendTo(lead.email, { lead: lead.id, account: address })])
    await writer.pool.query(
      `update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now() where id = any ($1)`,
      [sendIds],
    )
    if (place >= bounced) continue
    await writer.pool.query(
      `insert into signal (id, lead_id, kind, provider, at, detail) values ($1, $2, 'EMAIL_BOUNCED', 'instantly', $3, $4)`,
      [newId(at), lead.id, at, JSON.stringify({ sendId: sendIds[0] })],
    )
  }
}

type Shown = {
  id: string
  paused: boolean
  pauseReason: string | null
  warmupWeek: number | null
  dailyLimit: number
  sentToday: number
  counts: { sends: number; bounces: number; opens: number | null }
  checks: { verdict: string; paused: boolean }[]
  health: {
    verdict: string
    reasons: { code: string; message: string }[]
    spf: { verdict: string; found: string[] } | null
    dkim: { verdict: string } | null
    dmarc: { verdict: string } | null
    sent: number
    bounced: number
    bounceRate: number | null
    complained: number | null
    complaintRate: number | null
  }
}

async function shown(): Promise<Shown> {
  const answer = await api.ask<{ accounts: Shown[] }>(
    key,
    `{ accounts { id paused pauseReason warmupWeek dailyLimit sentToday counts { sends bounces opens } checks(first: 5) { verdict paused }
       health { verdict reasons { code message } spf { verdict found } dkim { verdict } dmarc { verdict } sent bounced bounceRate complained complaintRate } } }`,
  )
  expect(answer.errors).toBeUndefined()
  const [first] = answer.data?.accounts ?? []
  if (!first) throw new Error('no account')
  return first
}

const alerts = async () =>
  (await writer.pool.query<{ cause: string; message: string; count: number }>('select cause, message, count from alert')).rows
const pauses = async () =>
  (
    await writer.pool.query<{ action: string; actor: string; detail: Record<string, unknown> }>(
      `select action, actor, detail from audit_entry e join audit_detail d on d.audit_id = e.id where action in ('account.paused', 'account.resumed') order by e.id`,
    )
  ).rows.slice(-1)

test('a sound account stays; its complaints are unknown, which is not none', async () => {
  await account()
  expect(await shown()).toMatchObject({ health: { verdict: 'UNKNOWN', spf: null } })
  expect(await check()).toEqual([])
  const { paused, health, checks } = await shown()
  expect(paused).toBe(false)
  expect(health).toMatchObject({
    verdict: 'PASS',
    reasons: [],
    spf: { verdict: 'PASS', found: ['v=spf1 include:_spf.sandbox.example ~all'] },
    dkim: { verdict: 'PASS' },
    dmarc: { verdict: 'PASS' },
    sent: 0,
    bounceRate: null,
    complained: null,
    complaintRate: null,
  })
  expect(checks).toEqual([{ verdict: 'PASS', paused: false }])
})

test.each([
  ['SPF_FAILS', 'chiefaiofficerai.com', ['v=spf1 +all']],
  ['DKIM_FAILS', 'google._domainkey.chiefaiofficerai.com', ['v=DKIM1; p=']],
  ['DMARC_FAILS', '_dmarc.chiefaiofficerai.com', ['v=DMARC1; p=none', 'v=DMARC1; p=reject']],
])('a failing record pauses the account once, with its evidence: %s', async (code, name, texts) => {
  const id = await account()
  await setRecord(name, texts)
  expect(await check()).toEqual([id])
  await forgetRecords()
  expect(await check()).toEqual([])
  const { paused, pauseReason, health, checks } = await shown()
  expect({ paused, verdict: health.verdict, codes: health.reasons.map((reason) => reason.code) }).toEqual({
    paused: true,
    verdict: 'FAIL',
    codes: [code],
  })
  expect(pauseReason).toBe(`Unhealthy: ${health.reasons[0]?.message}`)
  expect(checks[0]).toEqual({ verdict: 'FAIL', paused: true })
  expect(await alerts()).toEqual([
    { cause: `account-unhealthy:${cold}`, message: `${cold} paused itself. ${health.reasons[0]?.message}`, count: 1 },
  ])
  expect(await pauses()).toMatchObject([
    { action: 'account.paused', actor: 'account health', detail: { address: cold, evidence: expect.anything() } },
  ])
})

test('name servers that fail or are silent make nobody unhealthy, and what they said before is not taken for now', async () => {
  await account()
  await check()
  await forgetRecords()
  await clientOf(sandbox).control('PUT', 'faults', [{ provider: 'dns', status: 500 }])
  expect(await check()).toEqual([])
  expect(await shown()).toMatchObject({
    paused: false,
    health: { verdict: 'PASS', spf: { verdict: 'UNKNOWN' }, dmarc: { verdict: 'UNKNOWN' } },
  })
})

test('a platform that does not answer makes nobody unhealthy', async () => {
  await account()
  await clientOf(sandbox).control('PUT', 'faults', [{ provider: 'instantly', path: '/accounts', status: 404 }])
  expect(await check()).toEqual([])
  expect((await shown()).health.verdict).toBe('PASS')
})

test.each([
  [19, 19, false],
  [20, 1, false],
  [20, 2, true],
  [40, 2, false],
])('%i sends of which %i bounced: pauses itself %s', async (count, bounced, isPaused) => {
  const id = await account()
  await sent(cold, count, bounced)
  expect(await check()).toEqual(isPaused ? [id] : [])
  expect(await shown()).toMatchObject({
    paused: isPaused,
    health: { sent: count, bounced, reasons: isPaused ? [{ code: 'BOUNCES' }] : [] },
    counts: { sends: count, bounces: bounced, opens: null },
  })
})

test('bounces of more than seven days ago no longer count', async () => {
  await account()
  await sent(cold, 20, 4)
  await writer.pool.query(`update send set accepted_at = accepted_at - interval '8 days'`)
  expect(await check()).toEqual([])
  expect((await shown()).health).toMatchObject({ sent: 0, bounced: 0 })
})

test('the platform’s own count pauses an account whose bounces we did not hear of', async () => {
  const id = await account()
  const day = new Date().toISOString().slice(0, 10)
  await clientOf(sandbox).control('PUT', 'faults', [
    {
      provider: 'instantly',
      path: '/accounts/analytics/daily',
      act: true,
      status: 200,
      body: JSON.stringify([{ date: day, email_account: cold, sent: 50, bounced: 3 }]),
      contentType: 'application/json',
    },
  ])
  expect(await check()).toEqual([id])
  // Between two looks at the platform its word still holds.
  expect(await check()).toEqual([])
  expect((await shown()).health).toMatchObject({ sent: 50, bounced: 3, reasons: [{ code: 'BOUNCES' }] })
})

test('one mail that is complained about at Resend pauses its account, and its recipient is not written to again', async () => {
  const id = await account('dani@chiefai.ai', { platform: 'RESEND' })
  for (const email of ['ana@acme.example', 'complained@acme.example']) {
    const answer = await clientOf(sandbox).request(
      'POST',
      '/resend/emails',
      { from: 'dani@chiefai.ai', to: [email], subject: 'Hello', text: 'Hello' },
      { authorization: 'Bearer sandbox-resend-key' },
    )
    const { id: messageId } = z.object({ id: z.string() }).parse(await answer.json())
    const lead = await make.lead(writer, { email })
    const { sendIds } = await makeBatch(writer, [sendTo(email, { lead: lead.id, platform: 'RESEND', account: 'dani@chiefai.ai' })])
    await writer.pool.query(
      `update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now(), provider_message_id = $2 where id = any ($1)`,
      [sendIds, messageId],
    )
  }
  await clientOf(sandbox).control('PUT', 'clock', { advanceMs: 60_000 })
  expect(await check()).toEqual([id])
  expect((await shown()).health).toMatchObject({ sent: 2, complained: 1, complaintRate: 0.5, reasons: [{ code: 'COMPLAINTS' }] })
  const { rows } = await writer.pool.query('select email, reason from suppression order by email nulls last')
  // Who complains has asked to stop, by whatever name they are known.
  const reason = 'This person asked not to be written to again.'
  expect(rows).toEqual([
    { email: 'complained@acme.example', reason },
    { email: null, reason },
  ])
})

test('a warm-up score below the setting pauses; none at all does not', async () => {
  const id = await account(cold, { warmupScore: 79 })
  await account('dani@chiefaiofficerlabs.com')
  expect(await check()).toEqual([id])
})

test('two sweeps at once pause an account once', async () => {
  await account(cold, { warmupScore: 10 })
  const results = await Promise.all([check(), check(), check()])
  expect(results.flat()).toHaveLength(1)
  expect(await alerts()).toMatchObject([{ count: 1 }])
})

const pause = (id: string, paused: boolean, reason = 'looked at it') =>
  api.ask<{
    pauseAccount: { __typename: string; account?: { paused: boolean; pauseReason: string | null }; code?: string; message?: string }
  }>(
    key,
    `mutation ($input: PauseAccountInput!) { pauseAccount(input: $input) { __typename ... on PauseAccountSuccess { account { paused pauseReason } } ... on UserError { code message } } }`,
    { input: { accountId: id, paused, reason } },
  )

test('a person pauses and resumes with a reason, each once and each with its audit row', async () => {
  await account()
  await check()
  const { id } = await shown()
  expect((await pause(id, true, 'too many complaints by phone')).data?.pauseAccount).toEqual({
    __typename: 'PauseAccountSuccess',
    account: { paused: true, pauseReason: 'too many complaints by phone' },
  })
  expect((await pause(id, true)).data?.pauseAccount).toMatchObject({ __typename: 'RefusedError', code: 'ALREADY_DONE' })
  expect(await check()).toEqual([])
  expect((await pause(id, false)).data?.pauseAccount).toMatchObject({ account: { paused: false, pauseReason: null } })
  expect((await pause(id, false)).data?.pauseAccount).toMatchObject({ code: 'ALREADY_DONE' })
  expect(await pauses()).toMatchObject([
    { action: 'account.resumed', detail: { reason: 'looked at it', before: 'too many complaints by phone' } },
  ])
})

test('an unhealthy account is not resumed until what is wrong is mended', async () => {
  await account()
  await setRecord('_dmarc.chiefaiofficerai.com', [])
  await setRecord('_dmarc.chiefaiofficerai.com', ['nothing of DMARC'])
  await check()
  const { id } = await shown()
  expect((await pause(id, false)).data?.pauseAccount).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
  await clientOf(sandbox).request('DELETE', '/dns/records')
  await forgetRecords()
  await check()
  expect((await shown()).paused).toBe(true)
  expect((await pause(id, false)).data?.pauseAccount).toMatchObject({ account: { paused: false } })
})

test('what the platform paused is resumed there; reading may not pause', async () => {
  const row = await account()
  await writer.pool.query(`update sending_account set paused_at = now(), pause_reason = 'Instantly says: sending error' where id = $1`, [
    row,
  ])
  const { id } = await shown()
  expect((await pause(id, false)).data?.pauseAccount).toMatchObject({ code: 'NOT_READY' })
  const reader = await api.keyFor('read')
  const refused = await api.ask<{ pauseAccount: { __typename: string } }>(
    reader,
    `mutation { pauseAccount(input: { accountId: "${id}", paused: true, reason: "because" }) { __typename } }`,
  )
  expect(refused.data?.pauseAccount.__typename).toBe('ForbiddenError')
})

import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInstantly, type Instantly } from '../../../jobs/src/providers/instantly.ts'
import { watchHooks } from '../../../jobs/src/signals/watch-hooks.ts'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { sentLeads } from './sent-leads.ts'

let api: TestApi
let writer: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let instantly: Instantly
const log = createLog('test', 'silent')

beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off' })
  api = await startTestApi({ sandboxUrl: sandbox.url })
  writer = createWriter({ url: api.database.urls.jobs, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  instantly = createInstantly(
    { apiKey: 'sandbox-instantly-key', baseUrl: `${sandbox.url}/instantly/api/v2`, webhookSecret: hookSecret },
    { mode: 'sandbox', writer, log },
  )
})
afterAll(async () => {
  await instantly.close()
  await writer.end()
  await api.stop()
  await sandbox.stop()
})

const control = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${sandbox.url}/_control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
const watch = (secret: string | null = hookSecret) => watchHooks({ writer, log, instantly, publicUrl: api.url, secret })
const hook = async () =>
  (await writer.pool.query<{ is_hearing: boolean; problem: string | null }>('select is_hearing, problem from provider_hook')).rows[0]
const statuses = async (ids: readonly string[]) =>
  (
    await writer.pool.query<{ status: string }>(
      'select l.status from unnest($1::uuid[]) with ordinality k(id, place) join lead l on l.id = k.id order by k.place',
      [ids],
    )
  ).rows.map(({ status }) => status)

/** Ours first, as the mutation does. */
async function moveBoth(days: number): Promise<void> {
  await writer.pool.query(`select move_clock(business_now() + make_interval(days => $1))`, [days])
  await control('PUT', 'clock', { advanceMs: days * 86_400_000 })
}

/** A campaign at the sandbox whose window is always open, with these people; started. */
async function campaignFor(emails: readonly string[], fates: readonly string[]): Promise<string> {
  await control('PUT', 'behaviour', { fates: Object.fromEntries(emails.map((email, at) => [email, fates[at]])) })
  const call = async (path: string, body: unknown) => {
    const answer = await fetch(`${sandbox.url}/instantly/api/v2${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-instantly-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const made: { id: string } = await answer.json()
    return made
  }
  const days = Object.fromEntries(Array.from({ length: 7 }, (_, day) => [day, true]))
  const campaign = await call('/campaigns', {
    name: `swarm ${emails[0]}`,
    campaign_schedule: { schedules: [{ name: 'all', timing: { from: '00:00', to: '23:59' }, days, timezone: 'America/Boise' }] },
    sequences: [{ steps: [{ type: 'email', delay: 0, variants: [{ subject: 'Hello', body: 'See https://caio.cx' }] }] }],
    email_list: ['dani@chiefaiofficerai.com'],
    email_gap: 0,
    stop_on_reply: true,
    open_tracking: true,
    link_tracking: true,
  })
  await call('/leads/add', { campaign_id: campaign.id, leads: emails.map((email) => ({ email })) })
  await call(`/campaigns/${campaign.id}/activate`, {})
  return campaign.id
}

async function handedOver(fates: readonly string[]): Promise<{ ids: string[]; emails: string[] }> {
  const { campaignId, leads } = await sentLeads(writer, { count: fates.length })
  const emails = leads.map(({ email }) => email)
  const theirs = await campaignFor(emails, fates)
  await writer.pool.query('update campaign set provider_campaign_id = $1 where provider_campaign_id = $2', [theirs, campaignId])
  return { ids: leads.map(({ id }) => id), emails }
}

test('the hook is made with our secret, and what people do comes back by it', async () => {
  await watch()
  expect(await hook()).toEqual({ is_hearing: true, problem: null })
  const { ids, emails } = await handedOver([
    'silent',
    'open',
    'machine_open',
    'click',
    'reply:interested',
    'reply:unsubscribe',
    'bounce',
    'unsubscribe',
    'auto_reply',
  ])
  await moveBoth(3)
  await applyAllDeliveries(writer, log)
  expect(await statuses(ids)).toEqual(['SENT', 'OPENED', 'SENT', 'OPENED', 'REPLIED', 'UNSUBSCRIBED', 'BOUNCED', 'UNSUBSCRIBED', 'SENT'])
  const { rows } = await writer.pool.query<{ email: string }>(
    'select email from suppression where lifted_at is null and email = any($1) order by email',
    [emails],
  )
  expect(rows.map(({ email }) => email)).toEqual([emails[5], emails[6], emails[7]].sort())
  expect((await writer.pool.query(`select distinct status from send where lead_id = any($1::uuid[])`, [ids])).rows).toEqual([
    { status: 'PROVEN' },
  ])
  expect((await writer.pool.query(`select from delivery where applied_at is null`)).rows).toHaveLength(0)
  // Twice changes nothing at Instantly.
  await watch()
  expect(await instantly.webhooks.list()).toHaveLength(1)
})

test('a disabled hook makes us deaf until it is resumed and what was missed is here', async () => {
  const { ids } = await handedOver(['reply:interested', 'bounce'])
  await control('PUT', 'faults', [{ provider: 'instantly', disableHook: true }])
  await moveBoth(2)
  expect(await statuses(ids)).toEqual(['DISPATCHED', 'DISPATCHED'])
  // Instantly refuses to resume: found out, said, and it stays so.
  await control('PUT', 'faults', [{ provider: 'instantly', path: '/resume', status: 500, body: '{}' }])
  await watch()
  expect(await hook()).toMatchObject({ is_hearing: false })
  await control('DELETE', 'faults')
  await watch()
  expect(await hook()).toEqual({ is_hearing: true, problem: null })
  expect(await statuses(ids)).toEqual(['REPLIED', 'BOUNCED'])
  const before = (await writer.pool.query('select count(*) from delivery')).rows
  await writer.pool.query(`update provider_hook set polled_at = polled_at - interval '1 hour'`)
  await watch()
  expect((await writer.pool.query('select count(*) from delivery')).rows).toEqual(before)
})

test('another secret is given to the hook that is there', async () => {
  await instantly.webhooks.change((await instantly.webhooks.list())[0]?.id ?? '', {
    url: 'https://elsewhere.example/webhooks/instantly',
    headers: {},
  })
  await watch()
  expect((await instantly.webhooks.list()).map(({ url }) => url)).toEqual([`${api.url}/webhooks/instantly`])
  expect(await watch(null)).toBeUndefined()
  expect(await hook()).toMatchObject({ is_hearing: false, problem: expect.stringContaining('INSTANTLY_WEBHOOK_SECRET') })
})

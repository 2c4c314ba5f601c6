import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { heyreachHookTypes, heyreachHookUrl } from '@swarm/jobs/signals/heyreach-hooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHeyreach, type Heyreach } from '../../../jobs/src/providers/heyreach.ts'
import { watchHeyreach } from '../../../jobs/src/signals/watch-heyreach.ts'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'
import { type HeyreachLead, heyreachLeads } from './heyreach-leads.ts'

let api: TestApi
let writer: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let heyreach: Heyreach
const log = createLog('test', 'silent')
const campaignId = 334_381

beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  api = await startTestApi({
    sandboxUrl: sandbox.url,
    webhookSecrets: { isStrict: true, instantly: hookSecret, heyreach: { secret: hookSecret, isUsed: true } },
  })
  writer = createWriter({ url: api.database.urls.jobs, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  heyreach = createHeyreach(
    { apiKey: 'sandbox-heyreach-key', baseUrl: `${sandbox.url}/heyreach/api/public`, webhookSecret: hookSecret, callsPerMinute: 6_000 },
    { mode: 'sandbox', writer, log },
  )
  await asPerson(`/campaign/StartCampaign?campaignId=${campaignId}`)
  await control('PUT', 'behaviour', { limits: { heyreachPerMinute: null } })
})
afterAll(async () => {
  await heyreach.close()
  await writer.end()
  await api.stop()
  await sandbox.stop()
})
beforeEach(() => writer.pool.query('delete from provider_allowance'))

const control: Control = (...call) => controlOf(sandbox.url)(...call)
const asPerson = (path: string) =>
  fetch(`${sandbox.url}/heyreach/api/public${path}`, { method: 'POST', headers: { 'x-api-key': 'sandbox-heyreach-key' } })
/** As a minute later: what was found whole just now is not looked at again. */
async function watch(secret: string | null = hookSecret): Promise<void> {
  await writer.pool.query(`update provider_hook set checked_at = checked_at - interval '1 minute'`)
  await watchHeyreach({ writer, log, heyreach, publicUrl: api.url, secret })
}
const hearing = async () =>
  (
    await writer.pool.query<{ is_hearing: boolean; problem: string | null }>(
      `select is_hearing, problem from provider_hook where provider = 'heyreach'`,
    )
  ).rows[0]
const stateOf = async ({ id, sendId }: HeyreachLead) =>
  (
    await writer.pool.query<{ lead: string; send: string }>(
      'select l.status as lead, s.status as send from lead l join send s on s.id = $2 where l.id = $1',
      [id, sendId],
    )
  ).rows[0]

/** Ours first, as the mutation does. */
async function moveBoth(hours: number): Promise<void> {
  await writer.pool.query(`select move_clock(business_now() + make_interval(hours => $1))`, [hours])
  await control('PUT', 'clock', { advanceMs: hours * 3_600_000 })
}

/** Somebody whom HeyReach was given, and what they will do. */
async function handedOver(fate: string): Promise<HeyreachLead> {
  const [lead] = await heyreachLeads(writer, { count: 1, campaignId })
  if (!lead) throw new Error('no lead')
  await control('PUT', 'behaviour', { linkedinFates: { [lead.url]: fate } })
  await heyreach.campaigns.addLead(
    campaignId,
    5_001,
    { profileUrl: lead.url, firstName: 'Ana', lastName: 'Ruiz', companyName: null, position: null, fields: { swarm_text: 'Hello' } },
    { attemptKey: 'a', beforeWrite: () => true },
  )
  return lead
}

async function deliver(type: (typeof heyreachHookTypes)[number], body: unknown, secret = hookSecret): Promise<number> {
  const answer = await fetch(heyreachHookUrl(api.url, secret, type), { method: 'POST', body: JSON.stringify(body) })
  return answer.status
}
const replyBy = (lead: HeyreachLead, text: string, at: string, eventType: string) => ({
  event_type: eventType,
  conversation_id: `2-${lead.id}`,
  recent_messages: [{ creation_time: at, message: text, is_reply: true }],
  campaign: { id: campaignId },
  sender: { id: 5_001 },
  lead: { profile_url: lead.url },
  timestamp: at,
  correlation_id: crypto.randomUUID(),
})
const deliveries = async (lead: HeyreachLead) =>
  (
    await writer.pool.query<{ is_duplicate: boolean; effect: string | null; error: string | null }>(
      `select is_duplicate, effect, error from delivery where provider = 'heyreach' and encode(body, 'escape') like $1 order by id`,
      [`%${lead.url}%`],
    )
  ).rows

test('a hook for each kind of event is made once, and mended when somebody switches it off', async () => {
  await watch()
  expect(await hearing()).toEqual({ is_hearing: true, problem: null })
  expect((await heyreach.webhooks.list()).map(({ eventType }) => eventType).sort()).toEqual([...heyreachHookTypes].sort())
  await watch()
  expect(await heyreach.webhooks.list()).toHaveLength(heyreachHookTypes.length)
  await control('PUT', 'faults', [{ provider: 'heyreach', disableHook: true }])
  await watch()
  expect((await heyreach.webhooks.list()).every(({ isEnabled }) => isEnabled)).toBe(true)
  const { rows } = await writer.pool.query(`select 1 from alert where cause = 'webhook.heyreach.deaf'`)
  expect(rows).toHaveLength(1)
})

test('without a secret we are deaf, and say so', async () => {
  await watch(null)
  expect(await hearing()).toMatchObject({ is_hearing: false, problem: expect.stringContaining('HEYREACH_WEBHOOK_SECRET') })
  await watch()
  expect(await hearing()).toEqual({ is_hearing: true, problem: null })
})

test('only our own addresses take deliveries, and each answers before anything is derived', async () => {
  const [lead] = await heyreachLeads(writer, { count: 1, campaignId })
  if (!lead) throw new Error('no lead')
  const body = replyBy(lead, 'Happy to chat', new Date().toISOString(), 'message_reply_received')
  expect(await deliver('MESSAGE_REPLY_RECEIVED', body, 'another secret of 20')).toBe(401)
  expect((await fetch(`${api.url}/webhooks/heyreach/`, { method: 'POST', body: '{}' })).status).toBe(401)
  expect((await fetch(heyreachHookUrl(api.url, hookSecret, 'MESSAGE_SENT'))).status).toBe(405)
  expect(await deliveries(lead)).toEqual([])
  expect((await fetch(heyreachHookUrl(api.url, hookSecret, 'MESSAGE_SENT'), { method: 'POST', body: 'no json' })).status).toBe(200)
  expect(await deliver('MESSAGE_SENT', { padding: 'x'.repeat(1_100_000) })).toBe(413)
})

test('a reply stops us at once, and once, though it comes under two kinds and again', async () => {
  const [lead] = await heyreachLeads(writer, { count: 1, campaignId })
  if (!lead) throw new Error('no lead')
  const at = new Date().toISOString()
  for (const type of ['EVERY_MESSAGE_REPLY_RECEIVED', 'MESSAGE_REPLY_RECEIVED', 'EVERY_MESSAGE_REPLY_RECEIVED'] as const)
    expect(await deliver(type, replyBy(lead, 'Happy to chat', at, type.toLowerCase()))).toBe(200)
  await applyAllDeliveries(writer, log)
  expect((await deliveries(lead)).map(({ is_duplicate }) => is_duplicate)).toEqual([false, true, true])
  expect(await stateOf(lead)).toMatchObject({ lead: 'LINKEDIN_REPLIED' })
  const { rows } = await writer.pool.query(`select 1 from signal where lead_id = $1`, [lead.id])
  expect(rows).toHaveLength(1)
})

test('who asks to stop on LinkedIn is left alone everywhere, known as a lead or not', async () => {
  const [lead] = await heyreachLeads(writer, { count: 1, campaignId })
  if (!lead) throw new Error('no lead')
  const at = new Date().toISOString()
  await deliver('MESSAGE_REPLY_RECEIVED', replyBy(lead, 'Please unsubscribe me', at, 'message_reply_received'))
  const stranger = { ...lead, id: crypto.randomUUID(), url: `${lead.url}-stranger` }
  await deliver('EVERY_MESSAGE_REPLY_RECEIVED', replyBy(stranger, 'Stop writing to me', at, 'every_message_reply_received'))
  await applyAllDeliveries(writer, log)
  expect(await stateOf(lead)).toMatchObject({ lead: 'UNSUBSCRIBED' })
  const { rows } = await writer.pool.query<{ key: string }>(
    'select coalesce(linkedin_key, person_key) as key from suppression where linkedin_key like $1 or person_key = $2 order by 1',
    [`${lead.linkedinKey}%`, lead.email],
  )
  expect(rows.map(({ key }) => key).sort()).toEqual([lead.email, lead.linkedinKey, `${lead.linkedinKey}-stranger`].sort())
})

test('what a hook says of success waits for the poll, which brings proof and connection', async () => {
  await watch()
  const lead = await handedOver('accept')
  await deliver('CONNECTION_REQUEST_ACCEPTED', {
    lead: { profile_url: lead.url },
    campaign: { id: campaignId },
    sender: { id: 5_001 },
    timestamp: new Date().toISOString(),
  })
  await applyAllDeliveries(writer, log)
  expect(await stateOf(lead)).toEqual({ lead: 'DISPATCHED', send: 'ACCEPTED' })
  await watch()
  expect(await stateOf(lead)).toEqual({ lead: 'DISPATCHED', send: 'ACCEPTED' })
  await moveBoth(4)
  await applyAllDeliveries(writer, log)
  await watch()
  expect(await stateOf(lead)).toEqual({ lead: 'LINKEDIN_SENT', send: 'PROVEN' })
  await moveBoth(24 * 4)
  await watch()
  expect(await stateOf(lead)).toEqual({ lead: 'LINKEDIN_CONNECTED', send: 'PROVEN' })
  expect(await hearing()).toEqual({ is_hearing: true, problem: null })
})

test('replies that no hook brought are found in the inbox', async () => {
  await watch()
  const lead = await handedOver('reply:interested')
  await control('PUT', 'faults', [{ provider: 'heyreach', disableHook: true }])
  await moveBoth(24 * 5)
  expect(await deliveries(lead)).toEqual([])
  await watch()
  expect(await stateOf(lead)).toMatchObject({ lead: 'LINKEDIN_REPLIED', send: 'PROVEN' })
  const before = (await deliveries(lead)).length
  await moveBoth(1)
  await watch()
  expect(await deliveries(lead)).toHaveLength(before)
})

test('a gap that could not be read stays one, though the hooks stand by now', async () => {
  await watch()
  await control('PUT', 'faults', [{ provider: 'heyreach', disableHook: true }])
  await control('PUT', 'faults', [{ provider: 'heyreach', path: 'GetConversations', status: 401, body: 'Unauthorized' }])
  await watch()
  expect((await heyreach.webhooks.list()).every(({ isEnabled }) => isEnabled)).toBe(true)
  await watch()
  expect(await hearing()).toMatchObject({ is_hearing: false, problem: expect.stringContaining('could not be asked') })
  await control('DELETE', 'faults')
  await watch()
  expect(await hearing()).toEqual({ is_hearing: true, problem: null })
})

test('who never accepts is exhausted when the campaign is through', async () => {
  const lead = await handedOver('silent')
  await moveBoth(24 * 15)
  await watch()
  expect(await stateOf(lead)).toEqual({ lead: 'LINKEDIN_EXHAUSTED', send: 'PROVEN' })
})

test('the checklist is shown with what it was computed from', async () => {
  type Shown = { linkedinChecklist: { name: string; passed: boolean; evidence: unknown }[] }
  const { data } = await api.ask<Shown>(await api.keyFor('read'), '{ linkedinChecklist { name passed value required evidence } }')
  expect(data?.linkedinChecklist.map(({ name, passed }) => [name, passed])).toEqual([
    ['email_graduated', false],
    ['warm_up', false],
    ['webhook_secret', true],
    ['unsigned_allowlist', true],
    ['campaigns', false],
    ['test_profiles', false],
    ['native_sync_off', false],
  ])
  expect(data?.linkedinChecklist.find(({ name }) => name === 'campaigns')?.evidence).toMatchObject({
    campaigns: expect.arrayContaining([expect.objectContaining({ id: campaignId, problem: 'It was not read yet.' })]),
  })
})

test('a HeyReach that does not answer leaves what is known, and says so', async () => {
  await control('PUT', 'faults', [{ provider: 'heyreach', path: 'GetAllWebhooks', status: 401, body: 'Unauthorized' }])
  await watch()
  expect(await hearing()).toMatchObject({ is_hearing: true, problem: expect.stringContaining('could not be asked') })
  await control('DELETE', 'faults')
})

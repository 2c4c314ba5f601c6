import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../server.ts'
import { startSandbox } from '../start-sandbox.ts'
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
} from '../testing/client.ts'
import { type Receiver, startReceiver } from '../testing/receiver.ts'
import { ZONES } from './zones.ts'

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
  await client.control('PUT', 'behaviour', { limits: { instantlyEmailsPerMinute: null } })
  return () => receiver.close()
})
afterAll(() => sandbox.stop())

const HOOK_SECRET = 'a-secret-of-ours'
const countSchema = z.object({ count: z.number() })

async function hookUp(): Promise<string> {
  const hook = { target_hook_url: receiver.url, event_type: 'all_events', headers: { 'x-swarm-secret': HOOK_SECRET } }
  return (await client.ask(z.looseObject({ id: z.string() }), 'POST', '/webhooks', hook)).id
}

async function draft(emails: string[], change: Record<string, unknown> = {}): Promise<string> {
  const { id } = await client.ask(campaignShape, 'POST', '/campaigns', campaignBody(change))
  await client.ask(added, 'POST', '/leads/add', { campaign_id: id, leads: emails.map(leadBody) })
  return id
}

async function decide(fates: Record<string, string>): Promise<void> {
  await client.control('PUT', 'behaviour', { fates })
}

async function mailsTo(email: string): Promise<z.infer<typeof mailShape>[]> {
  return (await client.ask(pageOf(mailShape), 'GET', `/emails?lead=${email}`)).items
}

test('a campaign is created as a draft, found by its name, and refused for a zone outside the list', async () => {
  const created = await client.ask(campaignShape, 'POST', '/campaigns', campaignBody())
  expect(created.status).toBe(0)
  expect((await client.ask(pageOf(campaignShape), 'GET', '/campaigns?search=swarm-test')).items.map(({ id }) => id)).toEqual([created.id])
  for (const timezone of ['America/New_York', 'UTC', 'America/Los_Angeles', 'Nowhere/At_All']) {
    const schedules = [{ name: 'x', timing: { from: '08:00', to: '11:00' }, days: { 2: true }, timezone }]
    expect(await client.refused('POST', '/campaigns', campaignBody({ campaign_schedule: { schedules } }))).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: 'body/campaign_schedule/schedules/0/timezone must be equal to one of the allowed values',
    })
  }
  expect(ZONES).toHaveLength(102)
  expect(await client.refused('POST', '/campaigns', { name: 'x' })).toMatchObject({
    message: "body must have required property 'campaign_schedule'",
  })
})

test('a bulk add creates what it can and counts the rest without saying who', async () => {
  const other = await draft(['elsewhere@two.example'])
  const id = await draft(['there@one.example'])
  await client.ask(z.unknown(), 'POST', '/block-lists-entries', { bl_value: 'blocked.example' })
  const emails = [
    'new@one.example',
    'there@one.example',
    'NEW@one.example',
    'x@blocked.example',
    'no-at-sign',
    '',
    'elsewhere@two.example',
    'last@one.example',
  ]
  const answer = await client.ask(added, 'POST', '/leads/add', {
    campaign_id: id,
    skip_if_in_campaign: true,
    leads: emails.map((email) => ({ email })),
  })
  expect(answer).toMatchObject({
    status: 'success',
    total_sent: 8,
    leads_uploaded: 2,
    in_blocklist: 1,
    duplicated_leads: 1,
    skipped_count: 1,
    invalid_email_count: 1,
    incomplete_count: 1,
    duplicate_email_count: 1,
    blocklist_used: null,
  })
  expect(answer.created_leads.map(({ index, email }) => [index, email])).toEqual([
    [0, 'new@one.example'],
    [7, 'last@one.example'],
  ])
  const inOther = await client.ask(pageOf(leadShape), 'POST', '/leads/list', { campaign: other })
  expect(inOther.items.map(({ email }) => email)).toEqual(['elsewhere@two.example'])
  const withoutFlag = await client.ask(added, 'POST', '/leads/add', { campaign_id: id, leads: [{ email: 'elsewhere@two.example' }] })
  expect(withoutFlag.leads_uploaded).toBe(1)
  expect(await client.refused('POST', '/leads/add', { leads: [{ email: 'a@b.example' }] })).toMatchObject({ statusCode: 400 })
  const nested = { campaign_id: id, leads: [{ email: 'n@one.example', custom_variables: { deep: { er: 1 } } }] }
  expect(await client.refused('POST', '/leads/add', nested)).toMatchObject({ statusCode: 400 })
})

test('leads are read back by address, page by page, and a full last page still carries a cursor', async () => {
  const id = await draft(['a@one.example', 'b@one.example', 'c@one.example', 'd@one.example'])
  const found = await client.ask(pageOf(leadShape), 'POST', '/leads/list', { campaign: id, contacts: ['C@one.example', 'x@one.example'] })
  expect(found.items).toHaveLength(1)
  expect(found.items[0]?.payload).toEqual({
    firstName: 'Mara',
    subject_1: 'For c@one.example',
    body_1: 'Hello Mara,<br/>see https://caio.cx',
    attempt: 'k1',
  })
  const first = await client.ask(pageOf(leadShape), 'POST', '/leads/list', { campaign: id, limit: 2 })
  const second = await client.ask(pageOf(leadShape), 'POST', '/leads/list', {
    campaign: id,
    limit: 2,
    starting_after: first.next_starting_after,
  })
  expect([...first.items, ...second.items].map(({ email }) => email.slice(0, 1))).toEqual(['a', 'b', 'c', 'd'])
  const third = await client.ask(pageOf(leadShape), 'POST', '/leads/list', {
    campaign: id,
    limit: 2,
    starting_after: second.next_starting_after,
  })
  expect(second.next_starting_after).toBeDefined()
  expect(third).toEqual({ items: [] })
})

test('an active campaign sends in its window only, one mail per lead, filled from the payload, and the hook hears of it with our header', async () => {
  await hookUp()
  await decide({ 'a@one.example': 'silent', 'b@one.example': 'silent' })
  const id = await draft(['a@one.example', 'b@one.example'])
  await client.control('PUT', 'clock', { to: '2026-11-23T18:00:00.000Z' })
  expect(await mailsTo('a@one.example')).toEqual([])
  const activated = await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  expect(activated).toMatchObject({ id, status: 1, not_sending_status: 1 })
  const asleep = await client.ask(
    z.looseObject({ diagnostics: z.looseObject({ status: z.string() }) }),
    'GET',
    `/campaigns/${id}/sending-status`,
  )
  expect(asleep.diagnostics.status).toBe('out_of_schedule')

  await client.control('PUT', 'clock', { to: '2026-11-24T12:59:00.000Z' })
  expect(receiver.delivered).toEqual([])
  await client.control('PUT', 'clock', { to: '2026-11-24T17:00:00.000Z' })
  const [mail, ...more] = await mailsTo('a@one.example')
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    ue_type: 1,
    campaign_id: id,
    eaccount: 'dani@chiefaiofficerai.com',
    subject: 'For a@one.example',
    body: { html: 'Hello Mara,<br/>see https://caio.cx', text: 'Hello Mara,\nsee https://caio.cx' },
  })
  // 08:00 in Detroit is 13:00 UTC in November.
  expect(mail?.timestamp_email.slice(0, 16)).toBe('2026-11-24T13:00')
  expect(receiver.delivered.map(({ body }) => [body.event_type, body.lead_email])).toEqual([
    ['email_sent', 'a@one.example'],
    ['email_sent', 'b@one.example'],
    ['campaign_completed', undefined],
  ])
  for (const { headers } of receiver.delivered) expect(headers['x-swarm-secret']).toBe(HOOK_SECRET)
  expect(receiver.delivered[0]?.body).toMatchObject({
    campaign_id: id,
    email_id: mail?.id,
    step: 1,
    variant: 1,
    is_first: true,
    firstName: 'Mara',
    attempt: 'k1',
  })
})

test('what people do with a mail comes back as hooks, in order, and changes the lead', async () => {
  await hookUp()
  const fates = {
    'bounce@one.example': 'bounce',
    'stop@one.example': 'unsubscribe',
    'yes@one.example': 'reply:interested',
    'away@one.example': 'auto_reply',
    'scan@one.example': 'machine_open',
    'click@one.example': 'click',
  }
  await decide(fates)
  const id = await draft(Object.keys(fates))
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  await client.control('PUT', 'clock', { to: '2026-11-26T12:00:00.000Z' })
  const of = (email: string) => receiver.delivered.filter(({ body }) => body.lead_email === email).map(({ body }) => body.event_type)
  expect(of('bounce@one.example')).toEqual(['email_sent', 'email_bounced'])
  expect(of('stop@one.example')).toEqual(['email_sent', 'email_opened', 'lead_unsubscribed'])
  expect(of('yes@one.example')).toEqual(['email_sent', 'email_opened', 'reply_received', 'lead_interested'])
  expect(of('away@one.example')).toEqual(['email_sent', 'auto_reply_received', 'lead_out_of_office'])
  expect(of('click@one.example')).toEqual(['email_sent', 'email_opened', 'link_clicked'])
  const times = receiver.delivered.map(({ body }) => body.timestamp)
  expect(times).toEqual([...times].sort())

  const [sent, scanned] = receiver.delivered
    .filter(({ body }) => body.lead_email === 'scan@one.example')
    .map(({ body }) => Date.parse(body.timestamp))
  expect((scanned ?? 0) - (sent ?? 0)).toBeLessThan(10_000)
  const leads = await client.ask(pageOf(leadShape), 'POST', '/leads/list', { campaign: id })
  expect(leads.items.map(({ email, status }) => [email, status])).toEqual([
    ['bounce@one.example', -1],
    ['stop@one.example', -2],
    ['yes@one.example', 3],
    ['away@one.example', 3],
    ['scan@one.example', 3],
    ['click@one.example', 3],
  ])
  const [reply, first] = await mailsTo('yes@one.example')
  expect([reply?.ue_type, first?.ue_type]).toEqual([2, 1])
  const hooked = receiver.delivered.find(({ body }) => body.event_type === 'reply_received')
  expect(hooked?.body).toMatchObject({ email_id: reply?.id, reply_text: reply?.body.text, is_first: true })
})

test('pausing a campaign, pausing its account or deleting a lead stops the mail', async () => {
  const paused = await draft(['a@one.example'])
  const robbed = await draft(['b@one.example', 'c@one.example'], { name: 'two' })
  const mute = await draft(['d@one.example'], { name: 'three', email_list: ['dani@chiefaiofficerlabs.com'] })
  for (const id of [paused, robbed, mute]) await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  expect((await client.ask(campaignShape, 'POST', `/campaigns/${paused}/pause`)).status).toBe(2)
  await client.ask(z.unknown(), 'POST', '/accounts/dani%40chiefaiofficerlabs.com/pause')
  const [b] = (await client.ask(pageOf(leadShape), 'POST', '/leads/list', { contacts: ['b@one.example'] })).items
  await client.ask(leadShape, 'DELETE', `/leads/${b?.id}`)
  await client.control('PUT', 'clock', { to: '2026-11-25T12:00:00.000Z' })
  const sent = (await client.ask(pageOf(mailShape), 'GET', '/emails?email_type=sent')).items
  expect(sent.map(({ lead }) => lead)).toEqual(['c@one.example'])
  const { count } = await client.ask(countSchema, 'DELETE', '/leads', { campaign_id: paused })
  expect(count).toBe(1)
})

test('a sequence goes on after its delay and stops where somebody replied', async () => {
  await decide({ 'yes@one.example': 'reply:interested', 'no@one.example': 'silent' })
  const steps = [
    { type: 'email', delay: 1, delay_unit: 'days', variants: [{ subject: 'First', body: 'one' }] },
    { type: 'email', delay: 1, delay_unit: 'days', variants: [{ subject: '', body: 'two' }] },
  ]
  const schedules = [
    {
      name: 'x',
      timing: { from: '08:00', to: '18:00' },
      days: { 1: true, 2: true, 3: true, 4: true, 5: true },
      timezone: 'America/Detroit',
    },
  ]
  const id = await draft(['yes@one.example', 'no@one.example'], { sequences: [{ steps }], campaign_schedule: { schedules } })
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  await client.control('PUT', 'clock', { to: '2026-11-27T23:00:00.000Z' })
  expect((await mailsTo('no@one.example')).map(({ subject, ue_type }) => [subject, ue_type])).toEqual([
    ['Re: First', 1],
    ['First', 1],
  ])
  expect((await mailsTo('yes@one.example')).map(({ ue_type }) => ue_type)).toEqual([2, 1])
})

test('daily limits and gaps hold', async () => {
  const emails = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@one.example`)
  await decide(Object.fromEntries(emails.map((email) => [email, 'silent'])))
  const id = await draft(emails, { daily_limit: 3, email_gap: 20 })
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  await client.control('PUT', 'clock', { to: '2026-11-25T12:00:00.000Z' })
  const sent = (await client.ask(pageOf(mailShape), 'GET', '/emails?sort_order=asc')).items.map(({ timestamp_email }) =>
    Date.parse(timestamp_email),
  )
  expect(sent).toHaveLength(3)
  for (const [index, at] of sent.slice(1).entries()) expect(at - (sent[index] ?? 0)).toBeGreaterThanOrEqual(20 * 60_000)
})

test('a hook that keeps failing is tried again, logged, disabled, and can be resumed', async () => {
  const hook = await hookUp()
  const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@one.example`)
  await decide(Object.fromEntries(emails.map((email) => [email, 'silent'])))
  const id = await draft(emails)
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  receiver.answerWith(500)
  await client.control('PUT', 'clock', { to: '2026-11-24T18:00:00.000Z' })
  const stateOf = () => client.ask(z.looseObject({ status: z.number() }), 'GET', `/webhooks/${hook}`)
  expect((await stateOf()).status).toBe(-1)
  expect(receiver.delivered).toHaveLength(3 * 4)
  const events = await client.ask(
    pageOf(z.looseObject({ success: z.boolean(), lead_email: z.string().nullable() })),
    'GET',
    '/webhook-events?limit=100&success=false',
  )
  expect(new Set(events.items.map(({ lead_email }) => lead_email))).toEqual(new Set([...emails, null]))
  receiver.answerWith(200)
  expect((await client.ask(z.looseObject({ status: z.number() }), 'POST', `/webhooks/${hook}/resume`)).status).toBe(1)
  const tried = await client.ask(z.looseObject({ success: z.boolean() }), 'POST', `/webhooks/${hook}/test`)
  expect(tried.success).toBe(true)
})

test('a reply of ours is kept with its thread, and accounts show their health', async () => {
  await decide({ 'yes@one.example': 'reply:meeting' })
  const id = await draft(['yes@one.example'])
  await client.ask(campaignShape, 'POST', `/campaigns/${id}/activate`)
  await client.control('PUT', 'clock', { to: '2026-11-26T12:00:00.000Z' })
  const [reply] = await mailsTo('yes@one.example')
  const ours = { eaccount: 'dani@chiefaiofficerai.com', reply_to_uuid: reply?.id, subject: 'Re: x', body: { html: 'Gladly' } }
  expect(await client.ask(mailShape, 'POST', '/emails/reply', ours)).toMatchObject({
    ue_type: 3,
    thread_id: reply?.thread_id,
    lead: 'yes@one.example',
  })

  const accounts = await client.ask(
    pageOf(z.looseObject({ email: z.string(), status: z.number(), stat_warmup_score: z.number() })),
    'GET',
    '/accounts?limit=4',
  )
  const cursor = encodeURIComponent(accounts.next_starting_after ?? '')
  const rest = await client.ask(pageOf(z.looseObject({ email: z.string() })), 'GET', `/accounts?limit=4&starting_after=${cursor}`)
  expect([...accounts.items, ...rest.items]).toHaveLength(6)
  for (const account of accounts.items)
    expect(account).toMatchObject({ status: 1, stat_warmup_score: expect.toSatisfy((score: number) => score >= 98) })
  const emails = accounts.items.map(({ email }) => email)
  expect(await client.ask(z.unknown(), 'POST', '/accounts/warmup-analytics', { emails })).toHaveProperty([
    'aggregate_data',
    'dani@chiefaiofficerai.com',
    'health_score',
  ])
  expect(await client.ask(z.unknown(), 'POST', '/accounts/test/vitals', { accounts: emails })).toMatchObject({ failure_list: [] })
})

test('a wrong key, a wrong path and bad JSON are refused in the documented shape', async () => {
  const wrong = await client.request('GET', '/instantly/api/v2/campaigns', undefined, { authorization: 'Bearer nope' })
  expect([wrong.status, await wrong.json()]).toEqual([401, { statusCode: 401, error: 'Unauthorized', message: expect.any(String) }])
  expect(await client.refused('GET', '/campaigns?limit=500')).toMatchObject({
    statusCode: 400,
    message: 'querystring/limit must be <= 100',
  })
  expect(await client.refused('POST', '/leads/add', { campaign_id: 'x', leads: [] })).toMatchObject({
    message: 'body/leads must NOT have fewer than 1 items',
  })
  expect(await client.refused('GET', '/leads/bulk')).toMatchObject({ statusCode: 404 })
  expect(await client.refused('POST', '/campaigns/x/set-schedule')).toMatchObject({ statusCode: 404 })
  expect(await client.refused('POST', '/leads/add', '{"leads":')).toMatchObject({ statusCode: 400, error: 'Bad Request' })
})

test('the tighter limit of GET /emails answers 429 without any header about it', async () => {
  await client.control('PUT', 'behaviour', { limits: { instantlyEmailsPerMinute: 0 } })
  const answer = await client.instantly('GET', '/emails')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, null])
  expect((await client.instantly('GET', '/campaigns')).status).toBe(200)
})

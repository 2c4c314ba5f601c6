import { randomUUID } from 'node:crypto'
import { exitCodes } from '@swarm/api/cli/command'
import { runCommand } from '@swarm/api/cli/run-command'
import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { businessNow } from '../../../jobs/src/business-now.ts'
import { createGhl } from '../../../jobs/src/providers/ghl.ts'
import { createHeyreach } from '../../../jobs/src/providers/heyreach.ts'
import { ProviderError, type ProviderErrorKind } from '../../../jobs/src/providers/http/provider-error.ts'
import type { PlatformEmail } from '../../../jobs/src/providers/instantly/emails.ts'
import { createInstantly, type Instantly } from '../../../jobs/src/providers/instantly.ts'
import { askHistory } from '../../../jobs/src/restore/ask-history.ts'
import { type ListReading, readHistory } from '../../../jobs/src/restore/read-history.ts'
import { hookSecretHeader } from '../../../jobs/src/signals/hook-header.ts'
import { pollEnds } from '../../../jobs/src/signals/poll-ends.ts'
import { watchHooks } from '../../../jobs/src/signals/watch-hooks.ts'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { linkedinAccount, linkedinCampaigns } from '../../harness/linkedin.ts'
import * as make from '../../harness/make.ts'
import { eventually } from '../../harness/runner.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'
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
    { mode: 'sandbox', writer, log, isUnpaced: true },
  )
  await control('PUT', 'behaviour', { limits: { instantlyEmailsPerMinute: null } })
})
afterAll(async () => {
  await instantly.close()
  await writer.end()
  await api.stop()
  await sandbox.stop()
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)
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

/** The next look is one of its own: so long after the last, in business time and in real time. */
const letPass = (minutes: number) =>
  writer.pool.query(
    `update provider_hook set polled_at = polled_at - make_interval(mins => $1), checked_at = checked_at - interval '1 minute'`,
    [minutes],
  )
const repliesOf = async (ids: readonly string[]) =>
  (
    await writer.pool.query<{ count: number }>(
      `select count(r.id)::int as count from unnest($1::uuid[]) with ordinality k(id, place) left join reply r on r.lead_id = k.id group by k.place order by k.place`,
      [ids],
    )
  ).rows.map(({ count }) => count)

async function removeHook(): Promise<void> {
  for (const { id } of await instantly.webhooks.list()) {
    const path = `${sandbox.url}/instantly/api/v2/webhooks/${id}`
    expect((await fetch(path, { method: 'DELETE', headers: { authorization: 'Bearer sandbox-instantly-key' } })).status).toBe(200)
  }
}

test('what no hook could bring is read: replies from the mails, bounces and opt-outs from the leads; heard both ways it is one, in either order', async () => {
  await watch()
  const byHook = await handedOver(['reply:interested'])
  await moveBoth(2)
  await applyAllDeliveries(writer, log)
  expect(await repliesOf(byHook.ids)).toEqual([1])

  // Before anything is sent: the sandbox's clock goes on by itself.
  await removeHook()
  // The automatic reply is one that names no day: another could be over by now.
  const { ids, emails } = await handedOver(['reply:interested', 'reply:rd-061', 'reply:unsubscribe', 'bounce', 'unsubscribe'])
  await writer.pool.query(`insert into cadence_plan (name, version, document, created_by) values ('heard', 1, '{}', 'test')`)
  await writer.pool.query(
    `insert into enrollment (lead_id, person, round, plan, plan_version, platform, account, anchor_at, created_at, updated_at)
     select id, email, 1, 'heard', 1, 'INSTANTLY', 'dani@sender.example', business_now(), business_now(), business_now() from lead where id = any($1::uuid[])`,
    [ids],
  )
  await moveBoth(2)
  await applyAllDeliveries(writer, log)
  expect(await statuses(ids)).toEqual(ids.map(() => 'DISPATCHED'))

  // The hook is made at once; that it stands fills no gap.
  await control('PUT', 'faults', [{ provider: 'instantly', path: '/emails', status: 403, body: '{}' }])
  await watch()
  expect(await instantly.webhooks.list()).toHaveLength(1)
  expect(await hook()).toMatchObject({ is_hearing: false })
  await control('DELETE', 'faults')
  await watch()
  expect(await hook()).toEqual({ is_hearing: true, problem: null })
  expect(await statuses(ids)).toEqual(['REPLIED', 'DISPATCHED', 'UNSUBSCRIBED', 'BOUNCED', 'UNSUBSCRIBED'])
  const { rows: cadences } = await writer.pool.query<{ state: string }>(
    'select e.state from unnest($1::uuid[]) with ordinality k(id, place) join enrollment e on e.lead_id = k.id order by k.place',
    [ids],
  )
  expect(cadences.map(({ state }) => state)).toEqual(['ENDED', 'PAUSED', 'ENDED', 'ENDED', 'ENDED'])
  const suppressed = await writer.pool.query('select email from suppression where lifted_at is null and email = any($1) order by 1', [
    emails,
  ])
  expect(suppressed.rows.map(({ email }) => email)).toEqual([emails[2], emails[3], emails[4]].sort())
  expect(await repliesOf([...byHook.ids, ...ids])).toEqual([1, 1, 1, 1, 0, 0])

  // The hook brings them once more, as it would have told them.
  const tell = async (body: Record<string, unknown>) => {
    const headers = { 'content-type': 'application/json', [hookSecretHeader]: hookSecret }
    const answer = await fetch(`${api.url}/webhooks/instantly`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(await answer.json()).toMatchObject({ duplicate: true })
  }
  const later = (at: string | null | undefined) => new Date(Date.parse(at ?? '') + 1_500).toISOString()
  for (const email of emails.slice(0, 3)) {
    const [mail] = (await instantly.emails.list({ lead: email, kind: 'received' })).emails
    await tell({
      timestamp: later(mail?.enteredAt),
      event_type: mail?.isAutoReply ? 'auto_reply_received' : 'reply_received',
      campaign_id: mail?.campaignId,
      lead_email: email,
      email_account: mail?.account,
      email_id: mail?.id,
      reply_text: `${mail?.text}\n`,
    })
  }
  for (const lead of await instantly.leads.withAddresses(emails.slice(3)))
    await tell({
      timestamp: later(lead.updatedAt),
      event_type: lead.status === 'BOUNCED' ? 'email_bounced' : 'lead_unsubscribed',
      campaign_id: lead.campaignId,
      lead_email: lead.email.toUpperCase(),
      email_account: 'dani@chiefaiofficerai.com',
      email_id: randomUUID(),
    })
  // And what the hook brought is read as well.
  const count = async () => (await writer.pool.query('select count(*) filter (where not is_duplicate) from delivery')).rows
  const before = await count()
  await letPass(6 * 1_440)
  await watch()
  await applyAllDeliveries(writer, log)
  expect(await count()).toEqual(before)
  expect(await repliesOf([...byHook.ids, ...ids])).toEqual([1, 1, 1, 1, 0, 0])
})

test('a gap that could not be read stays one, though the hook stands by now and was looked at just before', async () => {
  const polledAt = async () =>
    (await writer.pool.query<{ at: Date }>('select polled_at as at from provider_hook')).rows[0]?.at.getTime() ?? 0
  await watch()
  const before = await polledAt()
  await removeHook()
  await control('PUT', 'faults', [{ provider: 'instantly', path: '/emails', status: 403, body: '{}' }])
  await watch()
  await watch()
  expect(await hook()).toMatchObject({ is_hearing: false })
  expect(await polledAt()).toBe(before)
  await control('DELETE', 'faults')
  await watch()
  expect(await hook()).toEqual({ is_hearing: true, problem: null })
  expect(await polledAt()).toBeGreaterThan(before)
})

test('with a hook that is whole the mails are read every five minutes; more than one look reads keeps us deaf until the rest is here', async () => {
  await watch()
  const { campaignId, leads } = await sentLeads(writer, { count: 12 })
  const begin = Date.now() - 3_600_000
  const mails = leads.map(
    ({ email }, place): PlatformEmail => ({
      id: crypto.randomUUID(),
      kind: 'RECEIVED',
      threadId: null,
      campaignId,
      lead: email,
      from: email,
      account: 'dani@sender.example',
      at: null,
      enteredAt: new Date(begin + place * 1_800_000).toISOString(),
      subject: 'Re: Hello',
      text: 'Happy to talk on Monday.',
      html: null,
      isAutoReply: false,
    }),
  )
  const asked: string[] = []
  /** One mail a page. */
  const list: Instantly['emails']['list'] = async ({ since = '', after = null }) => {
    asked.push(since)
    const found = mails.filter(({ enteredAt }) => enteredAt >= since)
    const at = after === null ? 0 : found.findIndex(({ id }) => id === after) + 1
    const [mail] = found.slice(at)
    return { emails: mail === undefined ? [] : [mail], next: mail?.id ?? null }
  }
  const look = () => watchHooks({ writer, log, instantly: { ...instantly, emails: { list } }, publicUrl: api.url, secret: hookSecret })
  const heard = async () => (await statuses(leads.map(({ id }) => id))).filter((status) => status === 'REPLIED').length

  await look()
  await letPass(4)
  await look()
  expect(asked).toHaveLength(0)
  await letPass(12 * 1_440)
  await look()
  expect(asked).toHaveLength(10)
  expect(await heard()).toBe(10)
  expect(await hook()).toMatchObject({ is_hearing: false })
  await look()
  expect(await heard()).toBe(12)
  expect(await hook()).toEqual({ is_hearing: true, problem: null })
})

test('who was suppressed and let off again is asked about only for what was sent since', async () => {
  const { leads } = await sentLeads(writer, { count: 3 })
  const people = leads.map(({ email }) => email)
  for (const [place, hours] of [
    [0, 1],
    [1, -24],
  ] as const)
    await writer.pool.query(
      `insert into suppression (email, person_key, reason, source, at, lifted_at, lifted_by)
       select s.address, s.person, 'bounced', 'instantly', s.accepted_at - interval '2 days', s.accepted_at + $2 * interval '1 hour', 'Dana' from send s where s.address = $1`,
      [people[place], hours],
    )
  const asked: string[] = []
  const withAddresses = async (addresses: readonly string[]) => {
    asked.push(...addresses)
    return []
  }
  const now = await businessNow(writer.sql)
  await pollEnds({ writer, log }, { leads: { ...instantly.leads, withAddresses } }, now, now)
  expect(asked.filter((address) => people.includes(address))).toEqual(people.slice(1).sort())
})

test('what the platforms sent before moving in is read from them, piece by piece, and is nothing that we sent', async () => {
  const access = { mode: 'sandbox', writer, log, isUnpaced: true } as const
  const heyreach = createHeyreach(
    { apiKey: 'sandbox-heyreach-key', baseUrl: `${sandbox.url}/heyreach/api/public`, webhookSecret: null },
    access,
  )
  const location = { locationId: 'swarmSandboxLocation', calendarId: null }
  const ghl = createGhl({ apiKey: 'sandbox-ghl-key', baseUrl: `${sandbox.url}/ghl`, ...location }, access)
  await control('PUT', 'behaviour', { limits: { heyreachPerMinute: null, ghlPer10Seconds: null } })
  await removeHook()
  const theirs = ['silent', 'replied', 'bounced', 'left', 'deleted', 'lead'].map((name) => `${name}@${name}-before.example`)
  const [silent = '', , bounced = '', left = '', deleted = '', lead = ''] = theirs
  await campaignFor(theirs, ['silent', 'reply:interested', 'bounce', 'unsubscribe', 'silent', 'reply:interested'])
  const known = await make.lead(writer, { email: lead })
  const draft = await make.draft(writer, { lead: known })
  await moveBoth(3)
  const [gone] = await instantly.leads.withAddresses([deleted])
  await instantly.leads.remove(gone?.id ?? '')
  await instantly.blockList.add(['blocked@elsewhere.example', 'blocked-whole.example'])
  const byHand = { attemptKey: 'by hand', beforeWrite: () => true }
  const start = await fetch(`${sandbox.url}/heyreach/api/public/campaign/StartCampaign?campaignId=${linkedinCampaigns.request}`, {
    method: 'POST',
    headers: { 'x-api-key': 'sandbox-heyreach-key' },
  })
  expect(start.status).toBe(200)
  const profileUrl = 'https://www.linkedin.com/in/asked-before-syn'
  const nobody = { profileUrl, firstName: null, lastName: null, companyName: null, position: null, fields: {} }
  await heyreach.campaigns.addLead(linkedinCampaigns.request, linkedinAccount.providerId, nobody, byHand)
  const contact = await ghl.contacts.create({ email: 'crm@crm-before.example', firstName: null, lastName: null, companyName: null })
  await ghl.conversations.sendMail(
    { contactId: contact.id, from: 'dani@chiefai.ai', to: 'crm@crm-before.example', subject: 'Hello', html: '<div>Hello</div>' },
    byHand,
  )
  await control('PUT', 'clock', { advanceMs: 86_400_000 })

  const key = await api.keyFor('operate')
  const lines: string[] = []
  const swarm = async () => {
    const environment = { PUBLIC_URL: api.url, SWARM_KEY: key }
    const print = (line: string) => void lines.push(line)
    return runCommand(['import-history', 'platforms', '--json'], {
      folder: '/',
      root: '/',
      environment,
      print,
      tell() {},
      ask: async () => null,
    })
  }
  // One provider does not answer at first: it is said, and the others are read all the same.
  await control('PUT', 'faults', [{ provider: 'heyreach', status: 403, body: '{}' }])
  const context = { writer, instantly, heyreach, ghl, stopping: new AbortController().signal }
  const read = async () => {
    const isAsked = async () => (await writer.pool.query('select from history_reading where read_at is null')).rowCount === 1
    await eventually(async () => (await isAsked()) || null)
    while (await isAsked()) await readHistory(context)
  }
  expect((await Promise.all([swarm(), read()]))[0]).toBe(exitCodes.bad)
  await control('DELETE', 'faults')
  expect((await Promise.all([swarm(), read()]))[0]).toBe(exitCodes.good)
  const [first, second] = lines.map((line): Record<string, unknown>[] => JSON.parse(line))
  const reading = (platform: string, of: string) => ({ platform, of, problem: null, done: true, refused: 0 })
  expect(first).toMatchObject([
    { ...reading('Instantly', 'LEADS'), found: 5, taken: 5, suppressed: 2 },
    { ...reading('Instantly', 'BLOCK_LIST'), found: 2, suppressed: 2 },
    { ...reading('Instantly', 'MAILS'), found: 8, suppressed: 0 },
    { ...reading('HeyReach', 'LEADS'), found: 0, problem: expect.any(String) },
    { ...reading('GoHighLevel', 'MAILS'), found: 1, taken: 1 },
  ])
  expect(second?.map(({ platform, of, taken, suppressed }) => [platform, of, taken, suppressed])).toEqual([
    ['Instantly', 'LEADS', 0, 0],
    ['Instantly', 'BLOCK_LIST', 0, 0],
    ['Instantly', 'MAILS', 0, 0],
    ['HeyReach', 'LEADS', 1, 0],
    ['GoHighLevel', 'MAILS', 0, 0],
  ])

  const { rows: people } = await writer.pool.query<{ person: string }>('select distinct person from history_send order by 1')
  expect(people.map(({ person }) => person)).toEqual([...theirs, 'crm@crm-before.example', 'in:asked-before-syn'].sort())
  // Who was written to by one channel gets no first touch by the other either.
  const { rows: held } = await writer.pool.query(
    `select person, channel, count(*)::int as steps from send_once where person in ($1, 'in:asked-before-syn') group by 1, 2 order by 1, 2`,
    [silent],
  )
  expect(held).toEqual([
    { person: 'in:asked-before-syn', channel: 'EMAIL', steps: 1 },
    { person: 'in:asked-before-syn', channel: 'LINKEDIN', steps: 50 },
    { person: silent, channel: 'EMAIL', steps: 50 },
    { person: silent, channel: 'LINKEDIN', steps: 1 },
  ])
  const { rows: suppressed } = await writer.pool.query<{ who: string }>(
    `select coalesce(email, domain) as who from suppression where reason like 'Before moving in (Instantly)%' order by 1`,
  )
  expect(suppressed.map(({ who }) => who)).toEqual([bounced, left, 'blocked@elsewhere.example', 'blocked-whole.example'].sort())
  expect(await statuses([known.id])).toEqual(['REPLIED'])
  expect((await writer.pool.query('select status from draft where id = $1', [draft.id])).rows).toEqual([{ status: 'WITHDRAWN' }])
  await Promise.all([heyreach.close(), ghl.close()])
})

test('an outage only holds the reading up, what has no date that can be read counts all the same, and who was overtaken writes nothing back', async () => {
  await askHistory(writer, { kind: 'system', name: 'Ada' })
  const { rows: known } = await writer.pool.query<{ id: string }>('select id from history_reading where read_at is null')
  const report = async () =>
    (await writer.pool.query<{ report: ListReading[] }>('select report from history_reading where id = $1', [known[0]?.id])).rows[0]?.report
  const mail: PlatformEmail = {
    id: crypto.randomUUID(),
    kind: 'SENT',
    threadId: null,
    campaignId: 'theirs',
    lead: 'past@odd-before.example',
    from: null,
    account: null,
    at: '',
    enteredAt: '',
    subject: null,
    text: null,
    html: null,
    isAutoReply: false,
  }
  let fails: ProviderErrorKind | null = null
  const asked: (string | null)[] = []
  let meanwhile = async () => {}
  const list = async ({ after = null }: { after?: string | null }) => {
    asked.push(after)
    if (fails !== null)
      throw new ProviderError({ provider: 'instantly', kind: fails, stage: 'answer', message: 'it failed', certainlyNotSent: true })
    await meanwhile()
    return { emails: [mail], next: after === null ? 'page 2' : null }
  }
  const ofNobody = async () => ({ leads: [], next: null })
  const context = {
    writer,
    instantly: { ...instantly, leads: { ...instantly.leads, page: ofNobody }, emails: { ...instantly.emails, list } },
    heyreach: null,
    ghl: null,
    stopping: new AbortController().signal,
  }
  const pages = async (failing: ProviderErrorKind) => {
    fails = failing
    await readHistory(context)
    return (await report())?.find(({ of }) => of === 'MAILS')
  }
  expect(await pages('unavailable')).toBeUndefined()
  expect((await report())?.map(({ of }) => of)).toEqual(['LEADS', 'BLOCK_LIST'])
  fails = null
  // While the first page is read the provider begins to fail, and so does the next.
  meanwhile = async () => {
    fails = 'rate_limited'
  }
  await readHistory(context)
  expect(await report()).toMatchObject([{}, {}, { of: 'MAILS', found: 1, taken: 1, refused: 0, problem: null, next: 'page 2' }])
  expect(asked).toEqual([null, null, 'page 2'])
  fails = null
  const overtaking = JSON.stringify([
    { platform: 'Instantly', of: 'MAILS', found: 9, taken: 9, suppressed: 0, refused: 0, problem: null, next: 'page 7' },
  ])
  meanwhile = async () => {
    fails = 'unavailable'
    await writer.pool.query('update history_reading set report = $1 where id = $2', [overtaking, known[0]?.id])
  }
  await readHistory(context)
  expect((await report())?.find(({ of }) => of === 'MAILS')).toMatchObject({ found: 9, next: 'page 7' })
  expect(await pages('unauthorized')).toMatchObject({ problem: expect.stringContaining('it failed'), next: null })
  expect((await writer.pool.query('select from history_reading where read_at is null')).rowCount).toBe(0)
})

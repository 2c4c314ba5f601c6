import { createWriter, type Writer } from '@swarm/db/write'
import { pauseAccount } from '@swarm/jobs/accounts/pause-account'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import { loadLinkedinChecklist } from '@swarm/jobs/dispatch/linkedin-checklist'
import { liftEmergencyStop } from '@swarm/jobs/safety/lift-emergency-stop'
import { setEmergencyStop } from '@swarm/jobs/safety/set-emergency-stop'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { syncHeyreach } from '../../../jobs/src/dispatch/execute/heyreach/sync-heyreach.ts'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { executionQueues } from '../../harness/execution.ts'
import { approvedLinkedinSend, linkedinAccount, linkedinCampaigns, linkedinHands, openLinkedin } from '../../harness/linkedin.ts'
import { changeSettings, makeBatch, moveClock, operator, reserve, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { startRunner } from '../../harness/runner.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'

let database: TestDatabase
let writer: Writer
/** Who may change what no process of ours may: time, here. */
let owner: Writer
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let hands: ReturnType<typeof linkedinHands>

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 8, onConnectionError: () => {} })
  owner = createWriter({ url: database.urls.superuser, name: 'owner', maxConnections: 1, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await openLinkedin(writer, owner)
  await ceilingsAway()
  await changeSettings(writer, 'dispatch', ['reconcileMinutes'], 0.1)
  sandbox = await startSandbox({ delays: 'off', people: 10 })
  hands = linkedinHands(writer, sandbox.url)
})
/** Nothing here is about ceilings but the cases that bring them back. */
async function ceilingsAway(): Promise<void> {
  for (const name of ['linkedinRequestsPerAccountPerDayAtFirst', 'linkedinRequestsPerAccountPer7Days', 'linkedinMessagesPerAccountPerDay'])
    await changeSettings(writer, 'dispatch', ['ceilings', name], 1_000)
}
afterAll(async () => {
  await hands.heyreach.close()
  await sandbox.stop()
  await writer.end()
  await owner.end()
  await database.drop()
})
beforeEach(async () => {
  await control('POST', 'reset')
  await control('PUT', 'clock', { to: tuesdayMorning })
  // The product may make 300 calls a minute; these tests make more, and the sandbox counts for itself.
  await control('PUT', 'behaviour', { limits: { heyreachPerMinute: null } })
  await writer.pool.query('delete from provider_allowance')
  await writer.pool.query('delete from provider_breaker')
  await writer.pool.query(`update send set status = 'SKIPPED', code = 'X' where status = 'PLANNED'`)
  for (const id of [linkedinCampaigns.request, linkedinCampaigns.message, linkedinCampaigns.threeMessages])
    await asPerson('StartCampaign', id)
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)
const asPerson = (what: string, campaignId: number) =>
  fetch(`${sandbox.url}/heyreach/api/public/campaign/${what}?campaignId=${campaignId}`, {
    method: 'POST',
    headers: { 'x-api-key': 'sandbox-heyreach-key' },
  })
const fault = (more: object, path = 'AddLeadsToCampaignV2') => control('PUT', 'faults', [{ provider: 'heyreach', path, ...more }])
const counters = (added: number, updated: number, failed: number) =>
  JSON.stringify({ addedLeadsCount: added, updatedLeadsCount: updated, failedLeadsCount: failed })

async function handOvers(): Promise<{ body: string; headers: Record<string, string>; acted: boolean }[]> {
  const schema = z.object({
    items: z.array(z.object({ body: z.string(), headers: z.record(z.string(), z.string()), acted: z.boolean() })),
  })
  return schema.parse(await control('GET', 'requests?provider=heyreach&path=AddLeadsToCampaignV2')).items
}

type State = { status: string; code: string | null; message: string | null; recalled: boolean; campaign: string | null }
async function stateOf(batchId: string): Promise<State[]> {
  const { rows } = await writer.pool.query<State>(
    `select status, code, message, recalled_at is not null as recalled, provider_campaign_id as campaign from send where batch_id = $1 order by place`,
    [batchId],
  )
  return rows
}

/** Sweeps until its sends are in one of these states. */
async function sweepUntil(batchId: string, isDone: (rows: State[]) => boolean): Promise<State[]> {
  for (let sweeps = 0; sweeps < 30; sweeps++) {
    await sweepOnce(hands)
    const rows = await stateOf(batchId)
    if (isDone(rows)) return rows
    // What waits for another look is due at once.
    await writer.pool.query(`update send set next_check_at = business_now() where batch_id = $1 and next_check_at is not null`, [batchId])
  }
  throw new Error(`not there: ${JSON.stringify(await stateOf(batchId))}`)
}
const settled = (rows: State[]) => rows.every(({ status }) => status !== 'PLANNED' && status !== 'IN_FLIGHT')
const held = (rows: State[]) => rows.every(({ code }) => code !== null)

async function batchOf(...given: Partial<SendToFreeze>[]) {
  const sends = []
  for (const one of given) sends.push(await approvedLinkedinSend(writer, one))
  return { sends, ...(await makeBatch(writer, sends)) }
}

test('an approved request is one call with one lead, our very words and its attempt, and is proven when it went out', async () => {
  const { batchId, sends } = await batchOf({ text: 'Hello Lea, shall we connect?' })
  expect(await sweepUntil(batchId, settled)).toMatchObject([{ status: 'ACCEPTED', campaign: String(linkedinCampaigns.request) }])
  const calls = await handOvers()
  expect(calls).toHaveLength(1)
  const pairs = JSON.parse(calls[0]?.body ?? '')
  expect(pairs.accountLeadPairs).toHaveLength(1)
  expect(pairs).toMatchObject({
    campaignId: linkedinCampaigns.request,
    resumePausedCampaign: false,
    accountLeadPairs: [{ linkedInAccountId: linkedinAccount.providerId, lead: { profileUrl: sends[0]?.url } }],
  })
  const fields = new Map(
    pairs.accountLeadPairs[0].lead.customUserFields.map(({ name, value }: { name: string; value: string }) => [name, value]),
  )
  expect(fields.get('swarm_text')).toBe('Hello Lea, shall we connect?')
  expect(fields.get('swarm_attempt')).toBe(calls[0]?.headers['x-attempt-key'])
  await control('PUT', 'clock', { advanceMs: 5 * 3_600_000 })
  await writer.pool.query(`update send set accepted_at = accepted_at - interval '5 hours' where batch_id = $1`, [batchId])
  expect(await sweepUntil(batchId, (rows) => rows[0]?.status === 'PROVEN')).toMatchObject([{ status: 'PROVEN' }])
  const { rows } = await writer.pool.query<{ status: string }>('select status from lead where id = $1', [sends[0]?.lead])
  expect(rows[0]?.status).toBe('LINKEDIN_SENT')
})

test('a message goes through the campaign that does nothing else', async () => {
  const { batchId } = await batchOf({ action: 'LINKEDIN_MESSAGE', step: 4 })
  const [row] = await sweepUntil(batchId, (rows) => settled(rows) || held(rows))
  expect(row).toMatchObject({ status: 'ACCEPTED', campaign: String(linkedinCampaigns.message) })
})

test.each([
  [9, [9], linkedinCampaigns.message],
  [5, [3, 5], linkedinCampaigns.followUp],
])('the message at step %i of a plan with messages at %j goes where its own plan says', async (step, messages, campaign) => {
  const { batchId, sends } = await batchOf({ action: 'LINKEDIN_MESSAGE', step })
  await writer.pool.query(
    `with e as (
       insert into enrollment (lead_id, person, round, plan, plan_version, state, platform, account, anchor_at, next_step, created_at, updated_at)
       values ($1, $2, 1, 'default', 1, 'ACTIVE', 'INSTANTLY', 'x', business_now(), $3, business_now(), business_now()) returning id)
     insert into enrollment_step (enrollment_id, place, step, day, action, template, only_when)
     select e.id, o.place, o.step, o.step, 'LINKEDIN_MESSAGE', 'linkedin_message', 'connected' from e, unnest($4::int[]) with ordinality o(step, place)`,
    [sends[0]?.lead, sends[0]?.person, step, messages],
  )
  await asPerson('StartCampaign', campaign)
  const [row] = await sweepUntil(batchId, (rows) => settled(rows) || held(rows))
  expect(row).toMatchObject({ status: 'ACCEPTED', campaign: String(campaign) })
})

test('one updated is unknown until the list behind the campaign is read', async () => {
  await fault({ times: 1, body: counters(0, 1, 0), act: true })
  const { batchId, sendIds } = await batchOf({})
  await sweepUntil(batchId, (rows) => rows[0]?.status === 'ACCEPTED')
  const { rows } = await writer.pool.query<{ outcome: string }>('select outcome from send_attempt where send_id = $1', [sendIds[0]])
  expect(rows).toEqual([{ outcome: 'UNKNOWN' }])
  expect(await handOvers()).toHaveLength(1)
})

test.each<[string, object, string]>([
  ['broke off after it acted', { dropAfterActing: true }, 'ACCEPTED'],
  ['answered 500 after it acted', { status: 500, act: true, body: '' }, 'ACCEPTED'],
  ['answered with nothing', { body: '', act: true }, 'ACCEPTED'],
  ['counted two', { body: counters(2, 0, 0), act: true }, 'ACCEPTED'],
  ['broke off before it acted', { resetBeforeActing: true }, 'UNKNOWN'],
  ['answered a page', { status: 404, body: '<html>', contentType: 'text/html' }, 'UNKNOWN'],
])('a hand-over that %s is asked once, and read about', async (_, rule, end) => {
  await fault({ times: 1, ...rule })
  const { batchId, sendIds } = await batchOf({})
  await sweepUntil(batchId, settled)
  const checks = async () =>
    (await writer.pool.query<{ checks: number }>('select checks from send where id = $1', [sendIds[0]])).rows[0]?.checks ?? 0
  for (let look = 0; look < 6 && (await stateOf(batchId))[0]?.status === 'UNKNOWN' && (await checks()) < 3; look++) {
    await writer.pool.query(`update send set next_check_at = business_now() where id = $1`, [sendIds[0]])
    await sweepOnce(hands)
  }
  expect((await stateOf(batchId))[0]?.status).toBe(end)
  expect(await handOvers()).toHaveLength(1)
})

test.each<[string, object, string]>([
  ['401', { status: 401, body: 'Unauthorized' }, 'UNAUTHORIZED'],
  ['429', { status: 429, body: '', headers: { 'retry-after': '1' } }, 'RATE_LIMITED'],
  ['its own no', { status: 400, body: '{"errorMessage":"No senders."}', contentType: null }, 'CAMPAIGN_REFUSED'],
])('%s is about us or the campaign: the send stays planned, and its ceiling is free again', async (_, rule, code) => {
  await fault({ times: 1, ...rule })
  const { batchId } = await batchOf({})
  expect(await sweepUntil(batchId, held)).toMatchObject([{ status: 'PLANNED', code }])
})

test('what HeyReach does not take as a profile is refused before anything is handed over', async () => {
  const send = await approvedLinkedinSend(writer)
  await control('PUT', 'behaviour', { linkedinFates: { [send.url]: 'invalid' } })
  const { batchId } = await makeBatch(writer, [send])
  expect(await sweepUntil(batchId, settled)).toMatchObject([{ status: 'REFUSED', code: 'NOT_TAKEN' }])
  expect(await handOvers()).toEqual([])
})

test('whom the campaign holds already is not handed over again: HeyReach would only change them', async () => {
  const send = await approvedLinkedinSend(writer)
  await hands.heyreach.campaigns.addLead(
    linkedinCampaigns.request,
    linkedinAccount.providerId,
    { profileUrl: send.url, firstName: null, lastName: null, companyName: null, position: null, fields: {} },
    { attemptKey: 'by hand', beforeWrite: () => true },
  )
  const { batchId } = await makeBatch(writer, [send])
  expect(await sweepUntil(batchId, settled)).toMatchObject([{ status: 'REFUSED', code: 'ALREADY_IN_CAMPAIGN' }])
  expect(await handOvers()).toHaveLength(1)
})

test('a campaign that somebody paused is never woken', async () => {
  await asPerson('Pause', linkedinCampaigns.request)
  const { batchId } = await batchOf({})
  expect(await sweepUntil(batchId, held)).toMatchObject([
    { status: 'PLANNED', code: 'CAMPAIGN_NOT_READY', message: expect.stringContaining('paused') },
  ])
  expect((await hands.heyreach.campaigns.get(linkedinCampaigns.request))?.status).toBe('PAUSED')
  expect(await handOvers()).toEqual([])
})

test('a campaign that would send more than was approved holds its sends, and says what it would do', async () => {
  await changeSettings(writer, 'linkedin', ['campaigns', 'requestTier1'], linkedinCampaigns.threeMessages)
  const { batchId } = await batchOf({})
  expect(await sweepUntil(batchId, held)).toMatchObject([
    { status: 'PLANNED', code: 'WRONG_SEQUENCE', message: expect.stringContaining('connection request, message, message') },
  ])
  expect(await handOvers()).toEqual([])
  await changeSettings(writer, 'linkedin', ['campaigns', 'requestTier1'], linkedinCampaigns.request)
})

test('a text with braces, and a note that is too long, never leave', async () => {
  const { batchId } = await batchOf({ text: 'Hello {{firstName}}' }, { text: 'x'.repeat(301) })
  expect(await sweepUntil(batchId, settled)).toMatchObject([
    { status: 'REFUSED', code: 'UNSAFE_TEXT' },
    { status: 'REFUSED', code: 'UNSAFE_TEXT' },
  ])
})

test('who is suppressed after the hand-over is stopped there, confirmed by reading', async () => {
  const { batchId, sends } = await batchOf({})
  await sweepUntil(batchId, settled)
  // One that is over speaks against nobody.
  await writer.pool.query(
    `insert into suppression (linkedin_key, linkedin_url, reason, source, at, until)
     values ($1, $2, 'Could not be delivered three times.', 'test', business_now() - interval '40 days', business_now() - interval '10 days')`,
    [sends[0]?.address, sends[0]?.url],
  )
  const asked = await writer.pool.query('select ask_recalls() as asked')
  expect(asked.rows).toEqual([{ asked: 0 }])
  await writer.transaction((tx) =>
    tx.execute(
      `select from suppress('${JSON.stringify([{ linkedin_key: sends[0]?.address, linkedin_url: sends[0]?.url, reason: 'Asked to stop.', source: 'test' }])}', 'test')`,
    ),
  )
  await sweepUntil(batchId, (rows) => rows[0]?.recalled === true)
  await control('PUT', 'clock', { advanceMs: 2 * 86_400_000 })
  expect(await hands.heyreach.campaigns.leads(linkedinCampaigns.request)).toMatchObject([{ isOpen: false, isRequested: false }])
})

test('an error about a campaign is no word that it is gone: whom it holds is stopped there all the same', async () => {
  const { batchId } = await batchOf({})
  await sweepUntil(batchId, settled)
  await fault({ status: 400, body: '{"errorMessage":"Something went wrong."}', contentType: 'application/json' }, 'campaign/GetById')
  await setEmergencyStop(writer, operator, { scope: 'ALL', reason: 'a drill for this test', isDrill: true })
  await sweepUntil(batchId, (rows) => rows[0]?.recalled === true)
  await control('DELETE', 'faults')
  await control('PUT', 'clock', { advanceMs: 2 * 86_400_000 })
  expect((await hands.heyreach.campaigns.leads(linkedinCampaigns.request)).filter(({ isRequested }) => isRequested)).toEqual([])
  await liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'the drill is over' })
})

test('an emergency stop takes everything back that has not gone out', async () => {
  const { batchId } = await batchOf({}, {})
  await sweepUntil(batchId, settled)
  await setEmergencyStop(writer, operator, { scope: 'ALL', reason: 'a drill for this test', isDrill: true })
  await sweepUntil(batchId, (rows) => rows.every(({ recalled }) => recalled))
  const leads = await hands.heyreach.campaigns.leads(linkedinCampaigns.request)
  await control('PUT', 'clock', { advanceMs: 2 * 86_400_000 })
  expect((await hands.heyreach.campaigns.leads(linkedinCampaigns.request)).filter(({ isRequested }) => isRequested)).toEqual([])
  expect(leads.filter(({ isOpen }) => isOpen)).toEqual([])
  await liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'the drill is over' })
})

test('what a paused account holds there is taken back with that reason, and none of it goes out', async () => {
  const { batchId } = await batchOf({}, {})
  await sweepUntil(batchId, settled)
  await sweepOnce(hands)
  expect((await stateOf(batchId)).map(({ recalled }) => recalled)).toEqual([false, false])
  const { rows: accounts } = await writer.pool.query<{ id: string }>(`select id from sending_account where platform = 'HEYREACH'`)
  const accountId = accounts[0]?.id ?? ''
  await pauseAccount(writer, operator, { accountId, paused: true, reason: 'LinkedIn asks for a sign-in.' })
  await sweepUntil(batchId, (rows) => rows.every(({ recalled }) => recalled))
  const { rows } = await writer.pool.query(
    `select distinct r.kind, r.reason, r.confirmed_at is not null as confirmed from recall r join send s on s.id = r.send_id where s.batch_id = $1`,
    [batchId],
  )
  expect(rows).toEqual([{ kind: 'LEAD', reason: `${linkedinAccount.address} is paused.`, confirmed: true }])
  await control('PUT', 'clock', { advanceMs: 2 * 86_400_000 })
  expect((await hands.heyreach.campaigns.leads(linkedinCampaigns.request)).filter(({ isRequested }) => isRequested)).toEqual([])
  await pauseAccount(writer, operator, { accountId, paused: false, reason: 'Signed in again.' })
})

test('two runners hand a batch over once', async () => {
  const { batchId } = await batchOf({}, {}, {})
  const other = linkedinHands(writer, sandbox.url)
  for (let sweeps = 0; sweeps < 20 && !settled(await stateOf(batchId)); sweeps++) await Promise.all([sweepOnce(hands), sweepOnce(other)])
  await other.heyreach.close()
  expect((await stateOf(batchId)).map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED'])
  const acted = (await handOvers()).filter((call) => call.acted).map(({ body }) => JSON.parse(body).accountLeadPairs[0].lead.profileUrl)
  expect(new Set(acted).size).toBe(acted.length)
})

test.each(['21 direct-reserved', '23 direct-delivered'])(
  'a runner that ends at %s hands nobody over twice, and loses nobody',
  async (point) => {
    const { batchId } = await batchOf({})
    await writer.pool.query(`update batch set status = 'EXECUTING', started_at = business_now() where id = $1`, [batchId])
    const victim = await startRunner(database, {
      QUEUES: executionQueues,
      HEYREACH_API_KEY: 'sandbox-heyreach-key',
      HEYREACH_BASE_URL: `${sandbox.url}/heyreach/api/public`,
      CRASH_AT: point,
    })
    expect(await victim.ended).toBe('SIGKILL')
    // What its lease, its hold and its pause would wait for is over.
    await writer.pool.query(`update send set held_until = null where batch_id = $1`, [batchId])
    await owner.pool.query(`update send_attempt set lease_until = now() - interval '1 second' where settled_at is null`)
    const row = async () => (await stateOf(batchId))[0]?.status
    for (let sweeps = 0; sweeps < 6 && (await row()) !== 'ACCEPTED'; sweeps++) {
      await writer.pool.query(`update send set next_check_at = business_now() where batch_id = $1 and next_check_at is not null`, [batchId])
      await sweepOnce(hands)
    }
    const acted = (await handOvers()).filter((call) => call.acted)
    expect(acted.length).toBeLessThanOrEqual(1)
    // Killed between the right to send and the first byte nobody can know: it counts as sent, and a person settles it.
    expect([await row(), acted.length]).toEqual(point === '21 direct-reserved' ? ['UNKNOWN', 0] : ['ACCEPTED', 1])
  },
  90_000,
)

/** The shipped ceilings, and what an account of its own has used on days before today; one more fits. `firstDaysAgo`: its first live request. */
const ceilings = {
  linkedinRequestsPerAccountPerDayAtFirst: 5,
  linkedinRequestsPerAccountPerDay: 20,
  linkedinRequestsPerAccountPer7Days: 100,
  linkedinMessagesPerAccountPerDay: 50,
}
type Limit = { name: string; action: 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE'; most: number; firstDaysAgo?: number; daysBefore?: number[] }
const limits: Limit[] = [
  { name: '5 requests a day while it never made one', action: 'LINKEDIN_REQUEST', most: 5 },
  { name: '5 requests a day in its first four weeks', action: 'LINKEDIN_REQUEST', most: 5, firstDaysAgo: 27 },
  { name: '20 requests a day after them', action: 'LINKEDIN_REQUEST', most: 20, firstDaysAgo: 29 },
  // The seventh day before today counts no more.
  { name: '100 requests in seven days', action: 'LINKEDIN_REQUEST', most: 10, firstDaysAgo: 29, daysBefore: [14, 14, 14, 14, 14, 20, 20] },
  { name: '50 messages a day', action: 'LINKEDIN_MESSAGE', most: 50, firstDaysAgo: 29 },
]

test.each(limits)(
  'an account makes at most $name, in a plan and where the right to send is taken',
  async ({ action, most, firstDaysAgo, daysBefore }) => {
    onTestFinished(ceilingsAway)
    for (const [name, value] of Object.entries(ceilings)) await changeSettings(writer, 'dispatch', ['ceilings', name], value)
    const account = `limit-${most}-${firstDaysAgo ?? 0}@chiefai.example`
    await writer.pool.query(
      `insert into sending_account (platform, address, domain, position, checked_at) values ('HEYREACH', $1, 'linkedin.com', 9, now())`,
      [account],
    )
    if (firstDaysAgo !== undefined) {
      const { sendIds } = await batchOf({ account })
      await owner.pool.query(
        `update send set status = 'PROVEN', reserved_at = business_now() - make_interval(days => $2) where id = any ($1::uuid[])`,
        [sendIds, firstDaysAgo],
      )
    }
    await owner.pool.query(
      `insert into ceiling_use (day, scope, name, used)
       select organisation_day(business_now()) - (nth - 1)::integer, 'ACCOUNT', $1, used from unnest($2::integer[]) with ordinality d(used, nth)`,
      [`${account} ${action === 'LINKEDIN_REQUEST' ? 'requests' : 'messages'}`, [most - 1, ...(daysBefore ?? [])]],
    )
    const { sendIds } = await batchOf({ account, action }, { account, action })
    const { rows } = await writer.pool.query<{ key: string; rules: string[] | null; message: string | null }>(
      `select key, array_agg(rule) filter (where not passed) as rules, min(message) as message from send_verdicts(send_items($1::uuid[]), 'PLAN') group by key`,
      [sendIds],
    )
    const message = expect.stringContaining(`has used ${most} of ${most} that day.`)
    expect(sendIds.map((id) => rows.find(({ key }) => key === id))).toMatchObject([{ rules: null }, { rules: ['CEILING'], message }])
    const taken = []
    for (const id of sendIds) taken.push(...(await reserve(writer.pool, [id])))
    expect(taken).toMatchObject([
      { reserved: true, code: null },
      { reserved: false, code: 'CEILING', message },
    ])
  },
)

test('the checklist follows what HeyReach shows, and closes LinkedIn when a campaign is paused', async () => {
  for (const id of [linkedinCampaigns.followUp]) await asPerson('StartCampaign', id)
  await syncHeyreach(writer, hands.heyreach, [])
  const failing = async () => (await loadLinkedinChecklist(writer.sql)).filter(({ passed }) => !passed).map(({ name }) => name)
  const isOpen = async () => (await writer.pool.query<{ open: boolean }>('select linkedin_is_open() as open')).rows[0]?.open
  expect(await failing()).toEqual([])
  expect(await isOpen()).toBe(true)
  await asPerson('Pause', linkedinCampaigns.message)
  await syncHeyreach(writer, hands.heyreach, ['rb2b'])
  expect(await failing()).toEqual(['unsigned_allowlist', 'campaigns'])
  expect(await isOpen()).toBe(false)
  const { batchId } = await batchOf({})
  expect(await sweepUntil(batchId, held)).toMatchObject([{ status: 'PLANNED', code: 'NOT_READY' }])
  expect(await handOvers()).toEqual([])
})

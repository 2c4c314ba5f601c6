import { createWriter, type Writer } from '@swarm/db/write'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { createLog } from '@swarm/jobs/log'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { askClay as askClayAlone, type ClayHands, noteVisitors } from '../../../jobs/src/enrich/finders/ask-clay.ts'
import { expireQuestions } from '../../../jobs/src/enrich/finders/questions.ts'
import { takeClayAnswers } from '../../../jobs/src/enrich/finders/take-clay-answers.ts'
import { recordHiring } from '../../../jobs/src/intent/record-hiring.ts'
import { createClay } from '../../../jobs/src/providers/clay.ts'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'

let api: TestApi
let sandbox: Sandbox
let writer: Writer
let hands: ClayHands
const log = createLog('test', 'silent')
const world = { places: loadPlaces(), addressLists: loadAddressLists({ sandbox: true }) }

beforeAll(async () => {
  api = await startTestApi({ webhookSecrets: { isStrict: true, instantly: hookSecret, clay: { secret: hookSecret, isUsed: true } } })
  sandbox = await startSandbox({ delays: 'off', people: 10, clayHookSecret: hookSecret })
  writer = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
  const access = { baseUrl: `${sandbox.url}/clay/v3/sources/webhook`, apiKey: 'sandbox-clay-table', token: 'sandbox-clay-token' }
  const clay = createClay(access, { mode: 'sandbox', writer, log })
  hands = { writer, log, clay, publicUrl: api.url }
})
afterEach(() => control('DELETE', 'faults'))
afterAll(async () => {
  await hands.clay.close()
  await writer.end()
  await sandbox.stop()
  await api.stop()
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)
const rowsThere = async () => z.object({ clay: z.object({ rows: z.number() }) }).parse(await control('GET', 'state')).clay.rows
/** Both clocks, then what came back takes effect. */
const pass = async (seconds: number) => {
  await writer.pool.query(`update installation set moved = moved + make_interval(secs => $1)`, [seconds])
  await control('PUT', 'clock', { advanceMs: seconds * 1_000 })
  await applyAllDeliveries(writer, log)
  await takeClayAnswers(writer, world)
}
/** What the sweep does of it. */
const askClay = async (given: ClayHands) => {
  await writer.transaction((tx) => expireQuestions(tx, { bettercontact: 150, clay: 180 }))
  await noteVisitors(writer)
  await askClayAlone(given)
}
let companies = 0
const visitor = async (kind = 'found') => {
  companies += 1
  const { rows } = await writer.pool.query<{ id: string }>(
    `with c as (insert into company (name, name_key, domain, created_at, updated_at) values ($1, $1, $2, now(), now()) returning id)
     insert into lead (linkedin_key, linkedin_url, first_name, last_name, source, company_id, created_at, updated_at)
     select 'in:clay-' || $1, 'https://www.linkedin.com/in/clay-' || $1, 'Mara', 'Quill', 'rb2b', c.id, business_now(), business_now() from c returning id`,
    [`${kind}-${companies}`, `${kind}-${companies}.example`],
  )
  return { id: rows[0]?.id ?? '', email: `mara@${kind}-${companies}.example` }
}
const requestOf = async (leadId: string) => {
  const { rows } = await writer.pool.query<{ state: string; answers: number }>(
    'select state, answers from enrichment_request where lead_id = $1',
    [leadId],
  )
  return rows[0]
}
const leadOf = async (leadId: string) => {
  const { rows } = await writer.pool.query('select email, email_status as status, title from lead where id = $1', [leadId])
  return rows[0]
}

test('a visitor is asked about once, and the answer that comes later by the webhook fills in the lead', async () => {
  const lead = await visitor()
  const before = await rowsThere()
  await askClay(hands)
  await askClay(hands)
  expect((await rowsThere()) - before).toBe(1)
  expect(await requestOf(lead.id)).toMatchObject({ state: 'ASKED' })
  await pass(30)
  expect(await requestOf(lead.id)).toEqual({ state: 'ANSWERED', answers: 1 })
  expect(await leadOf(lead.id)).toEqual({ email: lead.email, status: 'VERIFIED', title: 'Chief Operating Officer' })
  const { rows } = await writer.pool.query(`select credits::int, is_found as found from provider_lookup where provider = 'clay'`)
  expect(rows).toEqual([{ credits: 1, found: true }])
})

test('whose company is hiring shows intent, once for each role, and the lead says why', async () => {
  const lead = await visitor('hiring')
  await askClay(hands)
  await pass(30)
  await writer.transaction((tx) => recordHiring(tx, [lead.id]))
  const told = `Their company is hiring: Account Executive, Recruiter.`
  const { rows } = await writer.pool.query(
    `select l.intent, (select array_agg(g.kind) from signal g where g.lead_id = l.id) as signals,
      (select array_agg(t.summary) from timeline_entry t where t.lead_id = l.id and t.kind = 'signal') as told from lead l where l.id = $1`,
    [lead.id],
  )
  expect(rows).toEqual([{ intent: 4, signals: ['HIRING'], told: [told] }])
})

test('a second answer to one question changes nothing, and is kept', async () => {
  const lead = await visitor()
  await control('PUT', 'faults', [{ provider: 'clay', duplicateWebhooks: true }])
  await askClay(hands)
  await pass(30)
  expect(await requestOf(lead.id)).toEqual({ state: 'ANSWERED', answers: 1 })
  const { rows } = await writer.pool.query(`select effect from delivery where provider = 'clay' order by id desc limit 2`)
  expect(rows.map((row) => row.effect).sort()).toEqual(['A repeat: the question was answered before.', 'The lead was enriched.'])
})

test('what never comes back expires, and an answer after that still counts', async () => {
  const [lost, late] = [await visitor('lost'), await visitor()]
  await control('PUT', 'faults', [{ provider: 'clay', lateWebhooksMs: 600_000 }])
  await askClay(hands)
  await pass(200)
  await askClay(hands)
  expect([await requestOf(lost.id), await requestOf(late.id)]).toMatchObject([{ state: 'EXPIRED' }, { state: 'EXPIRED' }])
  await pass(600)
  expect([await requestOf(lost.id), await requestOf(late.id)]).toMatchObject([{ state: 'EXPIRED' }, { state: 'ANSWERED' }])
})

test('an empty answer is one, and says nothing of the lead', async () => {
  const lead = await visitor('empty')
  await askClay(hands)
  await pass(30)
  expect(await requestOf(lead.id)).toMatchObject({ state: 'EMPTY' })
  expect(await leadOf(lead.id)).toMatchObject({ email: null, title: null })
})

test('an unclear push is never pushed again; one that was certainly not taken is, and its credit comes back', async () => {
  const lead = await visitor()
  const before = await rowsThere()
  await control('PUT', 'faults', [{ provider: 'clay', status: 429, times: 1 }])
  await askClay(hands)
  expect(await requestOf(lead.id)).toMatchObject({ state: 'WAITING' })
  await new Promise((resolve) => setTimeout(resolve, 5_200))
  await pass(70)
  await control('PUT', 'faults', [{ provider: 'clay', dropAfterActing: true, times: 1 }])
  await askClay(hands)
  await askClay(hands)
  expect(await requestOf(lead.id)).toMatchObject({ state: 'ASKED' })
  expect((await rowsThere()) - before).toBe(1)
})

test('the month’s credits end the questions, and somebody is told', async () => {
  await writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('visitors', 1, '{"creditsPerMonth": 0}', 'test')`,
  )
  const lead = await visitor()
  await askClay(hands)
  expect(await requestOf(lead.id)).toMatchObject({ state: 'WAITING' })
  const { rows } = await writer.pool.query(`select message from alert where cause like 'credits:clay:%:spent'`)
  expect(rows).toHaveLength(1)
})

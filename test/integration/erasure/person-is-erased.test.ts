import { createWriter, type Writer } from '@swarm/db/write'
import { finishErasures } from '@swarm/jobs/erasure/finish-erasures'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { makeAccounts, makeBatch, moveClock, reserve, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { anything, type Column, canary, columnsOf, findCanary, type Place, placesOf, planted, wordy } from './canary.ts'

const email = `${canary}@canary-acme.example`
const profile = `in:${canary}-gelb`
/** As it is written where it is hardest to find: outside ASCII, and with a quote. */
const name = 'Kanarienvogel "Gélb" Gélbsson'
/** What of the person is nowhere else: parts of their address, profile and name, and the planted word. */
const words = [canary, `${canary}-gelb`, 'Kanarienvogel', 'Gélb']

/**
 * Columns that can hold words and that an erasure leaves as they are, each looked at: codes, names of ours (actors, accounts, campaigns, angles,
 * settings, texts we wrote for everybody), ids and digests of platforms, companies. A new column of words stands here, or in
 * `personal_data_places`, or this fails.
 */
const stays: Record<string, string> = {
  account_check: 'effect dns_evidence reasons',
  account_health: 'dns_evidence reasons',
  alert: 'cause acknowledged_by resolved_by',
  alert_channel: 'problem',
  alert_notice: 'recipient provider_id code',
  api_key: 'name prefix key_hash scopes created_by',
  audit_entry: 'actor action subject_type subject_id digest',
  audit_seal: 'previous_hash hash',
  audit_verification: 'fault unapproved',
  batch: 'scope_hash created_by created_by_id decided_by decided_by_id',
  batch_held: 'code',
  block_list_push: 'reason provider_entry_id',
  cadence_plan: 'name document created_by',
  calendar_reading: 'calendar_id problem',
  campaign: 'account zone provider_campaign_id',
  ceiling_use: 'scope name',
  check_verdict: 'version detail recorded_by',
  company: 'name name_key domain country_code industry',
  contact_stage: 'id name pipeline_name',
  daily_statement: 'problem',
  day_close: 'next_owner closed_by',
  delivery: 'provider event_type',
  delivery_once: 'provider key',
  draft: 'angle variant campaign',
  emergency_stop: 'scope set_by lifted_by',
  enrichment_call: 'provider purpose outcome',
  enrollment: 'plan cause account',
  enrollment_step: 'template only_when code',
  erased_key: 'name',
  // What was typed is gone once it is done.
  erasure: 'asked_by waits_for held_by typed_keys',
  erasure_salt: 'salt',
  exclusion: 'domain name name_key source',
  experiment_stop: 'angle winner evidence',
  go_live_confirmation: 'item note confirmed_by',
  history_reading: 'asked_by report',
  history_send: 'source',
  hold: 'name',
  import: 'file_name encoding mapping failure created_by undo_asked_by',
  import_outcome: 'column code',
  installation: 'schema_fingerprint',
  invariant_check: 'invariants',
  lead: 'source status_cause account linkedin_account',
  lead_status_transition: 'cause',
  linkedin_campaign: 'name status problem',
  meeting: 'time_zone requested_by appointment_id code angle',
  merge_sweep: 'only',
  motion_pause: 'cause reason evidence paused_by resumed_by resume_reason',
  notice: 'topic',
  operation_rate: 'caller',
  pipeline_run: 'key mode source discovery failure started_by',
  pipeline_run_found: 'code',
  pipeline_run_lead: 'code passed_over',
  pipeline_run_stage: 'failure',
  process: 'version host',
  proven_send: 'account angle campaign reviewer variant',
  provider_access: 'provider',
  provider_allowance: 'name',
  provider_breaker: 'provider',
  provider_hook: 'provider provider_hook_id problem',
  provider_lookup: 'provider',
  provider_test: 'provider asked_by outcome message',
  ramp_graduation: 'by override_reason',
  ramp_opening: 'criteria by',
  recall: 'kind reason',
  reconciliation: 'kept_hash asked_by closed_by',
  recovery_code: 'code_hash',
  reply: 'provider confirmed_by',
  reply_label: 'actor',
  review: 'tag actor',
  revival: 'code',
  send: 'domain account angle law_region zone hash code provider_message_id provider_campaign_id',
  send_attempt: 'outcome',
  sending_account: 'address domain pause_reason provider_account_id',
  second_factor: 'sealed key_id offered_sealed offered_key_id',
  session: 'token_hash browser address',
  setting_version: 'section document created_by',
  sign_in_failure: 'key',
  signal: 'kind provider',
  standing_approval: 'plan reason approved_by approved_by_id revoked_by texts revoke_reason',
  suppression: 'domain source lifted_by',
  task: 'completed_by',
  template_proposal_decision: 'key angle decision reason actor',
  template_sign_off: 'angle note actor',
  template_version: 'angle document note created_by',
  unsigned_provider: 'provider',
  unsubscribe_token: 'token_hash',
  upload: 'file_name created_by',
  user_account: 'name name_key secret_hash scopes',
}

let api: TestApi
let key: string
let jobs: Writer
let superuser: Writer
let columns: Column[]
let places: Place[]
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('admin')
  jobs = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 2, onConnectionError: () => {} })
  superuser = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(jobs, tuesdayMorning)
  await makeAccounts(jobs, 1)
  columns = await columnsOf(superuser)
  places = await placesOf(superuser)
})
afterAll(async () => {
  await jobs.end()
  await superuser.end()
  await api.stop()
})

test('every table is decided: what of a person lies in it, and what becomes of that', () => {
  const tables = [...new Set(columns.map(({ table }) => table))]
  expect(tables.filter((table) => !places.some(({ table_name }) => table_name === table))).toEqual([])
  expect(places.filter(({ table_name }) => !tables.includes(table_name))).toEqual([])
})

const changesOf = (table: string) =>
  new Set(places.filter((place) => place.table_name === table).flatMap(({ changes }) => Object.keys(changes ?? {})))
const isDeleted = (table: string) => places.some((place) => place.table_name === table && place.treatment === 'DELETE')

test('every column that can hold words is decided: it goes, is emptied, or says nothing of a person', () => {
  const undecided = columns.filter(
    ({ table, column, type, isMade }) =>
      wordy.has(type) &&
      !isMade &&
      !isDeleted(table) &&
      !changesOf(table).has(column) &&
      !(stays[table]?.split(' ') ?? []).includes(column),
  )
  expect(undecided.map(({ table, column }) => `${table}.${column}`)).toEqual([])
  const gone = Object.entries(stays).flatMap(([table, names]) =>
    names.split(' ').flatMap((name) => (columns.some((one) => one.table === table && one.column === name) ? [] : [`${table}.${name}`])),
  )
  expect(gone).toEqual([])
})

test('whoever is erased is found nowhere in the database, and the chain, the proofs and the invariants hold as before', async () => {
  const company = await make.company(jobs, { domain: 'canary-acme.example', name: 'Canary Acme' })
  const lead = await make.lead(jobs, {
    email,
    firstName: 'Kanarienvogel',
    companyId: company.id,
    columns: {
      last_name: '"Gélb" Gélbsson',
      full_name: name,
      linkedin_key: profile,
      linkedin_url: `https://www.linkedin.com/in/${canary}-gelb`,
      status: 'APPROVED',
    },
  })
  const draft = await make.draft(jobs, { lead, columns: { status: 'APPROVED', decided_at: await make.now(jobs) } })
  const { sendIds } = await makeBatch(jobs, [sendTo(email, { lead: lead.id, draft: draft.id, draftVersion: 1, text: `Hello ${canary}` })])
  expect(await reserve(jobs.pool, sendIds)).toMatchObject([{ reserved: true }])
  const settled = await jobs.pool.query<{ key: string }>('select key from send_attempt where send_id = $1', [sendIds[0]])
  await jobs.pool.query('select settle($1, $2)', [
    settled.rows[0]?.key,
    JSON.stringify(
      sendIds.map((id) => ({ sendId: id, outcome: 'ACCEPTED', message: canary, providerLeadId: canary, providerMessageId: 'm-1' })),
    ),
  ])
  await jobs.pool.query(
    `select write_audit('Olga', 'lead.noted', 'lead', $1, $2), write_audit('Olga', 'suppression.added', 'suppression', 'many', $3)`,
    [lead.id, JSON.stringify({ note: canary }), JSON.stringify({ suppressions: [{ email }] })],
  )
  await superuser.pool.query(`update send set status = 'PROVEN', proven_at = business_now() where id = $1`, [sendIds[0]])
  await jobs.pool.query('select seal_audit(1000)')
  const other = await make.lead(jobs)
  await plant({ lead: lead.id, draft: draft.id, send: sendIds[0] ?? '', other: other.id })
  // One meeting, told of twice: it was moved.
  await jobs.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail)
     select uuid_v7(business_now()), $1, 'MEETING_BOOKED', 'ghl', business_now(), jsonb_build_object('emailId', $2::text, 'sendId', null, 'text', $2) from generate_series(1, 2)`,
    [lead.id, `appointment ${canary}`],
  )
  const meetings = async () =>
    (await jobs.pool.query(`select count(*)::int as count from meetings_booked('-infinity', 'infinity') m where m.lead_id = $1`, [lead.id]))
      .rows
  const met = await meetings()
  expect((await findCanary(superuser, words)).length).toBeGreaterThan(40)

  const asked = await api.ask<{ eraseLead: { __typename: string } }>(
    key,
    `mutation ($input: EraseLeadInput!) { eraseLead(input: $input) { __typename ... on EraseLeadSuccess { isNew erasure { doneAt waitsFor { code } } } ... on UserError { message } } }`,
    { input: { leadId: make.globalId('Lead', lead.id) } },
  )
  expect(asked.errors).toBeUndefined()
  expect(asked.data).toMatchObject({
    eraseLead: { __typename: 'EraseLeadSuccess', isNew: true, erasure: { doneAt: null, waitsFor: [{ code: 'WORKER' }] } },
  })
  expect(await finishErasures(jobs, createLog('test', 'silent'))).toBe(1)
  await jobs.pool.query('select seal_audit(1000)')

  expect(await findCanary(superuser, words)).toEqual([])
  expect(await meetings()).toEqual(met)
  expect((await superuser.pool.query('select * from verify_audit()')).rows).toEqual([])
  expect((await superuser.pool.query(`select * from broken_invariants('-infinity')`)).rows).toEqual([])
  const { rows } = await superuser.pool.query(
    `select s.status, s.frozen, l.full_name, encode(s.hash, 'hex') <> '' as "isProven", o.person = l.linkedin_key and s.person = l.linkedin_key as "isOnce"
     from send s join lead l on l.id = s.lead_id join send_once o on o.send_id = s.id where s.id = $1`,
    [sendIds[0]],
  )
  expect(rows).toEqual([{ status: 'PROVEN', frozen: null, full_name: 'Erased person', isProven: true, isOnce: true }])
})

/** Where a row of the person's must be found by something else than a word. */
type Ids = { lead: string; draft: string; send: string; other: string }

/**
 * A row that speaks of the person in every table that can have one, and the word in every column of it that an erasure changes; in tables that
 * only mention people a row that mentions this one. Rules between tables are off meanwhile: what counts is where words can lie.
 */
async function plant(ids: Ids): Promise<void> {
  const client = await superuser.pool.connect()
  const refused: string[] = []
  try {
    await client.query('set session_replication_role = replica')
    for (const place of places) {
      const { table_name: table, is_theirs: isTheirs, treatment, changes } = place
      // These two have the word already, by what was done above.
      if (treatment === 'KEEP' || table === 'audit_detail' || table === 'send_attempt') continue
      const own = columns.filter((one) => one.table === table && !one.isMade)
      const goes = own.filter(
        ({ column, type }) =>
          wordy.has(type) &&
          (treatment === 'DELETE' || column in (changes ?? {})) &&
          !foundBy.includes(column) &&
          !(table === 'lead' && ofLead.includes(column)),
      )
      const said = (type: string) => planted(type, isTheirs ? canary : `${email} and ${name}`)
      const rules = (isTheirs ? rulesOf : rulesOfOthers)(ids)[table] ?? {}
      const id = { lead: ids.lead, draft: ids.draft, send: ids.send }[table]
      const row: Record<string, unknown> =
        id !== undefined
          ? Object.fromEntries(goes.map(({ column, type }) => [column, said(type)]))
          : {
              ...Object.fromEntries(own.filter(({ isNeeded }) => isNeeded).map((one) => [one.column, anything(one)])),
              ...Object.fromEntries(goes.map(({ column, type }) => [column, said(type)])),
              ...(isTheirs && own.some(({ column }) => column === 'lead_id') && { lead_id: ids.lead }),
              ...(isTheirs && own.some(({ column }) => column === 'draft_id') && { draft_id: ids.draft }),
              ...(isTheirs && own.some(({ column }) => column === 'send_id') && { send_id: ids.send }),
              ...rules,
            }
      const names = Object.keys(row)
      try {
        await client.query(
          id !== undefined
            ? `update ${table} set ${names.map((name, place) => `"${name}" = $${place + 2}`).join(', ')} where id = $1`
            : `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((_, place) => `$${place + 1}`).join(', ')})`,
          [...(id === undefined ? [] : [id]), ...names.map((name) => row[name])],
        )
      } catch (error) {
        refused.push(`${table}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  } finally {
    await client.query('set session_replication_role = origin')
    client.release()
  }
  expect(refused).toEqual([])
}

/** What the person is known by, by which the row is found, and names of ours: no word is planted there. */
const foundBy = ['person', 'person_key', 'person_keys', 'linkedin_key', 'address', 'key', 'value', 'provider', 'confirmed_by']
/** The lead has the word in all of these already. */
const ofLead = ['email', 'linkedin_url', 'first_name', 'full_name']

const contact = '0190a1b2-0000-7000-8000-000000000001'
const merge = '0190a1b2-0000-7000-8000-000000000002'
const way = '0190a1b2-0000-7000-8000-000000000003'
const undone = '0190a1b2-0000-7000-8000-000000000005'
const at = '2026-11-24T16:00:00.000Z'
/** After the send, so that it did not go out against them. */
const later = '2026-11-25T16:00:00.000Z'

/** How a row is found as the person's where neither lead, draft nor send names it, and what the rules of its table ask for. */
const rulesOf = ({ lead }: Ids): Record<string, Record<string, unknown>> => ({
  address_verification: { address: email, verdict: null },
  block_list_push: { value: email },
  contact: { id: contact, person_keys: [email] },
  contact_block: { contact_id: contact },
  draft_edit_change: { field: 'body' },
  enrollment: { id: way, person: email, round: 7, state: 'ENDED', cause: 'BY_HAND', ended_at: at },
  enrollment_step: { enrollment_id: way },
  exclusion: { person_key: email, at: later, domain: null, name: null, name_key: null },
  history_send: { person: email },
  lead_alias: { key: `in:${canary}-frueher`, lead_id: lead },
  lead_merge: { id: merge, undone_by: null, undone_at: null },
  lead_merge_row: { merge_id: merge },
  meeting: {
    start_at: at,
    end_at: '2026-11-24T16:30:00.000Z',
    busy_until: '2026-11-24T16:45:00.000Z',
    status: 'BOOKED',
    requested_by: 'Olga',
  },
  merge_suggestion: { other_id: 'ffffffff-0000-7000-8000-000000000004', dismissed_at: at },
  provider_lookup: { key: `email:${email}` },
  recall: { kind: 'LEAD', confirmed_at: at },
  revival: { person: email, round: 3 },
  send_once: { send_id: contact, person: email, step: 9 },
  suppression: { person_key: email, at: later },
  task: { completed_at: at, completed_by: 'Olga' },
  touch_day: { person: email, day: '2026-01-01' },
  unsubscribe_token: { person_key: email },
})
const rulesOfOthers = ({ lead, other }: Ids): Record<string, Record<string, unknown>> => ({
  delivery: { applied_at: at },
  emergency_stop: { lifted_by: 'Olga', lifted_at: at },
  exclusion: { person_key: email, domain: 'canary-acme.example', at: later, removed_at: later },
  reconciliation: { read_at: at, closed_at: at },
  import_outcome: { import_id: contact, outcome: 'INVALID' },
  lead_merge: { id: undone, lead_id: lead, undone_at: at },
  lead_merge_row: { merge_id: undone },
  provider_lookup: { key: 'id:of-a-colleague' },
  reply: { lead_id: other, referral_lead_id: lead },
  timeline_entry: { lead_id: other, kind: 'signal', actor: 'Olga' },
})

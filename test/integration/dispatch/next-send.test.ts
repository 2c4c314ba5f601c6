import type { Writer } from '@swarm/db/write'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { traceNextSends } from '@swarm/jobs/dispatch/trace-send'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { openWriter } from '../../harness/pools.ts'

const data = { lists: loadAddressLists({ sandbox: true }), holidays: loadHolidays() }
const leads = 3_000
const seed = 20_261_124

let database: TestDatabase
let root: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  root = openWriter(database.urls.superuser, 3, 60_000)
  await moveClock(root, tuesdayMorning)
  await makeAccounts(root, 2)
})
afterAll(async () => {
  await root.end()
  await database.drop()
})

const enumValues = async (name: string): Promise<string[]> =>
  (await root.pool.query<{ value: string }>(`select unnest(enum_range(null::${name}))::text as value`)).rows.map(({ value }) => value)

/** Copies of one whole lead and draft, each in a state of its own: of the lead, its draft, its send, its cadence and its run. */
async function makeEverybody(): Promise<string[]> {
  const random = fc.sample(fc.nat(1_000_000), { numRuns: leads * 6, seed })
  const lead = await make.lead(root)
  const draft = await make.draft(root, { lead, columns: { status: 'EXPIRED' } })
  const statuses = await enumValues('lead_status')
  const draftStatuses = [null, null, ...(await enumValues('draft_status'))]
  const sendStatuses = [null, null, null, null, ...(await enumValues('send_status'))]
  const enrollments = [null, null, null, ...(await enumValues('enrollment_state'))]
  const stages = await enumValues('pipeline_stage')
  const outcomes = [null, null, ...(await enumValues('stage_outcome'))]
  const pick = <T>(values: readonly T[], at: number): T => {
    const value = values[(random[at] ?? 0) % values.length]
    if (value === undefined) throw new Error('nothing to pick')
    return value
  }
  const made = Array.from({ length: leads }, (_, nth) => ({
    nth,
    status: pick(statuses, nth * 6),
    draft: pick(draftStatuses, nth * 6 + 1),
    send: pick(sendStatuses, nth * 6 + 2),
    enrollment: pick(enrollments, nth * 6 + 3),
    outcome: pick(outcomes, nth * 6 + 4),
    stage: pick(stages, nth * 6 + 5),
    zone: nth % 7 === 0 ? null : 'America/Denver',
    country: nth % 11 === 0 ? null : 'US',
    tier: nth % 5 === 0 ? null : `TIER_${1 + (nth % 3)}`,
  }))
  const { pool } = root
  await pool.query(
    `create table made as select gen_random_uuid() as lead_id, gen_random_uuid() as draft_id, gen_random_uuid() as send_id, gen_random_uuid() as enrollment_id, x.*
     from jsonb_to_recordset($1) as x(nth int, status text, draft text, send text, enrollment text, outcome text, stage text, zone text, country text, tier text)`,
    [JSON.stringify(made)],
  )
  await copy(
    'lead',
    lead.id,
    'made m',
    `'id', m.lead_id, 'email', 'p' || m.nth || '@a' || m.nth || '.example', 'person_key', 'p' || m.nth || '@a' || m.nth || '.example',
    'linkedin_key', 'in:p' || m.nth, 'status', m.status, 'status_cause', case when m.status = 'DISQUALIFIED' then 'score' end, 'time_zone', m.zone, 'country_code', m.country, 'tier', m.tier, 'score', case when m.nth % 4 = 0 then null else 60 end`,
  )
  await copy('draft', draft.id, 'made m where m.draft is not null', `'id', m.draft_id, 'lead_id', m.lead_id, 'status', m.draft`)
  const { batchId, sendIds } = await makeBatch(root, [await approvedSend(root)])
  await copy(
    'send',
    sendIds[0] ?? '',
    'made m where m.send is not null',
    `'id', m.send_id, 'lead_id', m.lead_id, 'draft_id', case when m.draft is not null then m.draft_id end,
    'place', m.nth + 2, 'status', m.send, 'proven_at', case when m.send = 'PROVEN' then business_now() end, 'code', case when m.send in ('SKIPPED', 'REFUSED') then 'BY_CHANCE' end, 'person', 'p' || m.nth, 'batch_id', '${batchId}'`,
  )
  await pool.query(`
    insert into enrollment (id, lead_id, person, round, plan, plan_version, state, cause, reason, platform, account, anchor_at, paused_at, next_step, next_due_at, ended_at, created_at, updated_at)
    select m.enrollment_id, m.lead_id, 'p' || m.nth, 1, 'default', 1, m.enrollment::enrollment_state, case when m.enrollment <> 'ACTIVE' then 'BY_HAND' end, case when m.enrollment <> 'ACTIVE' then 'By chance.' end,
      'INSTANTLY', 'ana@sender-0.example', business_now(), case when m.enrollment = 'PAUSED' then business_now() end, case when m.enrollment = 'ACTIVE' then 3 end,
      case when m.enrollment = 'ACTIVE' then business_now() + interval '3 days' end, case when m.enrollment = 'ENDED' then business_now() end, business_now(), business_now()
    from made m where m.enrollment is not null`)
  await pool.query(
    `insert into pipeline_run (id, key, mode, source, status, started_by, started_at) values ('${runId}', 'run_x', 'live', 'test', 'RUNNING', 'test', business_now())`,
  )
  await pool.query(`insert into pipeline_run_lead (run_id, lead_id, stage, outcome, code) select '${runId}', m.lead_id, m.stage::pipeline_stage, m.outcome::stage_outcome,
    case when m.outcome in ('SKIPPED', 'FAILED') then 'BY_CHANCE' end from made m where m.outcome is not null`)
  return (await pool.query<{ id: string }>('select lead_id as id from made order by nth')).rows.map(({ id }) => id)
}

const runId = '01990000-0000-7000-8000-000000000001'

/** Copies of one row with other values; generated columns make themselves. */
async function copy(table: string, id: string, from: string, values: string): Promise<void> {
  const { rows } = await root.pool.query<{ columns: string }>(
    `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  )
  const columns = rows[0]?.columns ?? ''
  const selected = columns.split(', ').map((column) => `r.${column}`)
  await root.pool.query(
    `insert into ${table} (${columns}) select ${selected.join(', ')} from ${from.replace(
      'made m',
      `${table} base cross join made m cross join lateral
    jsonb_populate_record(base, jsonb_build_object(${values})) r`,
    )} ${from.includes('where') ? 'and' : 'where'} base.id = '${id}'`,
  )
}

test('a lead is told the same whoever is asked about beside it: nobody on the page uses up the day of the others', async () => {
  const drafts = await Promise.all(Array.from({ length: 7 }, () => make.draft(root, { columns: { status: 'APPROVED' } })))
  const ids = drafts.map(({ lead }) => lead.id)
  await root.pool.query(`update lead set status = 'APPROVED' where id = any($1)`, [ids])
  const together = await traceNextSends(root.sql, data, ids)
  const alone = await Promise.all(ids.map(async (id) => (await traceNextSends(root.sql, data, [id])).get(id)))
  const codes = ids.map((id) => together.get(id)?.blocker?.code ?? null)
  expect(codes).toEqual(alone.map((trace) => trace?.blocker?.code ?? null))
  expect(codes).toEqual(ids.map(() => null))
})

test('every lead, whatever its state, has exactly one first blocker, or a time', async () => {
  const ids = await makeEverybody()
  const codes = new Map<string, number>()
  for (let from = 0; from < ids.length; from += 500) {
    const traces = await traceNextSends(root.sql, data, ids.slice(from, from + 500))
    expect(traces.size).toBe(500)
    for (const { blocker, dueAt, clearsAt, verdicts } of traces.values()) {
      const failed = verdicts.filter(({ passed }) => !passed)
      if (blocker === null) {
        expect(failed).toEqual([])
        expect(dueAt).not.toBeNull()
      } else {
        expect({ code: failed[0]?.rule, message: failed[0]?.message, clearsAt: failed[0]?.clearsAt ?? null }).toEqual({
          ...blocker,
          clearsAt,
        })
        expect(blocker.message).toMatch(/^[A-Z].{10,}[.!:]?$/s)
      }
      codes.set(blocker?.code ?? 'NONE', (codes.get(blocker?.code ?? 'NONE') ?? 0) + 1)
    }
  }
  // All the ways of having nothing to send are there, and nobody is left without a word.
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining([
      'DISQUALIFIED',
      'CADENCE_WAITS',
      'CADENCE_PAUSED',
      'SEND_UNKNOWN',
      'IN_FLIGHT',
      'DRAFT_REJECTED',
      'WAITS_FOR_CRAFT',
      'RUN_SKIPPED',
      'RUN_FAILED',
      'NOT_ENRICHED',
      'NO_TIER',
    ]),
  )
  expect(codes.has('NOT_FOUND')).toBe(false)
})

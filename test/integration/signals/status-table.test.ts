import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createWriter } from '@swarm/db/write'
import { correctLeadStatus } from '@swarm/jobs/signals/correct-lead-status'
import { decideLateOpens } from '@swarm/jobs/signals/decide-late-opens'
import { leadStatuses, nextStatus, ownCauses, signalKinds, statusTransitions } from '@swarm/jobs/signals/lead-status'
import { requalifyLeads } from '@swarm/jobs/suppression/requalify-leads'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, operator, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { settleAs } from '../cadence/world.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await cloneDatabase()
  pool = new pg.Pool({ connectionString: database.urls.jobs, max: 1 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('the database moves a lead exactly as the table does, for every status and everything that can happen', async () => {
  const moving = new Set(statusTransitions().map(({ signal }) => signal))
  const causes = [...signalKinds, ...ownCauses].filter((cause) => moving.has(cause))
  const { rows } = await pool.query<{ from: string; cause: string; to: string }>(
    `select f as "from", c as cause, next_lead_status(f::lead_status, c) as "to" from unnest($1::text[]) f cross join unnest($2::text[]) c`,
    [leadStatuses, causes],
  )
  expect(rows).toHaveLength(21 * causes.length)
  expect(new Set(rows.map(({ from, cause, to }) => `${from} ${cause} ${to}`))).toEqual(
    new Set(leadStatuses.flatMap((from) => causes.map((cause) => `${from} ${cause} ${nextStatus(from, cause)}`))),
  )
})

test('of two leads that become one the status weighs more that a signal would have led to', async () => {
  // Silence, revivals and our own steps go down and round; what was heard of a lead only ever goes up.
  const isSilence = new Set(
    statusTransitions()
      .filter(({ signal }) => /^(DECAYED|REVIVAL|LINKEDIN_EXHAUSTED|REQUALIFIED)/.test(signal))
      .map(({ to }) => to),
  )
  const ups = statusTransitions().filter(({ from, to }) => !isSilence.has(from) && !isSilence.has(to) && from !== 'REVIVAL_SENT')
  const heard = ups.filter(({ signal }) => signalKinds.some((kind) => kind === signal))
  expect(heard.length).toBeGreaterThan(30)
  const { rows } = await pool.query<{ from: string; to: string }>(
    `select distinct f as "from", t as "to" from unnest($1::text[], $2::text[]) x(f, t)
     where status_weight(f::lead_status, null) >= status_weight(t::lead_status, null)`,
    [heard.map(({ from }) => from), heard.map(({ to }) => to)],
  )
  expect(rows).toEqual([])
})

test('what moves no lead at all is nothing to ask for', async () => {
  await expect(pool.query(`select next_lead_status('PENDING', 'HANDED_OUT')`)).rejects.toThrow(
    /no status of a lead is ever moved by HANDED_OUT/,
  )
})

test('nobody who runs changes the table', async () => {
  for (const url of [database.urls.jobs, database.urls.api]) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const text of [
      `update lead_status_transition set to_status = 'PENDING'`,
      'delete from lead_status_transition',
      `insert into lead_status_transition values ('UNSUBSCRIBED', 'EMAIL_SENT', 'SENT')`,
    ])
      await expect(client.query(text)).rejects.toMatchObject({ code: '42501' })
    await client.end()
  }
})

test('no function of the database moves a lead past the table', () => {
  const folder = fileURLToPath(new URL('../../../db/functions', import.meta.url))
  const moves = readdirSync(folder).flatMap((name) =>
    [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/update lead(?: \w+)? set\b[^;]*?\bstatus = ([^,\s]+)/g)].map(
      ([, value]) => `${name}: ${value}`,
    ),
  )
  // decay and the marking of candidates join the table's rows; decide_draft asks it first, because the review tells where the lead went.
  // Merging, and taking apart, moves nobody: the status is one that the person has already.
  expect(moves.sort()).toEqual([
    'decay.sql: m.to_status',
    'decide-draft.sql: next_lead',
    'leave-alone.sql: next_lead_status(l.status',
    'merge-leads.sql: case',
    'prove-sends.sql: next_lead_status(l.status',
    'record-job-changes.sql: next_lead_status(l.status',
    'revival-queue.sql: next_lead_status(l.status',
    'revival-queue.sql: next_lead_status(l.status',
    'revival-queue.sql: t.to_status',
    'settle.sql: next_lead_status(l.status',
    'unmerge-leads.sql: kept.status',
    'unmerge-leads.sql: p.status',
  ])
})

test('every move of a status says from where, to where, on what, by whom and why, whatever made it', async () => {
  const root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  const call = (text: string, ...values: unknown[]) => root.pool.query(text, values)
  await moveClock(root, tuesdayMorning)
  await makeAccounts(root, 1)
  const leadThatIs = async (status: string, columns: Record<string, unknown> = {}) =>
    (await make.lead(root, { columns: { status, ...columns } })).id

  const { sendIds } = await makeBatch(root, [await approvedSend(root)])
  await settleAs(root, sendIds, 'ACCEPTED')
  await call('select prove_sends($1)', JSON.stringify([{ sendId: sendIds[0], messageId: 'm1', at: tuesdayMorning }]))

  await call(
    `insert into signal (id, lead_id, kind, provider, at, detail)
     select uuid_v7(business_now()), $1, 'EMAIL_OPENED', 'instantly', business_now() - interval '20 minutes', '{"open": "undecided"}'`,
    await leadThatIs('SENT'),
  )
  await decideLateOpens(root)

  const gone = await leadThatIs('OPENED')
  await call(`select leave_alone($1, 'Olga')`, JSON.stringify([{ lead_id: gone, status: 'UNSUBSCRIBED', summary: 'They asked to stop.' }]))
  await correctLeadStatus(root, operator, {
    leadId: gone,
    from: 'UNSUBSCRIBED',
    to: 'OPENED',
    cause: null,
    reason: 'It was another person.',
  })

  await leadThatIs('DISQUALIFIED', { status_cause: 'exclusion' })
  await root.transaction((tx) => requalifyLeads(tx, operator))

  const { id, email, firstName, companyId } = await make.lead(root, { columns: { status: 'GHOSTED' } })
  const draft = await make.draft(root, {
    lead: { id, email, firstName, companyId },
    columns: { round: 2, motion: 'REVIVAL', status: 'EXPIRED' },
  })
  await call('select mark_revival_candidates($1)', JSON.stringify([{ leadId: id, cause: 'SILENCE' }]))
  const item = { leadId: id, person: email, round: 2, cause: 'SILENCE', state: 'QUEUED', score: 50, reasons: [], draftId: draft.id }
  await call(`select queue_revivals($1, 'Olga')`, JSON.stringify([item]))
  await call('select end_revivals(0)')

  const moved = await leadThatIs('APPROVED')
  await call(`select record_job_changes($1, 'ENRICHER')`, JSON.stringify([{ lead_id: moved, summary: 'Works elsewhere now.', detail: {} }]))

  const [one, other] = [await leadThatIs('PENDING'), await leadThatIs('OPENED')]
  await call(`select merge_leads($1, $2, 'The same person.', 'Olga')`, one, other)
  await call(`select unmerge_leads((select id from lead_merge where $1 in (lead_id, merged_id)), 'Olga')`, one)

  const { rows: moves } = await call(
    `select c.from_status as "from", t.actor, t.detail from lead_status_change c
     left join timeline_entry t on t.lead_id = c.lead_id and t.detail ->> 'reason' is not null and t.detail ->> 'from' = c.from_status::text order by c.id`,
  )
  await root.end()
  expect(moves).toEqual(
    [
      ['APPROVED', 'DISPATCHED', 'HANDED_OVER', 'OPERATOR'],
      ['DISPATCHED', 'SENT', 'EMAIL_SENT', 'OPERATOR'],
      ['SENT', 'OPENED', 'EMAIL_OPENED', 'signals'],
      ['OPENED', 'UNSUBSCRIBED', 'UNSUBSCRIBED', 'Olga'],
      ['UNSUBSCRIBED', 'OPENED', 'CORRECTED', 'Olga'],
      ['DISQUALIFIED', 'PENDING', 'REQUALIFIED', 'Olga'],
      ['GHOSTED', 'REVIVAL_CANDIDATE', 'REVIVAL_FOUND_BY_SILENCE', 'clock'],
      ['REVIVAL_CANDIDATE', 'REVIVAL_QUEUED', 'REVIVAL_QUEUED', 'Olga'],
      ['REVIVAL_QUEUED', 'REVIVAL_CANDIDATE', 'REVIVAL_ENDED', 'clock'],
      ['APPROVED', 'PENDING', 'REVIEW_UNDONE', 'ENRICHER'],
      ['PENDING', 'OPENED', 'MERGED', 'Olga'],
      ['OPENED', 'PENDING', 'UNMERGED', 'Olga'],
    ].map(([from, to, signal, actor]) => ({
      from,
      actor,
      detail: expect.objectContaining({ from, to, signal, reason: expect.stringMatching(/\w{3}.*\.$/) }),
    })),
  )
})

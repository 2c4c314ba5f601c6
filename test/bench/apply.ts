import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { delivered, payload, sentLeads } from '../integration/signals/sent-leads.ts'
import { databaseCpuMs, writtenMs } from './cost.ts'
import { middle, printRow } from './rows.ts'

/**
 * Stored deliveries to status, timeline and suppression: `npm run bench -- apply --deliveries 100000 --rounds 3`. The reference writes the
 * very rows that ours left, with one statement for each table in one transaction: what no rule, no lock and no second look would cost.
 */
const { values } = parseArgs({ options: { deliveries: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '3' } } })
const perLead = 5
const rounds = Number(values.rounds)
const leadsOfRound = Math.ceil(Number(values.deliveries) / perLead / rounds)
const log = createLog('bench', 'silent')
const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
const postgres = await startTestPostgres(folder, { isDurable: true })
const { urls } = await postgres.clone()
const writer: Writer = createWriter({ url: urls.jobs, name: 'bench', maxConnections: 6, onConnectionError: () => {} })
const owner: Writer = createWriter({
  url: urls.superuser,
  name: 'bench',
  maxConnections: 2,
  statementTimeoutMs: 300_000,
  onConnectionError: () => {},
})

const start = Date.now() - 86_400_000
const minute = (count: number) => new Date(start + count * 60_000)

/** Leads whose mail went out, was opened twice and clicked; in twenty, one bounced, one asked to stop and two answered. */
async function fill(): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < leadsOfRound; from += 500) {
    const { campaignId, leads } = await sentLeads(writer, { count: Math.min(500, leadsOfRound - from) })
    ids.push(...leads.map(({ id }) => id))
    // As settling the hand-over does.
    await owner.pool.query('select enroll($1)', [leads.map(({ sendId }) => sendId)])
    const about = (lead: { email: string }) => ({ email: lead.email, campaignId })
    const last = (lead: { email: string }, at: number) => {
      const more = { at: minute(70), emailId: 'mail-2' }
      if (at % 20 === 0) return payload('email_bounced', about(lead), more)
      if (at % 20 === 1) return payload('lead_unsubscribed', about(lead), more)
      return at % 20 < 4
        ? payload('reply_received', about(lead), { ...more, text: 'Sounds good, call me.' })
        : payload('email_opened', about(lead), more)
    }
    const bodies = leads.flatMap((lead, at) => [
      payload('email_sent', about(lead), { at: minute(0) }),
      payload('email_opened', about(lead), { at: minute(30) }),
      payload('link_clicked', about(lead), { at: minute(31) }),
      payload('email_opened', about(lead), { at: minute(50) }),
      last(lead, at),
    ])
    for (let at = 0; at < bodies.length; at += 500) await storeDeliveries(writer.sql, bodies.slice(at, at + 500).map(delivered))
  }
  return ids
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** The same rows again, in one transaction of set-based statements. */
async function writeSame(ids: readonly string[], since: string): Promise<void> {
  const { pool } = owner
  await pool.query('begin')
  await pool.query('insert into same_signal select * from signal where lead_id = any($1)', [ids])
  await pool.query('insert into same_timeline select * from timeline_entry where lead_id = any($1)', [ids])
  await pool.query(
    'insert into same_suppression select * from suppression where person_key in (select person_key from lead where id = any($1))',
    [ids],
  )
  await pool.query('insert into same_audit_entry select * from audit_entry where id in (select id from audit_entry where at >= $1)', [
    since,
  ])
  await pool.query(
    'insert into same_audit_detail select d.* from audit_detail d join audit_entry e on e.id = d.audit_id where e.at >= $1',
    [since],
  )
  await pool.query('update enrollment set state = state, cause = cause, updated_at = now() where lead_id = any($1)', [ids])
  await pool.query(
    "update enrollment_step set code = code where enrollment_id in (select id from enrollment where lead_id = any($1) and state = 'ENDED')",
    [ids],
  )
  await pool.query('update lead set version = version + 1, last_activity_at = last_activity_at, updated_at = now() where id = any($1)', [
    ids,
  ])
  await pool.query('update send set proven_at = proven_at, status = status where lead_id = any($1)', [ids])
  await pool.query('update delivery set applied_at = applied_at, effect = effect where lead_id = any($1)', [ids])
  await pool.query('commit')
}

try {
  for (const [same, of] of [
    ['same_signal', 'signal'],
    ['same_timeline', 'timeline_entry'],
    ['same_suppression', 'suppression'],
    ['same_audit_entry', 'audit_entry'],
    ['same_audit_detail', 'audit_detail'],
  ])
    await owner.pool.query(`create table ${same} (like ${of} including all)`)
  const ours: number[] = []
  const reference: number[] = []
  const cost: { own: number; database: number }[] = []
  const count = leadsOfRound * perLead
  for (let round = 0; round < rounds; round++) {
    const ids = await fill()
    await owner.pool.query('analyze')
    const [clock] = (await owner.pool.query<{ now: string }>('select clock_timestamp()::text as now')).rows
    const before = { own: process.cpuUsage(), database: databaseCpuMs(folder) }
    const took = await timed(() => applyAllDeliveries(writer, log))
    const spent = process.cpuUsage(before.own)
    cost.push({ own: (spent.user + spent.system) / 1000 / count, database: (databaseCpuMs(folder) - before.database) / count })
    const { rows } = await writer.pool.query<{ applied: number }>(
      'select count(*)::int as applied from delivery where applied_at is not null and lead_id = any($1)',
      [ids],
    )
    if (rows[0]?.applied !== count) throw new Error(`${rows[0]?.applied} of ${count} were applied`)
    ours.push(count / took)
    reference.push(count / (await timed(() => writeSame(ids, clock?.now ?? ''))))
  }
  const least = Math.min(...ours)
  const isGood = printRow({
    row: 'apply',
    unit: 'a second',
    ours,
    reference,
    goal: 0.25,
    also: [{ what: 'least of all rounds (goal 2,000 a second)', value: Math.round(least).toLocaleString('en'), isGood: least >= 2_000 }],
    cost: [
      {
        what: 'CPU of a delivery',
        value: `${writtenMs(middle(cost.map(({ own }) => own)))} of ours, ${writtenMs(middle(cost.map(({ database }) => database)))} of the database`,
      },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await writer.end()
  await owner.end()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

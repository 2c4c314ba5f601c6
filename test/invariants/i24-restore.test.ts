import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { startHeadKeeper } from '@swarm/jobs/audit/keep-head'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import { createLog } from '@swarm/jobs/log'
import { askReconciliation } from '@swarm/jobs/restore/ask-reconciliation'
import { closeReconciliation } from '@swarm/jobs/restore/close-reconciliation'
import { liftEmergencyStop } from '@swarm/jobs/safety/lift-emergency-stop'
import { setEmergencyStop } from '@swarm/jobs/safety/set-emergency-stop'
import { suppress } from '@swarm/jobs/suppression/suppress'
import { syncBlockList } from '@swarm/jobs/suppression/sync-block-list'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import {
  executionQueues,
  handsFor,
  prepareExecution,
  type Sandboxed,
  sendNow,
  sendRows,
  sentMails,
  startSandboxProcess,
  startWaker,
  sweepUntilEnded,
} from '../harness/execution.ts'
import * as make from '../harness/make.ts'
import { approvedSend, type MadeBatch, makeBatch, operator, reserve } from '../harness/make-dispatch.ts'
import { eventually, startRunnerProcess } from '../harness/runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-i24-'))
const log = createLog('test', 'silent')
const headFile = join(folder, 'audit-head')
const open = (url: string): Writer => createWriter({ url, name: 'test', maxConnections: 3, onConnectionError: () => {} })

/** The same database under another name: what a backup holds. Nobody may be connected to the one that is copied. */
async function copyDatabase(from: TestDatabase): Promise<TestDatabase> {
  const name = new URL(from.urls.superuser).pathname.slice(1)
  const copy = `${name}_backup`
  const admin = new pg.Client({ connectionString: from.urls.superuser.replace(`/${name}`, '/postgres') })
  await admin.connect()
  const run = async (text: string) => void (await admin.query(text))
  await run(`create database ${copy} template ${name} owner swarm_migrate`)
  await run(`grant connect on database ${copy} to swarm_api, swarm_jobs, swarm_read`)
  const at = (url: string) => url.replace(`/${name}`, `/${copy}`)
  const { migrate, api, jobs, read, superuser } = from.urls
  return {
    urls: { migrate: at(migrate), api: at(api), jobs: at(jobs), read: at(read), superuser: at(superuser) },
    async drop() {
      await run(`drop database ${copy} with (force)`)
      await admin.end()
    },
  }
}

let database: TestDatabase
let backup: TestDatabase
let sandbox: Sandboxed
beforeAll(async () => {
  database = await cloneDatabase()
  sandbox = await startSandboxProcess(join(folder, 'sandbox'))
})
afterAll(async () => {
  await sandbox.stop()
  await backup?.drop()
  await database.drop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Who got a mail, once that many went out: a campaign that is active sends by itself, a little later. */
const mailed = (count: number): Promise<string[]> =>
  eventually(async () => {
    const leads = (await sentMails(sandbox)).map(({ lead }) => lead)
    return leads.length >= count ? leads : null
  }, 60_000)

test('a restored backup sends nothing until it was reconciled, and then to nobody who was written to meanwhile', async () => {
  // A batch is approved; then the backup is made.
  const before = open(database.urls.superuser)
  await prepareExecution(before)
  const sends = [await sendNow(before), await sendNow(before), await sendNow(before), await sendNow(before), await sendNow(before)]
  const made = await makeBatch(before, sends.slice(0, 2))
  await before.pool.query('select seal_audit(100000)')
  await before.pool.query('select watch_server_timeline()')
  await before.end()
  backup = await copyDatabase(database)

  // The batch goes out, and the head of the chain is kept outside.
  const live = open(database.urls.superuser)
  const hands = handsFor(live, sandbox)
  await sweepUntilEnded(hands, [made.batchId])
  // Somebody opts out by our own link, which no platform knows of but by its block list.
  const [optedOut] = sends.slice(4).map(({ address }) => address)
  await suppress(live, operator, { email: optedOut ?? '', domain: null, linkedinUrl: null, reason: 'They asked.' })
  await syncBlockList(hands, { isDriftAsked: false })
  await hands.stop()
  await live.pool.query('select seal_audit(100000)')
  await (await startHeadKeeper(live, log, headFile)).stop()
  const meanwhile = await mailed(2)
  expect(meanwhile.toSorted()).toEqual(
    sends
      .slice(0, 2)
      .map(({ address }) => address)
      .toSorted(),
  )
  await live.end()

  // The world goes on with the backup, whose batch is still approved.
  const restored = open(backup.urls.superuser)
  const runner = await startRunnerProcess(backup, {
    ...sandbox.env,
    DATA_DIR: folder,
    QUEUES: `${executionQueues},reconcile-restore`,
  })
  const waker = await startWaker(backup)
  try {
    const opened = await eventually(
      async () =>
        (await restored.pool.query<{ cause: string; evidence: string }>('select cause, evidence from reconciliation')).rows[0] ?? null,
    )
    expect(opened.cause).toBe('AUDIT_HEAD')
    expect((await restored.pool.query(`select set_by from emergency_stop where lifted_at is null`)).rows).toEqual([
      { set_by: 'restore watch' },
    ])
    await expect(liftEmergencyStop(restored, operator, { scope: 'ALL', reason: 'let it go on' })).rejects.toMatchObject({
      reasons: [expect.objectContaining({ code: 'NOT_RECONCILED' })],
    })
    await expect(closeReconciliation(restored, operator, { reason: 'nothing looked at' })).rejects.toMatchObject({ code: 'NOT_READY' })
    expect(await sentMails(sandbox)).toHaveLength(2)

    await askReconciliation(restored, operator, { since: null })
    await waker.wake('reconcileRestore', {}, 'asked')
    const read = await eventually(
      async () =>
        (await restored.pool.query<{ report: unknown }>('select report from reconciliation where read_at is not null')).rows[0] ?? null,
      90_000,
    )
    // Each of the two is seen as a mail, and in its campaign that nobody here knows.
    expect(read.report).toEqual(expect.arrayContaining([expect.objectContaining({ platform: 'INSTANTLY', unknown: 2, problem: null })]))
    const people = await restored.pool.query<{ person: string }>('select distinct person from history_send order by 1')
    expect(people.rows.map(({ person }) => person)).toEqual(meanwhile.toSorted())
    const suppressed = await restored.pool.query('select person_key from suppression where lifted_at is null')
    expect(suppressed.rows).toEqual([{ person_key: optedOut }])
    expect(read.report).toEqual(expect.arrayContaining([{ platform: 'INSTANTLY', of: 'BLOCK_LIST', found: 1, unknown: 1, problem: null }]))

    await closeReconciliation(restored, operator, { reason: 'The statement of Instantly was read.' })
    await liftEmergencyStop(restored, operator, { scope: 'ALL', reason: 'reconciled' })
    // Who was written to is held although a person approves another text for them; the others go.
    const again: MadeBatch[] = []
    for (const send of sends.slice(0, 2)) again.push(await makeBatch(restored, [{ ...send, draft: await approvedAnew(restored, send) }]))
    for (const send of sends.slice(2, 4)) again.push(await makeBatch(restored, [send]))
    await waker.wake('sweepSends', {}, 'approved')
    const rows = await eventually(async () => {
      const all = await sendRows(
        restored,
        again.map(({ batchId }) => batchId),
      )
      return all.every(({ status }) => status !== 'PLANNED' && status !== 'IN_FLIGHT') ? all : null
    }, 120_000)
    expect(rows.map(({ status, code }) => (status === 'SKIPPED' ? code : 'SENT'))).toEqual(['ALREADY_SENT', 'ALREADY_SENT', 'SENT', 'SENT'])
    const leads = await mailed(4)
    expect(leads.toSorted()).toEqual(
      sends
        .slice(0, 4)
        .map(({ address }) => address)
        .toSorted(),
    )
  } finally {
    await waker.stop()
    await runner.stop()
    await restored.end()
  }
}, 240_000)

/** Another approved draft for the lead of a send. */
async function approvedAnew(writer: Writer, { lead, address }: SendToFreeze): Promise<string> {
  const { rows } = await writer.pool.query<{ first_name: string; company_id: string }>(
    `update lead set status = 'APPROVED' where id = $1 returning first_name, company_id`,
    [lead],
  )
  const [row] = rows
  if (!row || lead === null) throw new Error('no such lead')
  const made = { id: lead, email: address, firstName: row.first_name, companyId: row.company_id }
  return (await make.draft(writer, { lead: made, columns: { status: 'APPROVED', decided_at: await make.now(writer) } })).id
}

test('another server timeline holds every hand-over at once, before any watch has seen it, and the watch says why', async () => {
  const other = await cloneDatabase()
  const writer = open(other.urls.superuser)
  try {
    await prepareExecution(writer)
    const { sendIds, batchId } = await makeBatch(writer, [await approvedSend(writer)])
    await writer.pool.query(`update batch set status = 'EXECUTING' where id = $1`, [batchId])
    await writer.pool.query('update installation set server_timeline = server_timeline() + 1')
    const [held] = await reserve(writer.pool, sendIds)
    expect(held).toMatchObject({ reserved: false, code: 'EMERGENCY_STOP' })
    await writer.pool.query('select watch_server_timeline()')
    await writer.pool.query('select watch_server_timeline()')
    expect((await writer.pool.query('select cause from reconciliation')).rows).toEqual([{ cause: 'SERVER_TIMELINE' }])
    expect((await writer.pool.query(`select reason from emergency_stop where lifted_at is null`)).rows).toEqual([
      { reason: expect.stringContaining('timeline') },
    ])
    // Whoever looked a moment before it was found does not lift it either.
    await writer.pool.query(`select lift_emergency_stop('ALL', 'nothing was open when I looked', 'Dana')`)
    expect((await writer.pool.query(`select count(*)::int as count from emergency_stop where lifted_at is null`)).rows).toEqual([
      { count: 1 },
    ])
    // A stop that stood before is kept apart: only closing ends what is open.
    await setEmergencyStop(writer, operator, { scope: 'ALL', reason: 'another reason', isDrill: false })
    await expect(liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'let it go on' })).rejects.toMatchObject({
      code: 'EMERGENCY_STOP',
    })
  } finally {
    await writer.end()
    await other.drop()
  }
})

test('a watch that looked while the reconciliation was closed does not open another one', async () => {
  const other = await cloneDatabase()
  const writer = open(other.urls.superuser)
  try {
    await writer.pool.query('update installation set server_timeline = server_timeline() + 1')
    await writer.pool.query('select watch_server_timeline()')
    await writer.pool.query('update reconciliation set read_at = business_now()')
    const closing = await writer.pool.connect()
    await closing.query('begin')
    await closing.query(`select close_reconciliation('all looked at', 'Dana')`)
    const watching = writer.pool.query('select watch_server_timeline()')
    await eventually(
      async () =>
        (
          await writer.pool.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%watch_server_timeline%'`,
          )
        ).rows[0] ?? null,
    )
    await closing.query('commit')
    closing.release()
    await watching
    expect((await writer.pool.query('select from reconciliation where closed_at is null')).rows).toHaveLength(0)
  } finally {
    await writer.end()
    await other.drop()
  }
})

test('a campaign that nobody here knows is looked for before the first hand-over of a start', async () => {
  const other = await cloneDatabase()
  const writer = open(other.urls.superuser)
  await prepareExecution(writer)
  const hands = handsFor(writer, sandbox)
  const day = { zone: 'America/Boise', day: '2026-11-24', from: '08:00', to: '11:00', dailyLimit: 1, gapMinutes: 1 }
  const draft = (id: string) =>
    hands.instantly.campaigns.create({ name: `swarm ${id}-0000-7000-8000-000000000000`, account: 'dani@chiefaiofficerai.com', ...day })
  // Drafts that can't be deleted, listed before and after it, hide nothing.
  const [before, unknown, after] = [await draft('0190aaaa'), await draft('0190bbbb'), await draft('0190cccc')]
  await sandbox.control('PUT', 'faults', [{ provider: 'instantly', path: `/(${before.id}|${after.id})$`, method: 'DELETE', status: 403 }])
  const started = await fetch(`${sandbox.url}/instantly/api/v2/campaigns/${unknown.id}/activate`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox-instantly-key' },
  })
  expect(started.status).toBe(200)
  await hands.stop()
  const { batchId } = await makeBatch(writer, [await sendNow(writer)])
  const runner = await startRunnerProcess(other, { ...sandbox.env, DATA_DIR: mkdtempSync(join(folder, 'data-')), QUEUES: executionQueues })
  try {
    const rows = await eventually(async () => {
      const all = await sendRows(writer, [batchId])
      return all.every(({ status }) => status !== 'PLANNED' && status !== 'IN_FLIGHT') ? all : null
    })
    expect(rows).toMatchObject([{ status: 'SKIPPED', code: 'EMERGENCY_STOP', batchStatus: 'CANCELLED' }])
    expect((await writer.pool.query('select cause from reconciliation')).rows).toEqual([{ cause: 'UNKNOWN_CAMPAIGN' }])
  } finally {
    await runner.stop()
    await sandbox.control('DELETE', 'faults')
    await writer.end()
    await other.drop()
  }
})

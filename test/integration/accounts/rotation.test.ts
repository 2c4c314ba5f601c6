import { randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { dispatch } from '@swarm/jobs/dispatch/dispatch'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { changeSettings, makeAccounts, moveClock, operator, reserve } from '../../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
let accounts: string[]
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(writer, '2026-11-23T16:00:00.000Z')
  accounts = await makeAccounts(writer, 6)
  await writer.pool.query(`select graduate_ramp('test', 'for a test')`)
  await changeSettings(writer, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDay'], 200)
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const data = { lists: loadAddressLists({ sandbox: true }), holidays: loadHolidays() }
/** Each sends to tier 1 the same step after step, so that every account may have to send to any lead. */
const days = ['2026-11-24', '2026-11-25', '2026-12-01', '2026-12-02', '2026-12-03']
const freshPerDay = 12

async function approvedDraft(lead: make.MadeLead, step: number): Promise<void> {
  await make.draft(writer, { lead, columns: { status: 'APPROVED', decided_at: await make.now(writer), step } })
}

type Sent = { lead: string; account: string; step: number }

/** Plans, freezes, approves and takes the day's sends, as if the platform took all of them. */
async function sendToday(): Promise<Sent[]> {
  const { batchIds } = await dispatch(writer, operator, data, { motion: 'OUTBOUND', limit: null, openWindowReason: null })
  const sent: Sent[] = []
  for (const batchId of batchIds) {
    const { rows } = await writer.pool.query<{ scopeHash: string }>(
      `select encode(scope_hash, 'hex') as "scopeHash" from batch where id = $1`,
      [batchId],
    )
    const refusal = await writer.transaction((tx) => decideBatch(tx, operator, { batchId, scopeHash: rows[0]?.scopeHash ?? '' }, true))
    if (refusal) throw refusal
    const { rows: sends } = await writer.pool.query<Sent & { id: string }>(
      'select id, lead_id as lead, account, step from send where batch_id = $1 order by place',
      [batchId],
    )
    const key = randomUUID()
    const taken = await reserve(
      writer.pool,
      sends.map(({ id }) => id),
      key,
    )
    expect(taken.map(({ code }) => code).filter((code) => code !== null)).toEqual([])
    await writer.pool.query('select settle($1, $2)', [key, JSON.stringify(sends.map(({ id }) => ({ sendId: id, outcome: 'ACCEPTED' })))])
    sent.push(...sends)
  }
  return sent
}

const countOf = (sent: readonly Sent[]) => accounts.map((address) => sent.filter(({ account }) => account === address).length)

test('six accounts take turns over many leads and days, a lead keeps its own, and a paused one holds its leads and gets no new ones', async () => {
  const leads: make.MadeLead[] = []
  const accountOf = new Map<string, string>()
  const waiting = new Set<string>()
  for (const [index, day] of days.entries()) {
    await moveClock(writer, `${day}T15:30:00.000Z`)
    const isPaused = index === 3
    const [paused] = accounts
    await writer.pool.query(`update sending_account set paused_at = $2, pause_reason = $3 where address = $1`, [
      paused,
      isPaused ? new Date() : null,
      isPaused ? 'looked at' : null,
    ])
    // Everybody of before gets the next step, but who still waits with one; besides those who are new.
    for (const lead of leads) if (!waiting.has(lead.id)) await approvedDraft(lead, index + 1)
    for (let place = 0; place < freshPerDay; place++) {
      const lead = await make.lead(writer, { columns: { status: 'APPROVED' } })
      leads.push(lead)
      await approvedDraft(lead, index + 1)
    }
    const sent = await sendToday()
    const fresh = sent.filter(({ lead }) => !accountOf.has(lead))
    expect(fresh).toHaveLength(freshPerDay)
    for (const { lead, account } of sent) {
      expect(accountOf.get(lead) ?? account).toBe(account)
      accountOf.set(lead, account)
    }
    // Those of a paused account wait, and nobody else sends for it; everybody else gets what is due.
    waiting.clear()
    for (const { id } of leads) if (isPaused && accountOf.get(id) === paused) waiting.add(id)
    expect(sent.map(({ lead }) => lead).sort()).toEqual(leads.flatMap(({ id }) => (waiting.has(id) ? [] : [id])).sort())
    const counts = countOf(sent)
    if (isPaused) expect(counts.shift()).toBe(0)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  }
  expect(new Set(accountOf.values())).toEqual(new Set(accounts))
})

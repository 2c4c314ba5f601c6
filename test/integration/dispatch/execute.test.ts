import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { pauseAccount } from '@swarm/jobs/accounts/pause-account'
import { settleSend } from '@swarm/jobs/dispatch/settle-send'
import { liftEmergencyStop } from '@swarm/jobs/safety/lift-emergency-stop'
import { setEmergencyStop } from '@swarm/jobs/safety/set-emergency-stop'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { removeDraft } from '../../../jobs/src/dispatch/execute/close-campaign.ts'
import type { AllHands, Hands } from '../../../jobs/src/dispatch/execute/hands.ts'
import { removeOrphans } from '../../../jobs/src/dispatch/execute/remove-orphans.ts'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import { syncAccounts } from '../../../jobs/src/dispatch/execute/sync-accounts.ts'
import { ProviderError } from '../../../jobs/src/providers/http/provider-error.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import {
  accounts,
  handsFor,
  prepareExecution,
  type Sandboxed,
  sendNow,
  sendRows,
  sentMails,
  startSandboxProcess,
  sweepUntilEnded,
} from '../../harness/execution.ts'
import { changeSettings, makeBatch, operator, reserve } from '../../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
let sandbox: Sandboxed
let hands: AllHands & Hands & { stop(): Promise<void> }
const folder = mkdtempSync(join(tmpdir(), 'swarm-execute-'))
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 8, onConnectionError: () => {} })
  await prepareExecution(writer)
  sandbox = await startSandboxProcess(join(folder, 'state'))
  hands = handsFor(writer, sandbox)
})
afterAll(async () => {
  await hands.stop()
  await sandbox.stop()
  await writer.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await sandbox.setClockBack()
  await sandbox.control('DELETE', 'requests')
})
afterEach(async () => {
  await sandbox.control('DELETE', 'faults')
  // A 429 holds every call of the next seconds back, and a fault may have opened the breaker; the next test is about something else.
  await writer.pool.query('delete from provider_allowance')
  await writer.pool.query(
    'update provider_breaker set state = $1, failures_in_a_row = 0, recent = $2, opened_at = null, probe_until = null',
    ['CLOSED', []],
  )
})

const account = accounts[0] ?? ''
const fault = (path: string, more: object) => sandbox.control('PUT', 'faults', [{ provider: 'instantly', path, ...more }])
const activations = () => sandbox.requests('/activate$')
const codes = (rows: { status: string; code: string | null }[]) =>
  rows.map(({ status, code }) => (code === null ? status : `${status} ${code}`))

async function batchOf(count: number, given: Parameters<typeof sendNow>[1] = {}) {
  const sends = []
  for (let index = 0; index < count; index++) sends.push(await sendNow(writer, { account, ...given }))
  return { sends, ...(await makeBatch(writer, sends)) }
}

/** Hands that get as far as a full draft: the breaker holds the hand-over itself. */
function withoutLeave(): AllHands {
  const { campaigns } = hands.instantly
  const admit = async () => {
    throw new ProviderError({
      provider: 'instantly',
      kind: 'unavailable',
      stage: 'admission',
      message: 'a hand-over was not started: the breaker is open',
      certainlyNotSent: true,
    })
  }
  return { ...hands, instantly: { ...hands.instantly, campaigns: { ...campaigns, admit } } }
}

/** What somebody changes of a batch's one campaign in Instantly's own pages. */
async function changeThere(batchId: string, change: object): Promise<void> {
  const { rows } = await writer.pool.query<{ id: string }>(
    'update campaign set held_until = null where batch_id = $1 returning provider_campaign_id as id',
    [batchId],
  )
  await askThere('PATCH', rows[0]?.id ?? '', change)
}

/** Sweeps until the first send of a batch was given back. */
async function untilRecalled(batchId: string): Promise<void> {
  const isBack = async () => {
    await sweepOnce(hands)
    return (await sendRows(writer, [batchId]))[0]?.recalled
  }
  await expect.poll(isBack, { interval: 200 }).toBe(true)
}

/** Minutes from now on, by the clock of both sides. */
async function inMinutes(minutes: number): Promise<string> {
  const { rows } = await writer.pool.query<{ now: Date }>('select business_now() as now')
  const now = rows[0]?.now.getTime() ?? 0
  await sandbox.control('PUT', 'clock', { offsetMs: now - Date.now() })
  return new Date(now + minutes * 60_000).toISOString()
}

/** Asks Instantly for something as somebody does in its own pages. */
async function askThere(method: 'PATCH' | 'POST' | 'DELETE', path: string, body: object = {}): Promise<void> {
  const answer = await fetch(`${sandbox.url}/instantly/api/v2/campaigns/${path}`, {
    method,
    headers: { authorization: 'Bearer sandbox-instantly-key', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

async function campaignOf(batchId: string): Promise<{ id: string; state: string; there: string }> {
  const { rows } = await writer.pool.query<{ id: string; state: string; there: string }>(
    'select id, state, provider_campaign_id as there from campaign where batch_id = $1',
    [batchId],
  )
  return rows[0] ?? { id: '', state: '', there: '' }
}

async function mailsTo(sends: readonly { address: string }[]): Promise<number> {
  await sandbox.control('PUT', 'clock', { advanceMs: 4 * 3_600_000 })
  const mailed = (await sentMails(sandbox)).map(({ lead }) => lead)
  return sends.filter(({ address }) => mailed.includes(address)).length
}

async function alertCauses(): Promise<string[]> {
  const { rows } = await writer.pool.query<{ cause: string }>('select cause from alert where resolved_at is null')
  return rows.map(({ cause }) => cause)
}

describe('an approved batch', () => {
  test('goes out once, in one campaign for each account and zone, with the very bytes that were approved', async () => {
    const sends = [
      await sendNow(writer, { account }),
      await sendNow(writer, { account }),
      await sendNow(writer, { account: accounts[1] ?? '' }),
    ]
    const { batchId } = await makeBatch(writer, sends)
    const rows = await sweepUntilEnded(hands, [batchId])
    expect(codes(rows)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED'])
    expect(rows[0]?.batchStatus).toBe('EXECUTED')
    const requests = await activations()
    expect(requests).toHaveLength(2)
    expect(new Set(requests.map(({ headers }) => headers['x-attempt-key'])).size).toBe(2)
    await sweepOnce(hands)
    expect(await activations()).toHaveLength(2)
    await sandbox.control('PUT', 'clock', { advanceMs: 120 * 60_000 })
    const mails = await sentMails(sandbox)
    for (const { address, subject, html } of sends) expect(mails.filter(({ lead }) => lead === address)).toMatchObject([{ subject, html }])
    const {
      rows: [audit],
    } = await writer.pool.query(
      `select count(*)::int as count from audit_entry where subject_id = $1 and action in ('batch.started', 'batch.executed')`,
      [batchId],
    )
    expect(audit).toEqual({ count: 2 })
  })

  test('is not handed over more than an hour before its window, nor after it', async () => {
    const later = await batchOf(1, { windowFrom: '2026-11-24T18:00:00.000Z', windowTo: '2026-11-24T23:00:00.000Z' })
    const over = await batchOf(1, { windowFrom: '2026-11-24T13:00:00.000Z', windowTo: '2026-11-24T15:59:00.000Z' })
    expect(codes(await sweepUntilEnded(hands, [over.batchId]))).toEqual(['SKIPPED OUTSIDE_WINDOW'])
    expect(codes(await sendRows(writer, [later.batchId]))).toEqual(['PLANNED'])
    expect(await activations()).toHaveLength(0)
    await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'enough', 'test')`, [later.batchId])
    await sweepOnce(hands)
  })

  test('that is late leaves within what is left of its window, even from a draft that had all of it', async () => {
    const late = await batchOf(5, { account: accounts[2] ?? '', windowTo: await inMinutes(20) })
    await sweepUntilEnded(hands, [late.batchId])
    expect(await mailsTo(late.sends)).toBe(5)

    await sandbox.setClockBack()
    const waited = await batchOf(5, { account: accounts[3] ?? '', windowTo: await inMinutes(20) })
    await sweepOnce(withoutLeave())
    await changeThere(waited.batchId, { email_gap: 10 })
    // Every reading of a campaign waits six seconds for its turn.
    const { campaigns } = hands.instantly
    let waitedMs = 0
    const clock = performance.now.bind(performance)
    const time = vi.spyOn(performance, 'now').mockImplementation(() => clock() + waitedMs)
    const get: typeof campaigns.get = async (id) => {
      const found = await campaigns.get(id)
      waitedMs += 6_000
      return found
    }
    await sweepOnce({ ...hands, instantly: { ...hands.instantly, campaigns: { ...campaigns, get } } })
    time.mockRestore()
    expect((await sendRows(writer, [waited.batchId])).every(({ status }) => status === 'ACCEPTED')).toBe(true)
    expect(await mailsTo(waited.sends)).toBe(5)
  })

  test('hands over no more than a mail a minute can still leave in: the others are skipped, not counted as sent', async () => {
    const { batchId, sends } = await batchOf(10, { account: accounts[4] ?? '', windowTo: await inMinutes(8.5) })
    const found = codes(await sweepUntilEnded(hands, [batchId]))
    const accepted = found.filter((code) => code === 'ACCEPTED').length
    expect(found.slice(accepted)).toEqual(Array.from({ length: 10 - accepted }, () => 'SKIPPED OUTSIDE_WINDOW'))
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThanOrEqual(8)
    expect(await mailsTo(sends)).toBe(accepted)
  })

  test.each([
    ['sender', { email_list: [accounts[1]] }],
    ['text', { sequences: [{ steps: [{ type: 'email', delay: 0, variants: [{ subject: 'Hello', body: '{{swarmBody}}' }] }] }] }],
    [
      'schedule',
      {
        campaign_schedule: {
          start_date: '2026-11-24',
          end_date: '2026-11-25',
          schedules: [{ name: 'w', timing: { from: '06:00', to: '23:59' }, days: { 2: true }, timezone: 'America/Boise' }],
        },
      },
    ],
  ])('is held when somebody changed the %s of its draft at Instantly; with another batch it goes', async (what, change) => {
    const { batchId, sends } = await batchOf(1)
    await sweepOnce(withoutLeave())
    await changeThere(batchId, change)
    await sweepOnce(hands)
    const { rows } = await writer.pool.query<{ message: string; id: string }>(
      `select c.last_error as message, c.provider_campaign_id as id from campaign c where c.batch_id = $1`,
      [batchId],
    )
    expect(rows[0]?.message).toContain(`was changed at Instantly (${what})`)
    expect(await activations()).toHaveLength(0)
    await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'enough', 'test')`, [batchId])
    await writer.pool.query('update campaign set held_until = null where batch_id = $1', [batchId])
    await sweepOnce(hands)
    expect(codes(await sweepUntilEnded(hands, [(await makeBatch(writer, sends)).batchId]))).toEqual(['ACCEPTED'])
  })

  test('leaves out who may not be written to any more: the others go, the draft holds nobody else', async () => {
    const { batchId, sends } = await batchOf(3)
    await writer.pool.query(
      `insert into suppression (email, person_key, reason, source, at) values ($1, $1, 'asked', 'test', business_now())`,
      [sends[1]?.address],
    )
    const rows = await sweepUntilEnded(hands, [batchId])
    expect(codes(rows)).toEqual(['ACCEPTED', 'SKIPPED SUPPRESSED', 'ACCEPTED'])
    expect(rows[0]?.batchStatus).toBe('PARTIAL')
    expect(await activations()).toHaveLength(1)
    await sandbox.control('PUT', 'clock', { advanceMs: 60 * 60_000 })
    const mails = await sentMails(sandbox)
    expect(sends.map(({ address }) => mails.filter(({ lead }) => lead === address).length)).toEqual([1, 0, 1])
  })

  test('in shadow mode everything runs but the last call, and the draft is gone again (I10)', async () => {
    await changeSettings(writer, 'dispatch', ['shadowMode'], true)
    const { batchId } = await batchOf(2)
    const rows = await sweepUntilEnded(hands, [batchId])
    await changeSettings(writer, 'dispatch', ['shadowMode'], false)
    expect(codes(rows)).toEqual(['SKIPPED SHADOW_MODE', 'SKIPPED SHADOW_MODE'])
    expect(await activations()).toHaveLength(0)
    await sweepOnce(hands)
    const { rows: campaigns } = await writer.pool.query(`select state, provider_campaign_id as id from campaign where batch_id = $1`, [
      batchId,
    ])
    expect(campaigns).toMatchObject([{ state: 'REMOVED' }])
    expect(await hands.instantly.campaigns.get(campaigns[0].id)).toBeNull()
    const { rows: once } = await writer.pool.query('select 1 from send_once o join send s on s.id = o.send_id where s.batch_id = $1', [
      batchId,
    ])
    expect(once).toEqual([])
  })
})

/** Every answer of the fault list to the delivering request (invariants.md, Settle). */
describe('the answer to a hand-over', () => {
  const planned = 'PLANNED'
  test.each<[string, object, string]>([
    ['401', { status: 401 }, planned],
    ['402', { status: 402 }, planned],
    ['403', { status: 403 }, planned],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '40' } }, planned],
    [
      'a known 400',
      { status: 400, body: '{"statusCode":400,"error":"Bad Request","message":"no"}', contentType: 'application/json' },
      planned,
    ],
    [
      'a known 404',
      { status: 404, body: '{"statusCode":404,"error":"Not Found","message":"no"}', contentType: 'application/json' },
      planned,
    ],
    ['a 404 of somebody else', { status: 404, body: '<html>', contentType: 'text/html' }, 'UNKNOWN'],
    [
      'a known 409',
      { status: 409, body: '{"statusCode":409,"error":"Conflict","message":"no"}', contentType: 'application/json' },
      planned,
    ],
    [
      'a known 422',
      { status: 422, body: '{"statusCode":422,"error":"Unprocessable","message":"no"}', contentType: 'application/json' },
      planned,
    ],
    ['a 422 of somebody else', { status: 422 }, 'UNKNOWN'],
    ['500', { status: 500 }, 'UNKNOWN'],
    ['500 after acting', { status: 500, act: true }, 'UNKNOWN'],
    ['502', { status: 502 }, 'UNKNOWN'],
    ['503', { status: 503 }, 'UNKNOWN'],
    ['reset before acting', { resetBeforeActing: true }, 'UNKNOWN'],
    ['reset after acting', { dropAfterActing: true }, 'UNKNOWN'],
    ['truncated', { truncate: true }, 'UNKNOWN'],
    ['cut off', { truncate: 'connection' }, 'UNKNOWN'],
    ['empty', { status: 200, act: true, body: '' }, 'UNKNOWN'],
    ['HTML instead of JSON', { body: '<html>', contentType: 'text/html' }, 'UNKNOWN'],
    ['no content type', { contentType: null }, 'UNKNOWN'],
    ['200 with an error inside', { body: '{"error":"ACC_AUTH_ERROR"}' }, 'UNKNOWN'],
    ['another campaign', { body: '{"id":"other","name":"x","status":1}' }, 'UNKNOWN'],
  ])('%s', async (_, how, expected) => {
    await fault('/activate$', how)
    const { batchId, sendIds } = await batchOf(1)
    const used = async () =>
      Number((await writer.pool.query(`select used from ceiling_use where scope = 'ACCOUNT' and name = $1`, [account])).rows[0]?.used ?? 0)
    const before = await used()
    const { rows } = await untilAttempted(sendIds)
    expect(rows[0]?.outcome).toBe(expected === planned ? 'NOT_SENT' : 'UNKNOWN')
    expect(await used()).toBe(before + (expected === planned ? 0 : 1))
    // Cleaned up as the product would: nothing of it is asked twice while it is unknown.
    if (expected === planned) expect((await sendRows(writer, [batchId]))[0]?.status).toBe('PLANNED')
    await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'enough', 'test')`, [batchId])
    expect(await activations()).toHaveLength(1)
  })

  test('who certainly was not sent to goes with another batch, once reading shows that the draft is gone', async () => {
    await fault('/activate$', { status: 401 })
    const { batchId, sends, sendIds } = await batchOf(1)
    await untilAttempted(sendIds)
    await sandbox.control('DELETE', 'faults')
    await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'enough', 'test')`, [batchId])
    // Somebody might still start that draft at the platform.
    expect(await reserve(writer.pool, (await makeBatch(writer, sends)).sendIds)).toMatchObject([{ reserved: false, code: 'ALREADY_SENT' }])
    await sweepOnce(hands)
    const again = await makeBatch(writer, sends)
    expect(codes(await sweepUntilEnded(hands, [again.batchId]))).toEqual(['ACCEPTED'])
    expect((await activations()).map(({ acted }) => acted)).toEqual([false, true])
    await sandbox.control('PUT', 'clock', { advanceMs: 120 * 60_000 })
    expect((await sentMails(sandbox)).filter(({ lead }) => lead === sends[0]?.address)).toHaveLength(1)
    const { rows: broken } = await writer.pool.query(`select * from broken_once('-infinity') where subject_id = any($1)`, [
      [...sendIds, ...again.sendIds],
    ])
    expect(broken).toEqual([])
  })

  describe.each([
    ['was tried', true],
    ['was never reserved', false],
  ])('who %s, of a batch that ended', (_, isTried) => {
    /** A batch that was cancelled while its full draft stood at the platform, and its campaign. */
    async function endedBatch() {
      if (isTried) await fault('/activate$', { status: 401 })
      const { batchId, sends, sendIds } = await batchOf(1)
      if (isTried) await untilAttempted(sendIds)
      else await sweepOnce(withoutLeave())
      await sandbox.control('DELETE', 'faults')
      await writer.pool.query('update campaign set held_until = null where batch_id = $1', [batchId])
      await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'enough', 'test')`, [batchId])
      const campaign = await campaignOf(batchId)
      return { sends, campaign, state: async () => (await campaignOf(batchId)).state }
    }
    const again = async (sends: Awaited<ReturnType<typeof endedBatch>>['sends']) =>
      reserve(writer.pool, (await makeBatch(writer, sends)).sendIds)

    test('is barred for good when somebody started the draft at the platform', async () => {
      const { sends, campaign, state } = await endedBatch()
      await askThere('POST', `${campaign.there}/activate`)
      await sweepOnce(hands)
      expect(await state()).toBe('ACTIVE')
      expect(await alertCauses()).toContain(`campaign:${campaign.id}`)
      expect(await hands.instantly.campaigns.get(campaign.there)).toMatchObject({ status: 'PAUSED' })
      // Also once it is deleted there.
      await askThere('DELETE', campaign.there)
      await sweepOnce(hands)
      expect(await again(sends)).toMatchObject([{ reserved: false, code: 'ALREADY_SENT' }])
    })

    test('is barred for good when the draft is gone without us: it may have been started, have run and been deleted', async () => {
      const { sends, campaign, state } = await endedBatch()
      await askThere('POST', `${campaign.there}/activate`)
      await askThere('DELETE', campaign.there)
      await sweepOnce(hands)
      expect(await state()).toBe('REMOVED')
      expect(await alertCauses()).toContain(`campaign:${campaign.id}`)
      expect(await again(sends)).toMatchObject([{ reserved: false, code: 'ALREADY_SENT' }])
    })

    test('is barred for good when Instantly did not delete it for us, and it is gone later', async () => {
      const { sends, campaign, state } = await endedBatch()
      await fault(`/${campaign.there}$`, { method: 'DELETE', status: 403 })
      await sweepOnce(hands)
      await sandbox.control('DELETE', 'faults')
      expect(await state()).not.toBe('REMOVED')
      await askThere('POST', `${campaign.there}/activate`)
      await askThere('DELETE', campaign.there)
      await writer.pool.query('update campaign set held_until = null where id = $1', [campaign.id])
      await sweepOnce(hands)
      expect(await state()).toBe('REMOVED')
      expect(await again(sends)).toMatchObject([{ reserved: false, code: 'ALREADY_SENT' }])
    })

    test('is free when whoever deleted the draft was stopped before writing that down', async () => {
      const { sends, campaign, state } = await endedBatch()
      await removeDraft(hands, campaign.there)
      await sweepOnce(hands)
      expect(await state()).toBe('REMOVED')
      expect(await alertCauses()).not.toContain(`campaign:${campaign.id}`)
      expect(await again(sends)).toMatchObject([{ reserved: true }])
    })
  })

  test('a full draft that is gone without us counts as sent, and is for a person; it is never made anew', async () => {
    const { batchId, sendIds } = await batchOf(1)
    await sweepOnce(withoutLeave())
    const { id, there } = await campaignOf(batchId)
    await askThere('POST', `${there}/activate`)
    await askThere('DELETE', there)
    await writer.pool.query('update campaign set held_until = null where batch_id = $1', [batchId])
    await sweepOnce(hands)
    await sweepOnce(hands)
    expect(codes(await sendRows(writer, [batchId]))).toEqual(['UNKNOWN FOUND_RUNNING'])
    expect(await alertCauses()).toContain(`campaign:${id}`)
    expect((await writer.pool.query('select from send_once where send_id = any($1)', [sendIds])).rows).toHaveLength(1)
  })

  test('who may not call the platform reserves nothing; it goes out once it may', async () => {
    const { batchId, sendIds } = await batchOf(2)
    const { campaigns } = hands.instantly
    await sweepOnce(withoutLeave())
    const attempts = async () =>
      (await writer.pool.query('select from send_attempt where send_id = any($1::uuid[])', [sendIds])).rows.length
    expect(codes(await sendRows(writer, [batchId]))).toEqual(['PLANNED NOT_READY', 'PLANNED NOT_READY'])
    expect(await attempts()).toBe(0)
    await writer.pool.query('update campaign set held_until = null where batch_id = $1', [batchId])
    const order: string[] = []
    const told: typeof campaigns = {
      ...campaigns,
      admit: async () => {
        order.push(`leave with ${await attempts()} attempts`)
        return campaigns.admit()
      },
      activate: async (id, attempt) => {
        order.push(`activate with ${attempt.admission === undefined ? 'none' : 'leave'} and ${await attempts()} attempts`)
        return campaigns.activate(id, attempt)
      },
    }
    const rows = await sweepUntilEnded({ ...hands, instantly: { ...hands.instantly, campaigns: told } }, [batchId])
    expect(codes(rows)).toEqual(['ACCEPTED', 'ACCEPTED'])
    expect(order).toEqual(['leave with 0 attempts', 'activate with leave and 2 attempts'])
  })

  test('a slow answer that comes after the lease changes nothing; reading decides, and once present it is accepted', async () => {
    await fault('/activate$', { delayMs: 9_000 })
    const { batchId, sendIds } = await batchOf(1)
    const work = untilAttempted(sendIds)
    const reserved = () => writer.pool.query('select 1 from send_attempt where send_id = any($1::uuid[])', [sendIds])
    // Whoever sweeps first hands it over, and waits for the answer instead of looking at the lease: the other one comes only after that.
    await expect.poll(async () => (await reserved()).rows.length, { interval: 20 }).toBe(1)
    const other = handsFor(writer, sandbox)
    // The attempt keeps what became of it; the send itself may have been found by reading before the next look at it.
    const attempts = async () => {
      await sweepOnce(other)
      const { rows } = await writer.pool.query<{ outcome: string; detail: string }>(
        'select outcome, detail from send_attempt where send_id = any($1::uuid[]) and settled_at is not null',
        [sendIds],
      )
      return rows
    }
    const ranOut = { outcome: 'UNKNOWN', detail: 'The lease ran out without an answer.' }
    await expect.poll(attempts, { interval: 200 }).toEqual([ranOut])
    await work
    const rows = await sweepUntilEnded(other, [batchId])
    expect(await attempts()).toEqual([ranOut])
    await other.stop()
    expect(codes(rows)).toEqual(['ACCEPTED'])
    expect(await activations()).toMatchObject([{ acted: true }])
  })

  test('no answer at all, and never there: unknown for a person after three looks, who settles it; it never goes again', async () => {
    await fault('/activate$', { status: 500 })
    const { batchId, sendIds } = await batchOf(1)
    const rows = await sweepUntilEnded(hands, [batchId])
    expect(codes(rows)).toEqual(['UNKNOWN UNKNOWN_OUTCOME'])
    expect(rows[0]?.batchStatus).toBe('PARTIAL')
    expect((await alertCauses()).some((cause) => cause.startsWith('send-unknown:'))).toBe(true)
    await sandbox.control('DELETE', 'faults')
    await settleSend(writer, operator, { sendId: sendIds[0] ?? '', accepted: false, reason: 'Looked at Instantly: a draft.' })
    await expect(settleSend(writer, operator, { sendId: sendIds[0] ?? '', accepted: true, reason: 'again' })).rejects.toThrow(
      /only an unknown one/,
    )
    await sweepOnce(hands)
    expect(codes(await sendRows(writer, [batchId]))).toEqual(['SKIPPED SETTLED_NOT_SENT'])
    expect(await activations()).toHaveLength(1)
    const { rows: campaigns } = await writer.pool.query('select state from campaign where batch_id = $1', [batchId])
    expect(campaigns).toEqual([{ state: 'REMOVED' }])
  })

  /** Sweeps until the first attempt has ended. */
  async function untilAttempted(sendIds: string[]) {
    for (let tries = 0; tries < 30; tries++) {
      await sweepOnce(hands)
      const found = await writer.pool.query<{ outcome: string }>(
        'select outcome from send_attempt where send_id = $1 and settled_at is not null',
        [sendIds[0]],
      )
      if (found.rows.length > 0) return found
    }
    throw new Error('never attempted')
  }
})

describe('what the platform holds', () => {
  test('is taken back for whoever is suppressed, and confirmed by reading', async () => {
    const { batchId, sends, sendIds } = await batchOf(2, { windowFrom: '2026-11-24T16:50:00.000Z' })
    await sweepUntilEnded(hands, [batchId])
    await writer.pool.query(
      `insert into suppression (email, person_key, reason, source, at) values ($1, $1, 'asked', 'test', business_now())`,
      [sends[0]?.address],
    )
    await sweepOnce(hands)
    expect((await sendRows(writer, [batchId])).map(({ recalled }) => recalled)).toEqual([true, false])
    const { rows } = await writer.pool.query('select confirmed_at is not null as done from recall where send_id = $1', [sendIds[0]])
    expect(rows).toEqual([{ done: true }])
  })

  test('is retried until the platform has given it back', async () => {
    const { batchId, sends } = await batchOf(1, { windowFrom: '2026-11-24T16:50:00.000Z' })
    await sweepUntilEnded(hands, [batchId])
    await sandbox.control('PUT', 'faults', [{ provider: 'instantly', method: 'DELETE', path: '^/leads', status: 500, times: 2 }])
    await writer.pool.query(
      `insert into suppression (email, person_key, reason, source, at) values ($1, $1, 'asked', 'test', business_now())`,
      [sends[0]?.address],
    )
    await untilRecalled(batchId)
  })

  test('is taken back from an account that is paused, shown until Instantly shows it, and none of it is mailed', async () => {
    // An account that holds nothing else: pausing takes back all that it has.
    const paused = accounts[5] ?? ''
    const held = await batchOf(2, { windowFrom: '2026-11-24T16:50:00.000Z', account: paused })
    const other = await batchOf(1, { windowFrom: '2026-11-24T16:50:00.000Z', account: accounts[1] ?? '' })
    await sweepUntilEnded(hands, [held.batchId, other.batchId])
    const { rows } = await writer.pool.query<{ id: string }>('select id from sending_account where address = $1', [paused])
    const accountId = rows[0]?.id ?? ''
    await sandbox.control('PUT', 'faults', [{ provider: 'instantly', method: 'POST', path: '/pause$', status: 500, times: 2 }])
    await pauseAccount(writer, operator, { accountId, paused: true, reason: 'Its mails look odd.' })
    await sweepOnce(hands)
    // Asked for and not confirmed: it stands open, with what went wrong.
    expect(
      (
        await writer.pool.query(
          `select r.reason, r.last_error is not null as failed from recall r join campaign c on c.id = r.campaign_id where r.confirmed_at is null and c.batch_id = $1`,
          [held.batchId],
        )
      ).rows,
    ).toEqual([{ reason: `${paused} is paused.`, failed: true }])
    await expect
      .poll(
        async () => {
          await sweepOnce(hands)
          return (await sendRows(writer, [held.batchId])).map(({ recalled }) => recalled)
        },
        { interval: 200 },
      )
      .toEqual([true, true])
    expect((await sendRows(writer, [other.batchId])).map(({ recalled }) => recalled)).toEqual([false])
    await sandbox.control('PUT', 'clock', { advanceMs: 4 * 3_600_000 })
    const mailed = (await sentMails(sandbox)).map(({ lead }) => lead)
    expect(held.sends.map(({ address }) => mailed.includes(address))).toEqual([false, false])
    expect(other.sends.map(({ address }) => mailed.includes(address))).toEqual([true])
    await pauseAccount(writer, operator, { accountId, paused: false, reason: 'It was the reader.' })
    await sweepOnce(hands)
    await sandbox.control('PUT', 'clock', { advanceMs: 4 * 3_600_000 })
    expect((await sentMails(sandbox)).map(({ lead }) => lead)).toEqual(mailed)
  })

  test.each([-99, -1, -2])(
    'is taken back only once it is paused by us: what Instantly itself holds back (%i) goes on by itself',
    async (status) => {
      const { batchId, sends, sendIds } = await batchOf(1, { windowFrom: '2026-11-24T16:50:00.000Z', account: accounts[4] ?? '' })
      await sweepUntilEnded(hands, [batchId])
      const { rows } = await writer.pool.query<{ id: string; name: string }>(
        `select provider_campaign_id as id, 'swarm ' || id as name from campaign where batch_id = $1`,
        [batchId],
      )
      await sandbox.control('PUT', 'faults', [
        {
          provider: 'instantly',
          method: 'GET',
          path: `/campaigns/${rows[0]?.id}$`,
          status: 200,
          body: JSON.stringify({ ...rows[0], status }),
          contentType: 'application/json',
        },
      ])
      await writer.pool.query(
        `insert into recall (campaign_id, kind, reason, asked_at) select campaign_id, 'CAMPAIGN', 'A test.', business_now() from send where id = $1`,
        [sendIds[0]],
      )
      await sweepOnce(hands)
      expect((await sendRows(writer, [batchId])).map(({ recalled }) => recalled)).toEqual([false])
      await sandbox.control('DELETE', 'faults')
      await untilRecalled(batchId)
      expect(await mailsTo(sends)).toBe(0)
    },
  )

  test('is proven by its own list of mails when no webhook came', async () => {
    const { batchId } = await batchOf(2)
    await sweepUntilEnded(hands, [batchId])
    await sandbox.control('PUT', 'clock', { advanceMs: 60 * 60_000 })
    await writer.pool.query(`update send set window_to = business_now() - interval '10 minutes' where batch_id = $1`, [batchId])
    await sweepOnce(hands)
    expect(codes(await sendRows(writer, [batchId]))).toEqual(['PROVEN', 'PROVEN'])
    const { rows } = await writer.pool.query('select distinct l.status from lead l join send s on s.lead_id = l.id where s.batch_id = $1', [
      batchId,
    ])
    expect(rows).toEqual([{ status: 'SENT' }])
  })

  test('a stop ends what waits, pauses what runs, and nothing starts until it is lifted', async () => {
    const running = await batchOf(1, { windowFrom: '2026-11-24T16:50:00.000Z' })
    await sweepUntilEnded(hands, [running.batchId])
    const waiting = await batchOf(1)
    await setEmergencyStop(writer, operator, { scope: 'ALL', reason: 'A test.', isDrill: true })
    await sandbox.control('DELETE', 'requests')
    await sweepOnce(hands)
    expect(await sendRows(writer, [waiting.batchId])).toMatchObject([
      { status: 'SKIPPED', code: 'EMERGENCY_STOP', batchStatus: 'CANCELLED' },
    ])
    expect(await sendRows(writer, [running.batchId])).toMatchObject([{ status: 'ACCEPTED', recalled: true }])
    expect(await activations()).toHaveLength(0)
    expect((await sandbox.requests('/pause$')).length).toBeGreaterThan(0)
    await liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'The test is over.' })
  })

  test('drafts with our name that nobody waits for are removed; others are left alone', async () => {
    const draft = (name: string) =>
      hands.instantly.campaigns.create({
        name,
        account,
        zone: 'America/Boise',
        day: '2026-11-24',
        from: '08:00',
        to: '11:00',
        dailyLimit: 1,
        gapMinutes: 1,
      })
    const orphan = await draft('swarm 0190aaaa-0000-7000-8000-000000000000')
    const stranger = await draft('swarm of bees')
    await removeOrphans(hands)
    expect(await hands.instantly.campaigns.get(orphan.id)).toBeNull()
    expect(await hands.instantly.campaigns.get(stranger.id)).not.toBeNull()
  })

  test('a campaign that was started at the platform counts as sent, and is never activated from here', async () => {
    await fault('/activate$', { status: 429, headers: { 'retry-after': '1' }, act: true })
    const { batchId } = await batchOf(1)
    await expect
      .poll(
        async () => {
          await sweepOnce(hands)
          return (await sendRows(writer, [batchId])).map(({ status }) => status)
        },
        { interval: 300 },
      )
      .toEqual(['ACCEPTED'])
    expect(await activations()).toHaveLength(1)
  })
})

test('accounts are those of the platform, and one that it paused is paused here', async () => {
  await writer.pool.query(`delete from sending_account where address = $1`, [accounts[5]])
  await fetch(`${sandbox.url}/instantly/api/v2/accounts/${accounts[5]}/pause`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox-instantly-key' },
  })
  expect(await syncAccounts(writer, hands.instantly)).toBe(6)
  const { rows } = await writer.pool.query(
    `select position, pause_reason, warmup_score > 90 as warm from sending_account where address = $1`,
    [accounts[5]],
  )
  expect(rows).toEqual([{ position: 5, pause_reason: 'Instantly says: paused', warm: true }])
  await fetch(`${sandbox.url}/instantly/api/v2/accounts/${accounts[5]}/resume`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox-instantly-key' },
  })
  await syncAccounts(writer, hands.instantly)
  const { rows: after } = await writer.pool.query(`select paused_at from sending_account where address = $1`, [accounts[5]])
  expect(after).toEqual([{ paused_at: null }])
})

test('no account of the nurture domain, or of a domain below it, sends cold mail', async () => {
  const { list, ...rest } = hands.instantly.accounts
  const nurture = ['dani@chiefai.ai', 'dani@Mail.ChiefAI.ai.']
  const withNurture = async () => {
    const told = await list()
    return [...told, ...told.slice(0, nurture.length).map((one, index) => ({ ...one, email: nurture[index] ?? '' }))]
  }
  expect(await syncAccounts(writer, { ...hands.instantly, accounts: { ...rest, list: withNurture } })).toBe(6)
})

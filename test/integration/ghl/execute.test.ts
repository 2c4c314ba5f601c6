import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sweepOnce } from '../../../jobs/src/dispatch/execute/sweep-once.ts'
import { executionQueues, minutesPass, startWaker } from '../../harness/execution.ts'
import { startRunner } from '../../harness/runner.ts'
import { type GhlWorld, startGhlWorld } from './ghl-world.ts'

let world: GhlWorld
let waker: Awaited<ReturnType<typeof startWaker>>
/** Who may end a lease, as no process of ours may. */
let owner: Writer
beforeAll(async () => {
  world = await startGhlWorld()
  waker = await startWaker(world.api.database)
  owner = createWriter({ url: world.api.database.urls.superuser, name: 'owner', maxConnections: 1, onConnectionError: () => {} })
})
afterEach(async () => {
  await world.control('DELETE', 'faults')
  await world.deafen()
})
afterAll(async () => {
  await waker.stop()
  await owner.end()
  await world.stop()
})

const fault = (more: Record<string, unknown>) =>
  world.control('PUT', 'faults', [{ provider: 'ghl', method: 'POST', path: '^/conversations/messages$', times: 1, ...more }])

test('a send finds or makes its contact, leaves with the approved bytes once, is accepted by the platform’s id and proven by its event', async () => {
  await world.listen()
  const batch = await world.approved()
  const known = await world.contact(batch.address, { tags: ['vip'] })
  await sweepOnce(world.hands)
  const [sendId = ''] = batch.sendIds
  expect(await world.sendRow(sendId)).toMatchObject({ status: 'ACCEPTED', code: null })
  const mails = await world.mailsTo(batch.address)
  expect(mails).toHaveLength(1)
  expect(JSON.parse(mails[0]?.body ?? '')).toMatchObject({ type: 'Email', contactId: known.id, html: batch.html })
  expect(mails[0]?.headers['x-attempt-key']).toMatch(/^[0-9a-f-]{36}$/)
  expect((await world.contact(batch.address)).tags).toEqual(['vip'])

  await world.pass(60_000)
  await world.apply()
  expect(await world.sendRow(sendId)).toMatchObject({ status: 'PROVEN' })
  const { rows } = await world.writer.pool.query('select is_on_ghl, status from lead where id = $1', [batch.leadId])
  expect(rows[0]).toMatchObject({ is_on_ghl: true })
})

test('without an event proof is looked for 1, 5, 15 and 60 minutes after acceptance, then it is unproven and said so', async () => {
  const batch = await world.approved()
  const [sendId = ''] = batch.sendIds
  await sweepOnce(world.hands)
  await world.control('PUT', 'faults', [
    { provider: 'ghl', path: '^/conversations/messages/email/', status: 404, act: false, body: '{"statusCode":404,"message":"x"}' },
  ])
  const checks: number[] = []
  for (const minutes of [0.5, 1, 3, 2, 10, 45, 60]) {
    await world.pass(minutes * 60_000)
    await sweepOnce(world.hands)
    checks.push((await world.sendRow(sendId)).proofChecks)
  }
  // After 0.5, 1.5, 4.5, 6.5, 16.5, 61.5 and 121.5 minutes.
  expect(checks).toEqual([0, 1, 1, 2, 3, 4, 4])
  expect((await world.sendRow(sendId)).status).toBe('ACCEPTED')
  expect((await world.writer.pool.query(`select from alert where cause = 'proof:overdue'`)).rowCount).toBe(1)
})

test('the first look proves a mail that left', async () => {
  const batch = await world.approved()
  await sweepOnce(world.hands)
  await world.pass(61_000)
  await sweepOnce(world.hands)
  expect(await world.sendRow(batch.sendIds[0] ?? '')).toMatchObject({ status: 'PROVEN', proofChecks: 1 })
})

test('a lost answer is unknown, read back in the conversation and accepted; nothing is sent twice', async () => {
  const batch = await world.approved()
  const [sendId = ''] = batch.sendIds
  await fault({ dropAfterActing: true })
  await sweepOnce(world.hands)
  await world.pass(5_000)
  await minutesPass(world.writer)
  await sweepOnce(world.hands)
  expect((await world.sendRow(sendId)).status).toBe('ACCEPTED')
  expect((await world.sendRow(sendId)).messageId).not.toBeNull()
  expect(await world.mailsTo(batch.address)).toHaveLength(1)
})

test('one that never arrived is looked for three times and left to a person', async () => {
  const batch = await world.approved()
  const [sendId = ''] = batch.sendIds
  await fault({ resetBeforeActing: true })
  for (let look = 0; look < 5; look++) {
    await sweepOnce(world.hands)
    await minutesPass(world.writer)
  }
  expect((await world.sendRow(sendId)).status).toBe('UNKNOWN')
  expect(await world.mailsTo(batch.address)).toHaveLength(1)
  expect((await world.writer.pool.query('select from alert where cause = $1', [`send-unknown:${sendId}`])).rowCount).toBe(1)
})

test.each([
  ['an answer without an id', { body: '{"msg":"queued"}' }, 'UNKNOWN'],
  ['HTML', { body: '<html>', contentType: 'text/html' }, 'UNKNOWN'],
  ['a 500', { status: 500 }, 'UNKNOWN'],
  ['a 401', { status: 401, body: '{"statusCode":401,"message":"x"}' }, 'PLANNED'],
  ['a 429', { status: 429 }, 'PLANNED'],
  ['its own 400', { status: 400, body: '{"statusCode":400,"message":"Contact has no email"}' }, 'REFUSED'],
  [
    'its own 400 with other words',
    { status: 400, body: '{"statusCode":400,"message":"Unable to send e-mail, contact\'s e-mail is invalid"}' },
    'REFUSED',
  ],
  [
    'a 400 about our sender',
    { status: 400, body: '{"statusCode":400,"message":"emailFrom is not verified. Please contact support."}' },
    'UNKNOWN',
  ],
  ['a 422 about our request', { status: 422, body: '{"statusCode":422,"message":["subject must be a string"]}' }, 'UNKNOWN'],
  ['anybody’s 400', { status: 400, body: '<h1>Bad Request</h1>', contentType: 'text/html' }, 'UNKNOWN'],
])('%s settles as what it is', async (_, more, status) => {
  const batch = await world.approved()
  await fault(more)
  await sweepOnce(world.hands)
  const row = await world.sendRow(batch.sendIds[0] ?? '')
  // Read back at once, a mail that is there is accepted.
  expect(row.status === 'ACCEPTED' ? 'UNKNOWN' : row.status).toBe(status)
  expect(await world.mailsTo(batch.address)).toHaveLength(1)
  // What waits would go in the midst of another test.
  await world.writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'X', 'x', 'test')`, [batch.batchId])
  await world.writer.pool.query(`delete from provider_breaker`)
  await world.writer.pool.query(`delete from provider_allowance`)
})

test('who switched mail off there gets none, and nothing is asked of the platform but to read', async () => {
  const batch = await world.approved()
  await world.contact(batch.address, { dndSettings: { Email: { status: 'permanent' } } })
  await sweepOnce(world.hands)
  expect(await world.sendRow(batch.sendIds[0] ?? '')).toMatchObject({ status: 'REFUSED', code: 'SUPPRESSED' })
  expect(await world.mailsTo(batch.address)).toHaveLength(0)
})

const accepted = { status: 'ACCEPTED', requests: 1, isForPerson: false }
/** Nobody can know what left: it counts as sent, and a person settles it. */
const unknown = { status: 'UNKNOWN', requests: 0, isForPerson: true }
type Crash = { at: string; ends: typeof accepted; prepare?: () => Promise<unknown>; goOn?: () => Promise<unknown> }
const crashes: Crash[] = [
  { at: '20 direct-prepared', ends: accepted },
  { at: '21 direct-reserved', ends: unknown },
  { at: '22 direct-before-write', ends: unknown },
  { at: '23 direct-delivered', ends: accepted },
  { at: '24 direct-settled', ends: accepted },
  {
    at: '25 direct-unknown-read',
    ends: { ...unknown, requests: 1 },
    prepare: async () => {
      await fault({ resetBeforeActing: true })
      await sweepOnce(world.hands)
      await minutesPass(world.writer)
    },
  },
  {
    at: '26 direct-proof-read',
    ends: { ...accepted, status: 'PROVEN' },
    prepare: async () => {
      await sweepOnce(world.hands)
      await world.pass(61_000)
    },
    // A look that was lost is not made again: the next one finds the proof.
    goOn: () => world.pass(5 * 60_000),
  },
]

test.each(crashes)(
  'killed at "$at" and started again, a mail leaves at most once and ends $ends.status',
  async ({ at, ends, prepare, goOn }) => {
    const batch = await world.approved()
    const [sendId = ''] = batch.sendIds
    await prepare?.()
    const victim = await startRunner(world.api.database, { ...world.env, QUEUES: executionQueues, CRASH_AT: at })
    await waker.wake('sweepSends', {}, 'due')
    const end = await Promise.race([
      victim.ended,
      sleep(90_000, undefined, { ref: false }).then(() => Promise.reject(new Error(`it goes on: ${victim.output()}`))),
    ])
    expect(end).toBe('SIGKILL')
    // What its hold and its lease would wait for is over.
    await owner.pool.query('update send set held_until = null where id = $1', [sendId])
    await owner.pool.query(`update send_attempt set lease_until = now() - interval '1 second' where send_id = $1 and settled_at is null`, [
      sendId,
    ])
    await (goOn ?? (() => world.pass(5_000)))()
    for (let turn = 0; turn < 5; turn++) {
      await sweepOnce(world.hands)
      await minutesPass(world.writer)
    }
    const told = await owner.pool.query('select from alert where cause = $1', [`send-unknown:${sendId}`])
    expect({
      status: (await world.sendRow(sendId)).status,
      requests: (await world.mailsTo(batch.address)).length,
      isForPerson: told.rowCount === 1,
    }).toEqual(ends)
  },
)

import { randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, operator, reserve, tuesdayMorning } from '../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 1)
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const ended = ['EXECUTED', 'PARTIAL', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const

test.each(ended)('a batch that is %s hands nothing out, even where a send of it was left planned', async (status) => {
  const { batchId, sendIds } = await makeBatch(writer, [await approvedSend(writer)])
  await writer.pool.query('update batch set status = $2 where id = $1', [batchId, status])
  for (let attempt = 0; attempt < 2; attempt++) {
    await writer.pool.query('update send set not_before = null where batch_id = $1', [batchId])
    expect((await reserve(writer.pool, sendIds))[0]).toMatchObject({ reserved: false, code: 'NOT_READY', frozen: null })
  }
  // Neither deciding again nor ending again brings it back.
  await writer.transaction((tx) => decideBatch(tx, operator, { batchId, scopeHash: 'ab'.repeat(32) }, true))
  await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'X', 'x', 'test')`, [batchId])
  await writer.pool.query('select expire_batches()')
  const { rows } = await writer.pool.query(
    'select b.status, s.status as send, (select count(*)::int from send_attempt a where a.send_id = s.id) as attempts from batch b join send s on s.batch_id = b.id where b.id = $1',
    [batchId],
  )
  expect(rows).toEqual([{ status, send: 'SKIPPED', attempts: 0 }])
})

test('time that runs out ends a batch wherever it stands; what is in flight settles by itself', async () => {
  const late = await approvedSend(writer)
  const [waiting, approved, executing] = [
    await makeBatch(writer, [await approvedSend(writer)], { isApproved: false, expiryHours: 1 }),
    await makeBatch(writer, [await approvedSend(writer)], { expiryHours: 1 }),
    await makeBatch(writer, [late, await approvedSend(writer)], { expiryHours: 1 }),
  ]
  await writer.pool.query(`update batch set status = 'EXECUTING', started_at = business_now() where id = $1`, [executing.batchId])
  const key = '0193a000-0000-7000-8000-000000000001'
  expect((await reserve(writer.pool, executing.sendIds.slice(0, 1), key))[0]).toMatchObject({ reserved: true })
  await moveClock(writer, '2026-11-24T17:10:00.000Z')
  await writer.pool.query('select expire_batches()')
  const states = async ({ batchId }: { batchId: string }) =>
    (
      await writer.pool.query(
        'select b.status, s.status as send, s.code from batch b join send s on s.batch_id = b.id where b.id = $1 order by s.place',
        [batchId],
      )
    ).rows
  expect(await states(waiting)).toEqual([{ status: 'EXPIRED', send: 'SKIPPED', code: 'BATCH_EXPIRED' }])
  expect(await states(approved)).toEqual([{ status: 'EXPIRED', send: 'SKIPPED', code: 'BATCH_EXPIRED' }])
  expect(await states(executing)).toMatchObject([{ status: 'PARTIAL', send: 'IN_FLIGHT' }, { send: 'SKIPPED' }])

  // A late "certainly not sent" plans it again in a batch that is over: it is skipped, and its draft is free.
  await writer.pool.query('select settle($1, $2)', [
    key,
    JSON.stringify([{ sendId: executing.sendIds[0], outcome: 'NOT_SENT', notBeforeMs: 0 }]),
  ])
  expect((await reserve(writer.pool, executing.sendIds.slice(0, 1)))[0]).toMatchObject({ reserved: false })
  await writer.pool.query('select expire_batches()')
  expect(await states(executing)).toMatchObject([{ send: 'SKIPPED', code: 'BATCH_ENDED' }, { send: 'SKIPPED' }])
  const { rows: told } = await writer.pool.query(
    `select (select count(*)::int from audit_entry a where a.subject_id = s.id::text and a.action = 'send.skipped') as audited,
       (select count(*)::int from timeline_entry t where t.lead_id = s.lead_id and t.summary like 'Not sent: Its batch had ended%') as told from send s where s.id = $1`,
    [executing.sendIds[0]],
  )
  expect(told).toEqual([{ audited: 1, told: 1 }])

  // Two drafts for that person and step, in two batches: one goes, once.
  const [again, beside] = [await makeBatch(writer, [late]), await makeBatch(writer, [await approvedSend(writer, { person: late.person })])]
  const answers = (await Promise.all([reserve(writer.pool, again.sendIds), reserve(writer.pool, beside.sendIds)])).flat()
  expect(answers.map(({ reserved, code: why }) => (reserved ? 'reserved' : why)).toSorted()).toEqual(['ALREADY_SENT', 'reserved'])
  expect((await writer.pool.query(`select * from broken_once('-infinity')`)).rows).toEqual([])
})

/** Reserved, settled, perhaps found running at the platform, perhaps settled as not sent by a person; then its batch is cancelled. Answers its id. */
async function triedInVain(send: SendToFreeze, outcome: string, { isRunning = false, isSettled = false } = {}): Promise<string> {
  const { batchId, sendIds } = await makeBatch(writer, [send])
  const [key, [id = '']] = [randomUUID(), sendIds]
  expect(await reserve(writer.pool, sendIds, key)).toMatchObject([{ reserved: true }])
  await writer.pool.query('select settle($1, $2)', [key, JSON.stringify([{ sendId: id, outcome, notBeforeMs: 0 }])])
  if (isRunning) await writer.pool.query('select found_running($1)', [sendIds])
  if (isSettled) await writer.pool.query(`select settle_unknown($1, 'ABSENT', 'Looked.', 'test', null, null)`, [id])
  await writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'x', 'test')`, [batchId])
  expect((await writer.pool.query('select status from send where id = $1', [id])).rows).toEqual([{ status: 'SKIPPED' }])
  // Whatever a person says, an unclear one made its draft a sent one.
  await writer.pool.query(`update draft set status = 'APPROVED', version = 1 where id = $1`, [send.draft])
  return id
}

const holderOf = async (person: string) =>
  (await writer.pool.query('select send_id from send_once where person = $1', [person])).rows.map(({ send_id }) => send_id)
const takeKey = (person: string, sendId: string) =>
  writer.pool.query(`insert into send_once (person, round, step, channel, send_id, at) values ($1, 1, 1, 'EMAIL', $2, now())`, [
    person,
    sendId,
  ])

test('the once-key of a send that never left is the next one’s, and of two at once the table lets in one', async () => {
  await moveClock(writer, '2026-11-30T16:00:00.000Z')
  const send = await approvedSend(writer)
  const id = await triedInVain(send, 'NOT_SENT')
  expect(await holderOf(send.person)).toEqual([id])
  const others = [randomUUID(), randomUUID()]
  const taken = await Promise.allSettled(others.map((other) => takeKey(send.person, other)))
  expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(others).toContain((await holderOf(send.person))[0])
})

test.each([
  ['had no clear answer', 'UNKNOWN', {}],
  ['was found running at the platform', 'NOT_SENT', { isRunning: true }],
])('one that %s keeps its once-key, also when a person settles it as not sent', async (_, outcome, more) => {
  await moveClock(writer, '2026-11-30T16:00:00.000Z')
  const send = await approvedSend(writer)
  const id = await triedInVain(send, outcome, { ...more, isSettled: true })
  expect(await reserve(writer.pool, (await makeBatch(writer, [send])).sendIds)).toMatchObject([{ reserved: false, code: 'ALREADY_SENT' }])
  await expect(takeKey(send.person, randomUUID())).rejects.toThrow(/duplicate key/)
  expect(await holderOf(send.person)).toEqual([id])
  expect((await writer.pool.query(`select * from broken_once('-infinity')`)).rows).toEqual([])
})

test('cancelling and reserving at once: a send is either in flight or skipped, never both and never neither', async () => {
  await moveClock(writer, '2026-12-01T16:00:00.000Z')
  for (let round = 0; round < 5; round++) {
    const { batchId, sendIds } = await makeBatch(writer, [await approvedSend(writer)])
    const [answers] = await Promise.all([
      reserve(writer.pool, sendIds),
      writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'BATCH_CANCELLED', 'x', 'test')`, [batchId]),
    ])
    const { rows } = await writer.pool.query(
      'select s.status, count(a.id)::int as attempts from send s left join send_attempt a on a.send_id = s.id where s.batch_id = $1 group by 1',
      [batchId],
    )
    expect(rows).toEqual([answers[0]?.reserved ? { status: 'IN_FLIGHT', attempts: 1 } : { status: 'SKIPPED', attempts: 0 }])
  }
})

import { createHash } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { loadScopeDifferences } from '@swarm/jobs/dispatch/load-scope-differences'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import {
  approvedSend,
  changeSettings,
  type MadeBatch,
  makeAccounts,
  makeBatch,
  moveClock,
  operator,
  otherOperator,
  reserve,
  tuesdayMorning,
} from '../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
let superuser: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  superuser = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 2)
  await changeSettings(writer, 'dispatch', ['ramp', 'emailPerDay'], 1_000)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDay'], 1_000)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], 1_000)
})
afterAll(async () => {
  await writer.end()
  await superuser.end()
  await database.drop()
})

const two = async () => [await approvedSend(writer), await approvedSend(writer)]
const wholeScope = `(select sha256(string_agg(hash, ''::bytea order by place)) from send where batch_id = $1)`

test('an approved batch hands out the very bytes that were frozen, and takes no second attempt', async () => {
  const { batchId, sendIds } = await makeBatch(writer, await two())
  expect(await loadScopeDifferences(writer.sql, [batchId])).toEqual([])
  const answers = await reserve(writer.pool, sendIds)
  expect(answers.map(({ reserved }) => reserved)).toEqual([true, true])
  const { rows } = await writer.pool.query('select id, frozen, hash from send where batch_id = $1 order by place', [batchId])
  for (const [index, { frozen, hash }] of rows.entries()) {
    expect(answers[index]?.frozen).toEqual(frozen)
    expect(createHash('sha256').update(frozen).digest()).toEqual(hash)
  }
  expect((await reserve(writer.pool, sendIds)).map(({ reserved }) => reserved)).toEqual([false, false])
})

type Tamper = { name: string; change: (batch: MadeBatch) => Promise<unknown>; code: string }
const sql =
  (text: string) =>
  async ({ batchId }: MadeBatch) =>
    superuser.pool.query(text, [batchId])
const tampers: Tamper[] = [
  {
    name: 'other bytes',
    change: sql(
      `update send set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), 'Hello', 'Hullo'), 'UTF8') where batch_id = $1 and place = 1`,
    ),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'other bytes with their own hash',
    change: sql(
      `update send set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), 'Hello', 'Hullo'), 'UTF8'), hash = sha256(convert_to(replace(convert_from(frozen, 'UTF8'), 'Hello', 'Hullo'), 'UTF8')) where batch_id = $1 and place = 1`,
    ),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'bytes that are no JSON',
    change: sql(`update send set frozen = convert_to('{"text": "Hello', 'UTF8') where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'bytes that are no text',
    change: sql(String.raw`update send set frozen = '\xff00', hash = sha256('\xff00') where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'bytes whose time is none',
    change: sql(`update send set frozen = convert_to('{"scheduledAt": "soon"}', 'UTF8') where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  { name: 'erased bytes', change: sql(`update send set frozen = null where batch_id = $1 and place = 1`), code: 'SCOPE_MISMATCH' },
  { name: 'another hash', change: sql(`update send set hash = sha256('x') where batch_id = $1 and place = 1`), code: 'SCOPE_MISMATCH' },
  {
    name: 'another account',
    change: sql(`update send set account = 'ana@sender-1.example' where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'another address',
    change: sql(`update send set address = 'eve@else.example' where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'another person',
    change: sql(`update send set person = 'eve@else.example' where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'another version of its draft',
    change: sql(`update send set draft_version = 2 where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'another lead',
    change: sql(`update send set lead_id = (select lead_id from send where batch_id = $1 and place = 2) where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  {
    name: 'another planned time',
    change: sql(`update send set scheduled_at = scheduled_at - interval '1 hour' where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  { name: 'another step', change: sql(`update send set step = 3 where batch_id = $1 and place = 1`), code: 'SCOPE_MISMATCH' },
  {
    name: 'another window',
    change: sql(`update send set window_to = window_to + interval '1 day' where batch_id = $1 and place = 1`),
    code: 'SCOPE_MISMATCH',
  },
  { name: 'another order', change: sql(`update send set place = 3 - place + 10 where batch_id = $1`), code: 'SCOPE_MISMATCH' },
  { name: 'another scope hash', change: sql(`update batch set scope_hash = sha256('x') where id = $1`), code: 'SCOPE_MISMATCH' },
  {
    name: 'bytes, hash and scope hash that fit each other, but that nobody approved',
    change: async ({ batchId }) => {
      await superuser.pool.query(
        `update send set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), 'Hello', 'Hullo'), 'UTF8') where batch_id = $1`,
        [batchId],
      )
      await superuser.pool.query(`update send set hash = sha256(frozen) where batch_id = $1`, [batchId])
      await superuser.pool.query(`update batch set scope_hash = ${wholeScope} where id = $1`, [batchId])
    },
    code: 'NOT_READY',
  },
  {
    name: 'an expiry that has passed since the approval',
    change: sql(`update batch set expires_at = business_now() where id = $1`),
    code: 'NOT_READY',
  },
]

test.each(tampers)('$name: nothing is handed out', async ({ change, code }) => {
  const batch = await makeBatch(writer, await two())
  await change(batch)
  const answers = await reserve(writer.pool, batch.sendIds)
  expect(answers.map(({ reserved, frozen }) => ({ reserved, frozen }))).toEqual([
    { reserved: false, frozen: null },
    { reserved: false, frozen: null },
  ])
  expect(answers.map((answer) => answer.code)).toContain(code)
  const { rows } = await writer.pool.query('select count(*)::int as attempts from send_attempt where send_id = any($1)', [batch.sendIds])
  expect(rows).toEqual([{ attempts: 0 }])
  if (code === 'SCOPE_MISMATCH') {
    const alerts = await writer.pool.query(`select severity from alert where cause = 'scope-mismatch:' || $1`, [batch.batchId])
    expect(alerts.rows).toEqual([{ severity: 'CRITICAL' }])
    // Whoever is told can see what it is.
    expect(await loadScopeDifferences(writer.sql, [batch.batchId])).not.toEqual([])
  }
})

test('a request on LinkedIn never leaves as a message', async () => {
  const send = await approvedSend(writer, { channel: 'LINKEDIN', action: 'LINKEDIN_REQUEST', platform: 'HEYREACH', account: 'in:ana' })
  const { sendIds } = await makeBatch(writer, [send])
  await superuser.pool.query(`update send set action = 'LINKEDIN_MESSAGE' where id = any($1)`, [sendIds])
  expect(await reserve(writer.pool, sendIds)).toMatchObject([{ reserved: false, code: 'SCOPE_MISMATCH' }])
})

test('a status that was written without a decision is no approval', async () => {
  const batch = await makeBatch(writer, await two(), { isApproved: false })
  expect((await reserve(writer.pool, batch.sendIds)).map(({ reserved, code }) => ({ reserved, code }))).toEqual(
    Array(2).fill({ reserved: false, code: 'NOT_READY' }),
  )
  await superuser.pool.query(
    `update batch set status = 'APPROVED', decided_by = 'Eve', decided_by_id = 'eve', decided_at = business_now() where id = $1`,
    [batch.batchId],
  )
  await superuser.pool.query('update send set not_before = null where batch_id = $1', [batch.batchId])
  expect((await reserve(writer.pool, batch.sendIds)).map(({ message }) => message)).toEqual(
    Array(2).fill('No approval of its batch is on record.'),
  )
})

test('a draft that was undone or edited after freezing is skipped and never replaced', async () => {
  for (const change of [`status = 'PENDING'`, `version = version + 1, body = 'Other words'`]) {
    const batch = await makeBatch(writer, await two())
    await writer.pool.query(`update draft set ${change} where id = (select draft_id from send where id = $1)`, [batch.sendIds[0]])
    expect(await reserve(writer.pool, batch.sendIds)).toMatchObject([{ code: 'UNAPPROVED' }, { reserved: false, code: null }])
    const { rows } = await writer.pool.query('select status from send where batch_id = $1 order by place', [batch.batchId])
    expect(rows).toEqual([{ status: 'SKIPPED' }, { status: 'PLANNED' }])
    // The rest is asked again, without it.
    expect((await reserve(writer.pool, batch.sendIds.slice(1)))[0]).toMatchObject({ reserved: true })
  }
})

test('the approval of another hash than the batch has is refused; so is that of frozen bytes that differ by then', async () => {
  const batch = await makeBatch(writer, await two(), { isApproved: false })
  const refusal = await writer.transaction((tx) =>
    decideBatch(tx, otherOperator, { batchId: batch.batchId, scopeHash: 'ab'.repeat(32) }, true),
  )
  expect(refusal).toMatchObject({ code: 'SCOPE_MISMATCH' })
  await superuser.pool.query(
    `update send set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), 'Hello', 'Hullo'), 'UTF8') where batch_id = $1`,
    [batch.batchId],
  )
  expect(await writer.transaction((tx) => decideBatch(tx, operator, batch, true))).toMatchObject({ code: 'SCOPE_MISMATCH' })
  // Nor once they have a hash of their own.
  await superuser.pool.query('update send set hash = sha256(frozen) where batch_id = $1', [batch.batchId])
  expect(await writer.transaction((tx) => decideBatch(tx, operator, batch, true))).toMatchObject({ code: 'SCOPE_MISMATCH' })
})

test('roles of the application can neither write attempts and ceilings nor, as the API, reserve', async () => {
  for (const table of ['send_attempt', 'send_once', 'ceiling_use', 'touch_day'])
    await expect(writer.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/)
  const api = createWriter({ url: database.urls.api, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  try {
    await expect(reserve(api.pool, [])).rejects.toThrow(/permission denied/)
  } finally {
    await api.end()
  }
})

test('a platform that said "not before" is not asked before, however often somebody tries', async () => {
  const batch = await makeBatch(writer, await two())
  await writer.pool.query(`update send set not_before = business_now() + interval '1 hour' where id = $1`, [batch.sendIds[0]])
  for (let attempt = 0; attempt < 3; attempt++)
    expect((await reserve(writer.pool, batch.sendIds)).map(({ reserved, code }) => ({ reserved, code }))).toEqual([
      { reserved: false, code: 'NOT_DUE' },
      { reserved: false, code: null },
    ])
})

import { randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import {
  approvedSend,
  changeSettings,
  type MadeBatch,
  makeAccounts,
  makeBatch,
  moveClock,
  reserve,
  sendTo,
  tuesdayMorning,
} from '../../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 5, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 2)
  await changeSettings(writer, 'dispatch', ['ramp', 'emailPerDay'], 1_000)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDay'], 1_000)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], 1_000)
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})
beforeEach(async () => {
  await query('truncate ceiling_use, emergency_stop, motion_pause, provider_breaker')
  await query('update provider_hook set is_hearing = true')
  await query('update sending_account set paused_at = null, pause_reason = null')
  await moveClock(writer, tuesdayMorning)
})

const query = (text: string, values: unknown[] = []) => writer.pool.query(text, values)
const sends = async (ids: readonly string[]) =>
  (await query('select status, code, not_before > business_now() as waits from send where id = any($1) order by place', [ids])).rows
const settle = (key: string, sendIds: readonly string[], outcome: string) =>
  query('select settle($1, $2)', [key, JSON.stringify(sendIds.map((sendId) => ({ sendId, outcome, message: 'x', notBeforeMs: 0 })))])

type Turn = { name: string; takes: (made: MadeBatch) => Promise<unknown> }
const turns: Turn[] = [
  { name: 'a stop', takes: () => query(`select set_emergency_stop('ALL', 'x', false, 'Dana')`) },
  { name: 'the pause of its motion', takes: () => query(`select pause_motion('OUTBOUND', 'bounce_rate', 'x', '{}', 'KPI monitor')`) },
  { name: 'who takes it out', takes: ({ sendIds }) => query(`select skip_planned($1, 'NOT_TAKEN', 'x')`, [sendIds]) },
  {
    name: 'who ends its batch',
    takes: ({ batchId }) => query(`select end_batches(array[$1::uuid], 'CANCELLED', 'CANCELLED', 'x', 'Dana')`, [batchId]),
  },
]

test.each(turns)('a reservation that has judged and $name take turns: nothing is taken once that is committed', async ({ name, takes }) => {
  const made = await makeBatch(writer, [await approvedSend(writer)])
  const waiting = async () =>
    (
      await query(
        `select count(*)::int as count from pg_locks l join pg_stat_activity a on a.pid = l.pid where a.datname = current_database() and not l.granted`,
      )
    ).rows[0].count
  // Somebody who is about to take the once-key holds the reservation up after its last look at the guards.
  const other = await writer.pool.connect()
  const ended: string[] = []
  try {
    await other.query('begin')
    await other.query(
      `insert into send_once (person, round, step, channel, send_id, at) select person, round, step, channel, uuid_v7(), now() from send where id = any($1)`,
      [made.sendIds],
    )
    const asked = reserve(writer.pool, made.sendIds).finally(() => ended.push('the reservation'))
    await expect.poll(waiting).toBeGreaterThanOrEqual(1)
    const taken = takes(made).finally(() => ended.push(name))
    await expect.poll(async () => ended.length + (await waiting())).toBeGreaterThanOrEqual(2)
    expect(ended).toEqual([])
    await other.query('rollback')
    expect(await asked).toMatchObject([{ reserved: true }])
    await taken
  } finally {
    await other.query('rollback')
    other.release()
  }
  expect(await sends(made.sendIds)).toMatchObject([{ status: 'IN_FLIGHT' }])
})

type Refusal = { code: string; isFinal: boolean; arrange: (made: MadeBatch, person: string) => Promise<unknown> }
const refusals: Refusal[] = [
  {
    code: 'INVALID_RECIPIENT',
    isFinal: true,
    arrange: (_, person) => query(`update lead set email_status = 'INVALID' where email = $1`, [person]),
  },
  {
    code: 'EXCLUDED_DOMAIN',
    isFinal: true,
    arrange: (_, person) => query(`insert into exclusion (kind, domain, source) values ('CUSTOMER', $1, 'test')`, [person.split('@')[1]]),
  },
  {
    code: 'EXCLUDED_ADDRESS',
    isFinal: true,
    arrange: (_, person) =>
      query(`insert into exclusion (kind, email, person_key, source) values ('DO_NOT_CONTACT', $1, $1, 'test')`, [person]),
  },
  {
    code: 'SUPPRESSED',
    isFinal: true,
    arrange: (_, person) => query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'asked', 'test')`, [person]),
  },
  {
    code: 'ALREADY_SENT',
    isFinal: true,
    arrange: (_, person) =>
      query(`insert into send_once (person, round, step, channel, send_id, at) values ($1, 1, 1, 'EMAIL', uuid_v7(), now())`, [person]),
  },
  { code: 'STATUS_FORBIDS', isFinal: true, arrange: (_, person) => query(`update lead set status = 'BOUNCED' where email = $1`, [person]) },
  {
    code: 'UNAPPROVED',
    isFinal: true,
    arrange: ({ sendIds }) =>
      query(`update draft set status = 'PENDING' where id = (select draft_id from send where id = any($1))`, [sendIds]),
  },
  {
    code: 'CEILING',
    isFinal: false,
    arrange: () => query(`insert into ceiling_use (day, scope, name, used) values ('2026-11-24', 'CHANNEL', 'EMAIL', 1000)`),
  },
  { code: 'EMERGENCY_STOP', isFinal: false, arrange: () => query(`select set_emergency_stop('ALL', 'x', false, 'Dana')`) },
  {
    code: 'BREAKER_OPEN',
    isFinal: false,
    arrange: () =>
      query(
        `insert into provider_breaker (provider, state, recent, opened_at) values ('instantly', 'OPEN', '{}', now() - interval '55 seconds')`,
      ),
  },
  { code: 'DEAF', isFinal: false, arrange: () => query('update provider_hook set is_hearing = false') },
  { code: 'NOT_READY', isFinal: false, arrange: () => query(`update sending_account set paused_at = now(), pause_reason = 'bounces'`) },
]

test.each(refusals)(
  '$code ends a send: $isFinal; what only has to wait is not asked again within a minute',
  async ({ code, isFinal, arrange }) => {
    const send = await approvedSend(writer)
    const made = await makeBatch(writer, [send])
    await arrange(made, send.address)
    expect(await reserve(writer.pool, made.sendIds)).toMatchObject([{ reserved: false, code }])
    expect(await sends(made.sendIds)).toEqual([
      isFinal ? { status: 'SKIPPED', code, waits: null } : { status: 'PLANNED', code, waits: true },
    ])
  },
)

test('a platform’s "not before" outlasts what else holds the send meanwhile', async () => {
  const { sendIds } = await makeBatch(writer, [await approvedSend(writer)])
  await query(
    `update send set not_before = business_now() + interval '1 hour', code = 'RATE_LIMITED', message = 'Too fast.' where id = any($1)`,
    [sendIds],
  )
  // Asked too early it goes on saying what it waits for.
  expect(await reserve(writer.pool, sendIds)).toMatchObject([{ reserved: false, code: 'RATE_LIMITED', message: 'Too fast.' }])
  await query(`select set_emergency_stop('ALL', 'x', false, 'Dana')`)
  expect(await reserve(writer.pool, sendIds)).toMatchObject([{ reserved: false, code: 'EMERGENCY_STOP' }])
  const { rows } = await query(`select not_before > business_now() + interval '59 minutes' as waits from send where id = any($1)`, [
    sendIds,
  ])
  expect(rows).toEqual([{ waits: true }])
})

test('what is no send of ours, or was named twice, keeps the others of its request back', async () => {
  const { sendIds } = await makeBatch(writer, [await approvedSend(writer)])
  for (const asked of [
    [...sendIds, randomUUID()],
    [...sendIds, ...sendIds],
  ])
    expect((await reserve(writer.pool, asked)).map(({ reserved }) => reserved)).toEqual([false])
  expect(await sends(sendIds)).toMatchObject([{ status: 'PLANNED' }])
  expect(await reserve(writer.pool, sendIds)).toMatchObject([{ reserved: true }])
})

test('a runner of another version takes nothing, nor does one from before versions were told', async () => {
  const { sendIds } = await makeBatch(writer, [await approvedSend(writer)])
  const refused = [{ reserved: false, code: 'NOT_READY' }]
  for (const version of [`'of another version', `, 'null, ', '']) {
    await query('update send set not_before = null, code = null where id = any($1)', [sendIds])
    const { rows } = await query(`select reserved, code from reserve($1::uuid[], $2, ${version}60000)`, [sendIds, randomUUID()])
    expect(rows).toEqual(refused)
    expect(await sends(sendIds)).toEqual([{ status: 'PLANNED', code: 'NOT_READY', waits: true }])
  }
})

const used = async () => (await query(`select day::text, scope, used from ceiling_use where used > 0 order by scope`)).rows
const touches = async (person: string) => (await query('select day::text from touch_day where person = $1', [person])).rows

test('what certainly was not sent gives its day back, and goes later under the same once-key; what is unclear gives nothing back', async () => {
  const send = await approvedSend(writer)
  const { sendIds } = await makeBatch(writer, [send])
  const day = '2026-11-24'
  const taken = ['ACCOUNT', 'CHANNEL', 'DOMAIN', 'TIER'].map((scope) => ({ day, scope, used: 1 }))
  for (const outcome of ['NOT_SENT', 'UNKNOWN']) {
    const key = randomUUID()
    expect(await reserve(writer.pool, sendIds, key)).toMatchObject([{ reserved: true }])
    expect([await used(), await touches(send.person)]).toEqual([taken, [{ day }]])
    // Who settles with another key than the open one, or a second time, changes nothing.
    await settle(randomUUID(), sendIds, 'NOT_SENT')
    await settle(key, sendIds, outcome)
    await settle(key, sendIds, 'NOT_SENT')
    expect([await used(), await touches(send.person)]).toEqual(outcome === 'NOT_SENT' ? [[], []] : [taken, [{ day }]])
    expect((await query('select count(*)::int as keys from send_once where send_id = any($1)', [sendIds])).rows).toEqual([{ keys: 1 }])
  }
  expect(await sends(sendIds)).toMatchObject([{ status: 'UNKNOWN' }])
  // Its once-key is nobody else's, whatever a guard overlooks.
  const again =
    'insert into send_once (person, round, step, channel, send_id, at) select person, round, step, channel, uuid_v7(), now() from send where id = any($1)'
  await expect(query(again, [sendIds])).rejects.toThrow(/duplicate key/)
  // What was known first of a request stays: a later "not sent" would free its once-key.
  const { rows } = await query('select outcome from send_attempt where send_id = any($1) order by taken_at', [sendIds])
  expect(rows).toEqual([{ outcome: 'NOT_SENT' }, { outcome: 'UNKNOWN' }])
})

test('a refusal of the recipient gives the day back', async () => {
  const send = await approvedSend(writer)
  const { sendIds } = await makeBatch(writer, [send])
  const key = randomUUID()
  await reserve(writer.pool, sendIds, key)
  await settle(key, sendIds, 'REFUSED')
  expect([await used(), await touches(send.person)]).toEqual([[], []])
})

test('what is handed over before the organisation’s midnight for a window after it counts on the new day, and is given back there', async () => {
  await moveClock(writer, '2026-11-25T06:30:00.000Z')
  const { sendIds } = await makeBatch(writer, [
    await approvedSend(writer, {
      zone: 'Europe/Athens',
      scheduledAt: '2026-11-25T07:10:00.000Z',
      windowFrom: '2026-11-25T07:10:00.000Z',
      windowTo: '2026-11-25T09:00:00.000Z',
    }),
  ])
  const key = randomUUID()
  expect(await reserve(writer.pool, sendIds, key)).toMatchObject([{ reserved: true }])
  expect(new Set((await used()).map(({ day }) => day))).toEqual(new Set(['2026-11-25']))
  await settle(key, sendIds, 'NOT_SENT')
  expect(await used()).toEqual([])
})

test('internal tests from two accounts reach one mailbox on one day', async () => {
  for (const account of ['ana@sender-0.example', 'ana@sender-1.example']) {
    const { sendIds } = await makeBatch(
      writer,
      [sendTo('inside@here.example', { account, step: account.length, round: account.includes('-1') ? 2 : 1 })],
      { isTest: true },
    )
    expect(await reserve(writer.pool, sendIds)).toMatchObject([{ reserved: true }])
  }
})

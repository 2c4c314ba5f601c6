import { createWriter, type Writer } from '@swarm/db/write'
import { warmupAllowance } from '@swarm/jobs/accounts/warmup-allowance'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { approvedSend, changeSettings, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
let account: string
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  const [first] = await makeAccounts(writer, 1)
  account = first ?? ''
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

/** Ten in the morning of the organisation's day, which is Denver's. */
const startedOn = (day: string) =>
  writer.pool.query(
    `insert into account_health (account_id, warmup_started_at) select id, ($2 || 'T12:00Z')::timestamptz + interval '5 hours' from sending_account where address = $1
     on conflict (account_id) do update set warmup_started_at = excluded.warmup_started_at`,
    [account, day],
  )

const limitOn = async (platform: string, address: string, day: string) =>
  (await writer.pool.query<{ limit: number }>('select account_limit($1, $2, $3) as limit', [platform, address, day])).rows[0]?.limit

const day = fc.integer({ min: 0, max: 500 }).map((days) => new Date(Date.UTC(2026, 8, 1 + days)).toISOString().slice(0, 10))

test('the database and the rule allow an account the same on every day of its warm-up and after', async () => {
  await fc.assert(
    fc.asyncProperty(
      day,
      day,
      fc.integer({ min: 0, max: 60 }),
      fc.array(fc.nat(60), { maxLength: 6 }),
      async (start, on, ceiling, warmupPerDay) => {
        await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], ceiling)
        await changeSettings(writer, 'accounts', ['warmupPerDay'], warmupPerDay)
        await startedOn(start)
        expect(await limitOn('INSTANTLY', account, on)).toBe(warmupAllowance(start, on, ceiling, { warmupPerDay }))
      },
    ),
    { numRuns: 100 },
  )
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], 25)
  await changeSettings(writer, 'accounts', ['warmupPerDay'], [5, 10, 15, 20])
})

test('an account of which nobody knows anything is in its first week; the nurture mailbox does not warm up', async () => {
  expect(await limitOn('INSTANTLY', 'nobody@nowhere.example', '2026-11-24')).toBe(5)
  expect(await limitOn('GHL', 'nobody@nowhere.example', '2026-11-24')).toBe(25)
})

test('in its first week an account sends five a day and not a sixth', async () => {
  await writer.pool.query(`select graduate_ramp('test', 'for a test')`)
  await startedOn('2026-11-23')
  const sends = await Promise.all(Array.from({ length: 6 }, () => approvedSend(writer, { account })))
  const codes: (string | null)[] = []
  for (const send of sends) {
    const { sendIds } = await makeBatch(writer, [send])
    codes.push((await reserve(writer.pool, sendIds))[0]?.code ?? null)
  }
  expect(codes).toEqual([null, null, null, null, null, 'CEILING'])
})

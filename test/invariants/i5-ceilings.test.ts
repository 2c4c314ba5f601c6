import { randomInt, randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { approvedSend, changeSettings, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../harness/make-dispatch.ts'
import { openWriter } from '../harness/pools.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))

/** Small, seeded, good enough to mix things. */
function randomOf(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

let database: TestDatabase
let writer: Writer
let clients: pg.Client[] = []
beforeAll(async () => {
  database = await cloneDatabase()
  writer = openWriter(database.urls.jobs, 10, 30_000)
  clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new pg.Client({ connectionString: database.urls.jobs, statement_timeout: 30_000 })
      await client.connect()
      return client
    }),
  )
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 3)
  // The ramp has ended: the whole allowance counts.
  await writer.pool.query(`select graduate_ramp('test', 'for a test')`)
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await writer.end()
  await database.drop()
})

const domains = Array.from({ length: 30 }, (_, index) => `firm-${index}.example`)
const holding = `('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')`

async function makeSends(count: number, random: (below: number) => number, domainOf: (index: number) => string): Promise<string[]> {
  const sends = []
  const tag = randomUUID().slice(0, 8)
  for (let index = 0; index < count; index++) {
    sends.push(await approvedSend(writer, { email: `p${index}.${tag}@${domainOf(index)}`, account: `ana@sender-${random(3)}.example` }))
  }
  return (await makeBatch(writer, sends)).sendIds
}

/** Every runner reserves random handfuls until nothing more is due. */
async function drain(sendIds: readonly string[], random: (below: number) => number, giveBack: boolean): Promise<number[]> {
  const timesMs: number[] = []
  await Promise.all(
    clients.map(async (client) => {
      for (let idle = 0; idle < 3; ) {
        const { rows } = await client.query<{ id: string }>(
          `select id from send where id = any($1) and status = 'PLANNED' and (not_before is null or not_before <= business_now()) order by random() limit $2`,
          [sendIds, 1 + random(4)],
        )
        if (rows.length === 0) {
          idle += 1
          continue
        }
        const key = randomUUID()
        const startedAt = performance.now()
        const answers = await reserve(
          client,
          rows.map(({ id }) => id),
          key,
        )
        timesMs.push(performance.now() - startedAt)
        expect(new Set(answers.map(({ reserved }) => reserved)).size).toBe(1)
        if (answers[0]?.reserved && giveBack && random(3) === 0) {
          const results = answers.map(({ send_id }) => ({
            sendId: send_id,
            outcome: ['NOT_SENT', 'ACCEPTED', 'UNKNOWN', 'REFUSED'][random(4)],
            notBeforeMs: 0,
          }))
          await client.query('select settle($1, $2)', [key, JSON.stringify(results)])
        }
      }
    }),
  )
  return timesMs
}

/** What the counters say, beside what the sends say. */
async function uses(): Promise<{ day: string; scope: string; name: string; used: number; held: number }[]> {
  const { rows } = await writer.pool.query<{ day: string; scope: string; name: string; used: number; held: number }>(`
    with held as (
      select s.ceiling_day as day, v.scope, v.name, count(*)::int as held from send s
      cross join lateral (values ('CHANNEL', s.channel::text), ('ACCOUNT', s.account), ('DOMAIN', s.domain), ('TIER', s.tier::text)) v(scope, name)
      where s.status in ${holding} and s.ceiling_day is not null group by 1, 2, 3)
    select coalesce(u.day, h.day)::text as day, coalesce(u.scope, h.scope) as scope, coalesce(u.name, h.name) as name, coalesce(u.used, 0) as used, coalesce(h.held, 0) as held
    from ceiling_use u full join held h on h.day = u.day and h.scope = u.scope and h.name = u.name`)
  return rows
}

async function limits(channel: number, account: number, domain: number): Promise<void> {
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDay'], channel)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], account)
  await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerDomainPerDay'], domain)
}

test(`eight runners never go over a ceiling, count exactly and use the whole allowance, through midnight and lowered limits (seed ${seed})`, async () => {
  const random = randomOf(seed)
  const days = ['2026-11-24', '2026-11-25', '2026-11-26']
  const of = { '2026-11-24': 40, '2026-11-25': 25, '2026-11-26': 10 }
  await limits(of['2026-11-24'], 15, 3)
  const sendIds = await makeSends(140, random, (index) => domains[index % domains.length] ?? '')
  const times = await drain(sendIds, random, true)

  // Midnight passes while eight runners are at work, and with it the limits fall.
  await moveClock(writer, '2026-11-25T06:59:59.700Z')
  times.push(...(await drain(sendIds, random, true)))
  await limits(of['2026-11-25'], 15, 3)
  await moveClock(writer, '2026-11-25T18:00:00.000Z')
  await writer.pool.query(`update send set not_before = null where id = any($1) and status = 'PLANNED'`, [sendIds])
  times.push(...(await drain(sendIds, random, false)))
  await moveClock(writer, '2026-11-26T18:00:00.000Z')
  await limits(of['2026-11-26'], 15, 3)
  await writer.pool.query(`update send set not_before = null where id = any($1) and status = 'PLANNED'`, [sendIds])
  times.push(...(await drain(sendIds, random, false)))

  const all = await uses()
  expect(all.filter(({ used, held }) => used !== held)).toEqual([])
  for (const { day, scope, name, used } of all) {
    // All of them are of one tier.
    const isWhole = scope === 'CHANNEL' || scope === 'TIER'
    const most = isWhole ? (of[day as keyof typeof of] ?? 0) : scope === 'ACCOUNT' ? 15 : 3
    // The second day began before its limit was lowered.
    expect(used, `${day} ${scope} ${name}, seed ${seed}`).toBeLessThanOrEqual(day === '2026-11-25' && isWhole ? 40 : most)
  }
  const channel = (day: string) => all.find((row) => row.day === day && row.scope === 'CHANNEL')?.used ?? 0
  const left = await writer.pool.query(`select from send where id = any($1) and status = 'PLANNED'`, [sendIds])
  expect(left.rowCount).toBeGreaterThan(0)
  expect(days.map(channel)[0]).toBeGreaterThanOrEqual(of['2026-11-24'] * 0.99)
  expect(days.map(channel)[2]).toBe(of['2026-11-26'])
  times.sort((a, b) => a - b)
  process.stdout.write(
    `reserve: ${times.length} calls by 8 runners, median ${times[Math.floor(times.length / 2)]?.toFixed(1)} ms, p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(1)} ms\n`,
  )
})

test('a lowered limit holds at once, and 0 means none', async () => {
  await moveClock(writer, '2026-12-01T18:00:00.000Z')
  await limits(10, 15, 3)
  const sendIds = await makeSends(12, randomOf(seed + 1), (index) => `low-${index}.example`)
  for (const id of sendIds.slice(0, 4)) expect((await reserve(writer.pool, [id]))[0]?.reserved).toBe(true)
  await limits(4, 15, 3)
  expect((await reserve(writer.pool, [sendIds[4] ?? '']))[0]).toMatchObject({ reserved: false, code: 'CEILING' })
  await limits(0, 15, 3)
  expect((await reserve(writer.pool, [sendIds[5] ?? '']))[0]).toMatchObject({ reserved: false, code: 'CEILING' })
  await limits(6, 15, 3)
  expect((await reserve(writer.pool, sendIds.slice(6, 9))).map(({ code }) => code)).toEqual([null, null, 'CEILING'])
  expect((await reserve(writer.pool, sendIds.slice(6, 8))).map(({ reserved }) => reserved)).toEqual([true, true])
})

test.each([
  { day: '2027-03-14', first: '2027-03-14T07:00:00.000Z', last: '2027-03-15T05:59:59.999Z', hours: 23 },
  { day: '2026-11-01', first: '2026-11-01T06:00:00.000Z', last: '2026-11-02T06:59:59.999Z', hours: 25 },
])('the $hours-hour day $day is one day, from its first second to its last', async ({ day, first, last }) => {
  await limits(2, 15, 3)
  // The clock goes on while a send is made: half a minute is left for that before each border.
  const around = [
    new Date(Date.parse(first) - 30_000),
    new Date(first),
    new Date(Date.parse(last) - 30_000),
    new Date(Date.parse(last) + 1),
  ]
  const found: string[] = []
  for (const [index, at] of around.entries()) {
    await moveClock(writer, at.toISOString())
    const [sendId = ''] = await makeSends(1, randomOf(index), () => `${day}-${index}.example`)
    expect((await reserve(writer.pool, [sendId]))[0]).toMatchObject({ reserved: true })
    const { rows } = await writer.pool.query<{ day: string }>('select ceiling_day::text as day from send where id = $1', [sendId])
    found.push(rows[0]?.day ?? '')
  }
  expect(found[1]).toBe(day)
  expect(found[2]).toBe(day)
  expect(found[0]).not.toBe(day)
  expect(found[3]).not.toBe(day)
  expect((await uses()).filter(({ used, held }) => used !== held)).toEqual([])
})

test('the ramp caps the day at its own limit, whatever the channel allows; a missing number is an error and never "unlimited"', async () => {
  await moveClock(writer, '2026-12-08T18:00:00.000Z')
  const root = openWriter(database.urls.superuser, 1)
  await root.pool.query('delete from ramp_graduation')
  await root.end()
  await limits(25, 15, 3)
  const sendIds = await makeSends(7, randomOf(seed + 2), (index) => `ramp-${index}.example`)
  const codes = []
  for (const id of sendIds) codes.push((await reserve(writer.pool, [id]))[0]?.code ?? null)
  expect(codes).toEqual([null, null, null, null, null, 'CEILING', 'CEILING'])
  await writer.pool.query(
    `insert into setting_version (section, version, document, created_by) select section, version + 1, document #- '{ceilings,emailPerDay}', 'test' from setting_version where section = 'dispatch' order by version desc limit 1`,
  )
  await expect(reserve(writer.pool, [sendIds[6] ?? ''])).rejects.toThrow(/ceilings\.emailPerDay is missing/)
})

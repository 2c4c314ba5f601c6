import { createWriter, type Writer } from '@swarm/db/write'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, reserve, tuesdayMorning } from '../harness/make-dispatch.ts'

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

let database: TestDatabase
let root: Writer
let jobs: Writer
let api: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  const writerOf = (url: string) =>
    createWriter({ url, name: 'test', maxConnections: 6, statementTimeoutMs: 30_000, onConnectionError: () => {} })
  root = writerOf(database.urls.superuser)
  jobs = writerOf(database.urls.jobs)
  api = writerOf(database.urls.api)
  await moveClock(root, tuesdayMorning)
  await makeAccounts(root, 2)
})
afterAll(async () => {
  for (const writer of [root, jobs, api]) await writer.end()
  await database.drop()
})

const tiers = ['TIER_1', 'TIER_2', 'TIER_3', null] as const
const motions = ['OUTBOUND', 'REVIVAL', 'NURTURE'] as const

test(`whatever is approved and however many runners ask: tier 1 alone, no revival, 5 a day (seed ${seed})`, async () => {
  const wanted = fc.sample(fc.record({ tier: fc.constantFrom(...tiers), motion: fc.constantFrom(...motions) }), { seed, numRuns: 60 })
  for (const day of ['2026-11-24', '2026-11-25']) {
    await moveClock(root, `${day}T16:00:00.000Z`)
    const ids = []
    for (const { tier, motion } of wanted.slice(day === '2026-11-24' ? 0 : 30).slice(0, 30)) {
      const send = await approvedSend(root, { tier, motion })
      await root.pool.query('update lead set tier = $2 where id = $1', [send.lead, tier])
      ids.push(...(await makeBatch(root, [send])).sendIds)
    }
    await Promise.all(ids.map((id) => reserve(jobs.pool, [id])))
    const { rows } = await root.pool.query<{ tier: string; motion: string; count: number }>(
      `select l.tier, s.motion, count(*)::int as count from send s join lead l on l.id = s.lead_id join batch b on b.id = s.batch_id
       where s.ceiling_day = $1 and not b.is_test and s.status = 'IN_FLIGHT' group by 1, 2`,
      [day],
    )
    expect(
      rows.every(({ tier, motion }) => tier === 'TIER_1' && motion !== 'REVIVAL'),
      JSON.stringify(rows),
    ).toBe(true)
    const fitting = wanted
      .slice(day === '2026-11-24' ? 0 : 30)
      .slice(0, 30)
      .filter(({ tier, motion }) => tier === 'TIER_1' && motion !== 'REVIVAL').length
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(Math.min(5, fitting))
  }
})

test('no role of the application writes what the ramp is computed from', async () => {
  for (const { pool } of [jobs, api]) {
    for (const statement of [
      `insert into ramp_graduation (at, by) values (now(), 'x')`,
      `insert into day_close (day, decision, note, next_owner, closed_by, closed_at) values ('2026-11-24', 'CONTINUE', 'x', 'x', 'x', now())`,
      `insert into check_verdict (name, version, passed, recorded_by, recorded_at) values ('SMOKE', 'x', true, 'x', now())`,
      `insert into ramp_opening (tier, criteria, by, at) values ('TIER_2', '[]', 'x', now())`,
      `update day_close set decision = 'CONTINUE'`,
      'delete from ramp_graduation',
    ]) {
      await expect(pool.query(statement), statement).rejects.toThrow(/permission denied/)
    }
  }
})

test('what is missing passes no criterion, and graduation without an override is refused by the database itself', async () => {
  const { rows: criteria } = await root.pool.query<{ passed: boolean; name: string }>('select name, passed from ramp_criteria()')
  expect(criteria.filter(({ passed }) => passed).map(({ name }) => name)).toEqual(['webhooks_healthy'])
  const { rows } = await api.pool.query<{ missing: string[] }>(`select graduate_ramp('x', null) as missing`)
  expect(rows[0]?.missing).toContain('clean_days')
  expect((await root.pool.query<{ is_on: boolean }>('select is_on from ramp_state()')).rows[0]?.is_on).toBe(true)
  await root.pool.query(
    `insert into setting_version (section, version, document, created_by) select section, version + 1, document #- '{ramp,emailPerDay}', 'test' from setting_version where section = 'dispatch' order by version desc limit 1`,
  )
  await expect(root.pool.query('select * from ramp_state()')).rejects.toThrow(/ramp.emailPerDay is missing/)
})

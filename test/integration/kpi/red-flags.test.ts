import { createWriter, type Writer } from '@swarm/db/write'
import { warnOfVolume } from '@swarm/jobs/dispatch/warn-of-volume'
import { warnOfRedFlags } from '@swarm/jobs/kpis/warn-of-red-flags'
import { createLog } from '@swarm/jobs/log'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { changeSettings, moveClock } from '../../harness/make-dispatch.ts'
import { makeNumbers, randomFrom, to } from './made-numbers.ts'

const log = createLog('test', 'silent')
let database: TestDatabase
let jobs: Writer
let owner: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  jobs = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  owner = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await makeNumbers(owner, randomFrom(11), 400)
  await moveClock(owner, to.toISOString())
})
afterAll(async () => {
  await jobs.end()
  await owner.end()
  await database.drop()
})

type Row = { cause: string; severity: string; count: number; message: string; resolvedBy: string | null }
const alerts = async (): Promise<Row[]> =>
  (
    await owner.pool.query<Row>(
      `select cause, severity, count, message, resolved_by as "resolvedBy" from alert where cause like 'kpi:%' order by first_at, cause`,
    )
  ).rows
const ofBounces = async () => (await alerts()).filter(({ cause }) => cause === 'kpi:bounce_rate')

test('a red flag warns once, however many look and however often, with the figure and its rule', async () => {
  const [red] = await Promise.all([warnOfRedFlags(jobs, log), warnOfRedFlags(jobs, log)])
  await warnOfRedFlags(jobs, log)
  expect(red).toContain('bounce_rate')
  expect(red).not.toContain('reply_rate')
  const told = await alerts()
  expect(told.map(({ cause }) => cause).toSorted()).toEqual(red.map((name) => `kpi:${name}`).toSorted())
  expect(new Set(told.map(({ severity, resolvedBy }) => `${severity} ${resolvedBy}`))).toEqual(new Set(['WARNING null']))
  const { rows } = await owner.pool.query<{ bounced: number; sent: number }>(
    `select count(*)::int as sent, count(*) filter (where exists (select from signal g where g.lead_id = s.lead_id and g.kind = 'EMAIL_BOUNCED'))::int as bounced
     from send s join batch b on b.id = s.batch_id join draft d on d.id = s.draft_id
     where s.status = 'PROVEN' and s.channel = 'EMAIL' and not b.is_test and not d.is_test and s.proven_at >= business_now() - interval '30 days' and s.proven_at < business_now()`,
  )
  const [bounces] = await ofBounces()
  expect(bounces?.count).toBe(1)
  expect(bounces?.message).toMatch(
    new RegExp(
      `^Bounce rate: ${rows[0]?.bounced} of ${rows[0]?.sent} \\([\\d.]+ %\\) in the last 30 days\\. Red flag: 5 % or more, from 20; below that 2\\.$`,
    ),
  )
})

test('what a person resolved is told again a day later, not an hour later', async () => {
  await owner.pool.query(`update alert set resolved_by = 'Dana', resolved_at = business_now() where cause = 'kpi:bounce_rate'`)
  await moveClock(owner, new Date(to.getTime() + 3_600_000).toISOString())
  await warnOfRedFlags(jobs, log)
  expect(await ofBounces()).toMatchObject([{ resolvedBy: 'Dana' }])
  await moveClock(owner, new Date(to.getTime() + 25 * 3_600_000).toISOString())
  await warnOfRedFlags(jobs, log)
  expect(await ofBounces()).toMatchObject([{ resolvedBy: 'Dana' }, { resolvedBy: null, count: 1 }])
})

test('a figure that is fine again ends its alert by itself, and a new red flag is a new alert', async () => {
  await owner.pool.query(`create table put_away as select * from signal where kind = 'EMAIL_BOUNCED'`)
  await owner.pool.query(`delete from signal where kind = 'EMAIL_BOUNCED'`)
  expect(await warnOfRedFlags(jobs, log)).not.toContain('bounce_rate')
  expect(await ofBounces()).toMatchObject([{ resolvedBy: 'Dana' }, { resolvedBy: 'KPI monitor' }])
  await owner.pool.query('insert into signal select * from put_away')
  expect(await warnOfRedFlags(jobs, log)).toContain('bounce_rate')
  expect(await ofBounces()).toMatchObject([{ resolvedBy: 'Dana' }, { resolvedBy: 'KPI monitor' }, { resolvedBy: null }])
})

test('where nothing was sent nothing is red', async () => {
  await moveClock(owner, new Date(to.getTime() + 60 * 86_400_000).toISOString())
  expect(await warnOfRedFlags(jobs, log)).toEqual([])
  expect((await alerts()).filter(({ resolvedBy }) => resolvedBy === null)).toEqual([])
})

test('more than 250 emails a day, allowed or sent, are one open warning that ends by itself', async () => {
  const volume = async () =>
    (
      await owner.pool.query<Omit<Row, 'cause'>>(
        `select severity, count, message, resolved_by as "resolvedBy" from alert where cause = 'volume:250' order by first_at`,
      )
    ).rows
  const sent = (used: number) =>
    owner.pool.query(
      `insert into ceiling_use (day, scope, name, used) values (organisation_day(business_now()), 'CHANNEL', 'EMAIL', $1)
       on conflict (day, scope, name) do update set used = excluded.used`,
      [used],
    )
  const later = async (days: number) => moveClock(owner, new Date(to.getTime() + (60 + days) * 86_400_000).toISOString())
  await sent(250)
  await warnOfVolume(jobs)
  expect(await volume()).toEqual([])
  await sent(251)
  await Promise.all([warnOfVolume(jobs), warnOfVolume(jobs)])
  await warnOfVolume(jobs)
  expect(await volume()).toEqual([
    { severity: 'WARNING', count: 1, message: expect.stringMatching(/^251 emails left on 20/), resolvedBy: null },
  ])
  await later(2)
  await warnOfVolume(jobs)
  expect(await volume()).toMatchObject([{ resolvedBy: 'clock' }])

  await changeSettings(owner, 'dispatch', ['ramp', 'emailStepsAfter'], [])
  await changeSettings(owner, 'dispatch', ['ceilings', 'emailPerDay'], 300)
  await warnOfVolume(jobs)
  // While the ramp is on its limit is the one in force.
  expect(await volume()).toHaveLength(1)
  await owner.pool.query(`select graduate_ramp('test', 'for a test')`)
  await warnOfVolume(jobs)
  expect(await volume()).toMatchObject([{}, { message: expect.stringMatching(/^300 emails a day may leave\. Above/), resolvedBy: null }])
  await owner.pool.query(
    `update alert set resolved_by = 'Dana', resolved_at = business_now() where cause = 'volume:250' and resolved_at is null`,
  )
  await warnOfVolume(jobs)
  expect(await volume()).toHaveLength(2)
  await later(4)
  await warnOfVolume(jobs)
  expect(await volume()).toMatchObject([{}, { resolvedBy: 'Dana' }, { resolvedBy: null }])
  await changeSettings(owner, 'dispatch', ['ceilings', 'emailPerDay'], 250)
  await warnOfVolume(jobs)
  expect(await volume()).toMatchObject([{}, { resolvedBy: 'Dana' }, { resolvedBy: 'clock' }])
})

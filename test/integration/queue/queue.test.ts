import { randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import { announce } from '@swarm/jobs/announce'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { InvalidInputError } from '@swarm/jobs/errors'
import { createLog } from '@swarm/jobs/log'
import type { Runner } from '@swarm/jobs/queue/run'
import { createWaker, type Waker } from '@swarm/jobs/queue/wake'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { runProcess } from '../../harness/run-process.ts'
import { startTestRunner } from './test-runner.ts'

let api: TestApi
let writer: Writer
let waker: Waker
let runner: Runner | null = null
beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  waker = await createWaker(api.database.urls.api, createLog('test', 'silent'))
})
beforeEach(() => writer.pool.query('delete from pgboss.job'))
afterEach(async () => {
  await runner?.stop(2_000)
  runner = null
})
afterAll(async () => {
  await waker.stop()
  await writer.end()
  await api.stop()
})

type JobRow = { name: string; state: string; data: unknown; retry_count: number }
const jobs = async (): Promise<JobRow[]> =>
  (
    await writer.pool.query<JobRow>(
      `select name, state, data, retry_count from pgboss.job where name in ('import-file', 'dead-letters') order by name, created_on`,
    )
  ).rows
/** Retries wait seconds, doubling; here they are due at once, and the runner is told so instead of finding out when it next looks. */
const hurry = () =>
  writer.pool.query(
    `with due as (update pgboss.job set start_after = now() where state = 'retry' and start_after > now() returning name)
     select pg_notify('pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24), name) from due group by name`,
  )
const until = (look: () => Promise<boolean>) =>
  expect
    .poll(
      async () => {
        await hurry()
        return look()
      },
      { interval: 100 },
    )
    .toBe(true)
const start = async (work: (importId: string) => Promise<void>) => {
  runner = await startTestRunner(api.database.urls.jobs, writer, ['import-file'], work)
}

test('a job’s payload is parsed when it is sent: what is wrong is not sent', async () => {
  await waker.wake('importFile', { importId: 'not an id' }, 'wrong')
  expect(await jobs()).toEqual([])
  await waker.wake('importFile', { importId: randomUUID() }, 'right')
  expect(await jobs()).toMatchObject([{ name: 'import-file', state: 'created' }])
})

test('at most one job waits for each key', async () => {
  const importId = randomUUID()
  for (let i = 0; i < 5; i += 1) await waker.wake('importFile', { importId }, importId)
  await waker.wake('importFile', { importId: randomUUID() }, 'another')
  expect(await jobs()).toHaveLength(2)
})

test('work that fails is tried again; after the last try it is a dead letter, which the health page shows; a wrong payload never reaches the work', async () => {
  const [slowStart, hopeless, forged] = [randomUUID(), randomUUID(), randomUUID()]
  for (const importId of [slowStart, hopeless, forged]) await waker.wake('importFile', { importId }, importId)
  await writer.pool.query(`update pgboss.job set data = '{"importId": 5}' where data ->> 'importId' = $1`, [forged])
  const tries = new Map<string, number>()
  await start(async (importId) => {
    const made = (tries.get(importId) ?? 0) + 1
    tries.set(importId, made)
    if (importId !== slowStart || made < 3) throw new Error('the world was not ready')
  })
  await until(async () => {
    const now = await jobs()
    return now.filter(({ name }) => name === 'dead-letters').length === 2 && now.some(({ state }) => state === 'completed')
  })
  // The first try and three more, as the contract says.
  expect([...tries].sort()).toEqual(
    [
      [slowStart, 3],
      [hopeless, 4],
    ].sort(),
  )
  expect((await jobs()).filter(({ state }) => state === 'completed')).toMatchObject([{ data: { importId: slowStart } }])
  const letters = (await jobs()).filter(({ name }) => name === 'dead-letters').map(({ data }) => JSON.stringify(data))
  expect(letters.sort()).toEqual([JSON.stringify({ importId: hopeless }), JSON.stringify({ importId: 5 })].sort())
  const key = await api.keyFor('read')
  const health = await api.ask<{ health: { queues: { name: string; waiting: number; active: number; failed: number }[] } }>(
    key,
    '{ health { queues } }',
  )
  expect(health.data?.health.queues.find(({ name }) => name === 'dead-letters')).toMatchObject({ waiting: 2 })
  expect(health.data?.health.queues.find(({ name }) => name === 'import-file')).toMatchObject({ failed: 2, waiting: 0, active: 0 })
})

test('what a caller asked for and can’t be is final: no second try', async () => {
  let tries = 0
  const importId = randomUUID()
  await waker.wake('importFile', { importId }, importId)
  await start(async () => {
    tries += 1
    throw new InvalidInputError('This file is no file.')
  })
  await until(async () => (await jobs()).some(({ name }) => name === 'dead-letters'))
  expect(tries).toBe(1)
})

test('one job of a batch that fails takes no other with it', async () => {
  const [good, bad] = [randomUUID(), randomUUID()]
  await waker.wake('importFile', { importId: bad }, bad)
  await waker.wake('importFile', { importId: good }, good)
  const done: string[] = []
  await start(async (importId) => {
    if (importId === bad) throw new InvalidInputError('no')
    done.push(importId)
  })
  await until(async () => (await jobs()).filter(({ state }) => state === 'completed').length === 1)
  expect(done).toEqual([good])
})

test('however many jobs wait, completing one reads no more of them', async () => {
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query('create extension pg_stat_statements')
  await writer.pool.query(
    `insert into pgboss.job_common (name, policy, singleton_key, data)
     select 'import-file', 'short', id, jsonb_build_object('importId', id) from (select gen_random_uuid()::text as id from generate_series(1, 5000)) x`,
  )
  let done = 0
  await start(async () => {
    done += 1
  })
  await expect.poll(() => done).toBeGreaterThan(20)
  const { rows } = await superuser.query<{ blocks: number }>(
    `select sum(s.shared_blks_hit + s.shared_blks_read)::int / sum(s.calls)::int as blocks from pg_stat_statements s
     join pg_database d on d.oid = s.dbid where d.datname = current_database() and s.query like '%json_to_recordset%'`,
  )
  await superuser.end()
  // Some 20 for two jobs and their indexes; a look through those that wait is 60 more.
  expect(rows[0]?.blocks).toBeGreaterThan(0)
  expect(rows[0]?.blocks).toBeLessThan(60)
})

test('deleting every job loses nothing: the next sweep finds the rows, and the schedules stand', async () => {
  await writer.pool.query(`insert into sign_in_failure (key, failures, last_at) values ('name:old', 1, now() - interval '2 days')`)
  await writer.pool.query(`insert into notice (topic, at) values ('lead', now() - interval '1 hour')`)
  await waker.wake('tidyDatabase', {}, 'start')
  await writer.pool.query('delete from pgboss.job')
  runner = await startTestRunner(api.database.urls.jobs, writer, ['tidy-database'])
  await until(
    async () =>
      (
        await writer.pool.query(
          `select from sign_in_failure where key = 'name:old' union all select from notice where at < now() - interval '30 minutes'`,
        )
      ).rowCount === 0,
  )
  await writer.pool.query('delete from pgboss.job')
  const { rows } = await writer.pool.query(`select cron from pgboss.schedule where name = 'tidy-database'`)
  expect(rows).toEqual([{ cron: '*/10 * * * *' }])
})

test('what a killed runner held is done by another as soon as somebody asks again', async () => {
  const importId = randomUUID()
  await waker.wake('importFile', { importId }, importId)
  const hanging = runProcess('test/integration/queue/hanging-runner.ts', { DATABASE_JOBS_URL: api.database.urls.jobs })
  await hanging.says(new RegExp(`took ${importId}`))
  hanging.child.kill('SIGKILL')
  await hanging.ended
  expect(await jobs()).toMatchObject([{ state: 'active' }])

  const done: string[] = []
  await start(async (id) => void done.push(id))
  await waker.wake('importFile', { importId }, importId)
  await until(async () => done.includes(importId))
})

test('the API may put jobs in and count them, and neither take nor delete any', async () => {
  await waker.wake('importFile', { importId: randomUUID() }, 'mine')
  for (const statement of [
    'delete from pgboss.job',
    `update pgboss.job set state = 'cancelled'`,
    'truncate pgboss.job',
    'delete from pgboss.queue',
    'delete from pgboss.schedule',
  ]) {
    await expect(api.writer.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' })
  }
  expect(await jobs()).toHaveLength(1)
})

test('an agent that tries what is not on its list is refused for good: nothing of it stays, and the refusal is audited once', async () => {
  const importId = randomUUID()
  await waker.wake('importFile', { importId }, importId)
  await start(() =>
    writer.transaction(async (tx) => {
      await announce(tx, 'run', [importId])
      await writeAudit(
        tx,
        { kind: 'agent', name: 'HUNTER' },
        { action: 'send.reserved', subjectType: 'send', subjectId: importId, detail: {} },
      )
    }),
  )
  await until(async () => (await jobs()).some(({ name }) => name === 'dead-letters'))
  const { rows } = await writer.pool.query(
    `select e.actor, e.action, e.subject_type as "subjectType", e.subject_id as "subjectId", d.detail from audit_entry e join audit_detail d on d.audit_id = e.id
     where e.action in ('agent.refused', 'send.reserved')`,
  )
  expect(rows).toEqual([
    { actor: 'HUNTER', action: 'agent.refused', subjectType: 'agent', subjectId: 'HUNTER', detail: { action: 'send.reserved' } },
  ])
})

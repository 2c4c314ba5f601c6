import { createDatabase } from '@swarm/db/embedded/create-database'
import { startPostgres } from '@swarm/db/embedded/postgres-server'
import { migrate } from '@swarm/db/migrate'
import type { Writer } from '@swarm/db/write'
import { businessNow } from '@swarm/jobs/business-now'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'

let api: TestApi
let writer: Writer
beforeAll(async () => {
  api = await startTestApi()
  writer = api.writer
})
afterAll(() => api.stop())

const move = (by: string) => writer.pool.query('update installation set moved = $1::interval', [by])
const hoursAhead = async () => {
  const { rows } = await writer.pool.query<{ hours: number }>('select extract(epoch from business_now() - now())::float8 / 3600 as hours')
  return Math.abs(Math.round(rows[0]?.hours ?? Number.NaN))
}

test('business time is the database’s clock plus what a sandbox was moved by, in milliseconds, one value for a transaction', async () => {
  expect(await hoursAhead()).toBe(0)
  await move('21 days')
  expect(await hoursAhead()).toBe(21 * 24)
  expect((await businessNow(writer.sql)).getTime()).toBeGreaterThan(Date.now() + 20 * 86_400_000)
  await writer.transaction(async (tx) => {
    const first = await businessNow(tx)
    await tx.execute('select pg_sleep(0.02)')
    expect(await businessNow(tx)).toEqual(first)
  })
  await move('0')
})

test('the clock of this process decides nothing: a day wrong, business time is the same', async () => {
  const before = await businessNow(writer.sql)
  const realNow = Date.now
  Date.now = () => realNow() + 25 * 3_600_000
  const after = await businessNow(writer.sql)
  Date.now = realNow
  expect(after.getTime() - before.getTime()).toBeLessThan(3_600_000)
})

test('what is set while the clock is moved bears business time', async () => {
  await move('3 days')
  const key = await api.keyFor('operate', 'admin')
  const answer = await api.ask<{ setEmergencyStop: { safety: { since: string } } }>(
    key,
    'mutation { setEmergencyStop(input: { active: true, reason: "Moved clock" }) { ... on SetEmergencyStopSuccess { safety { since } } } }',
  )
  const ahead = Date.parse(answer.data?.setEmergencyStop.safety.since ?? '') - Date.now()
  expect(Math.round(ahead / 86_400_000)).toBe(3)
  await move('0')
})

test('sessions, keys, waits after failures and heartbeats go by real time: moving the clock ends none of them', async () => {
  await api.addUser('Ana', 'correct horse battery', ['read'])
  const cookie = await api.signIn('Ana', 'correct horse battery')
  const key = await api.keyFor('read')
  await writer.pool.query(`update api_key set expires_at = now() + interval '1 hour'`)
  await writer.pool.query(`insert into process (kind, version, host, pid, emergency_stop) values ('jobs', 'test', 'test', 1, true)`)
  await writer.pool.query(
    `insert into sign_in_failure (key, failures, last_at, locked_until) values ('name:held', 9, now(), now() + interval '10 minutes')`,
  )
  await move('400 days')
  const asked = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-swarm-csrf': '1', cookie },
    body: '{"query":"{ viewer { name } }"}',
  })
  expect(asked.status).toBe(200)
  expect((await api.ask(key, '{ safety { forced } }')).data).toEqual({ safety: { forced: true } })
  const held = await fetch(`${api.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'held', secret: 'x' }),
  })
  expect(held.status).toBe(429)
  const { rows } = await writer.pool.query<{ days: number }>(
    `select extract(epoch from expires_at - now())::float8 / 86400 as days from session`,
  )
  expect(rows[0]?.days).toBeLessThan(1)
  await move('0')
})

test('a database born for production refuses to move, whoever asks, and can’t become a sandbox', async () => {
  const server = await startPostgres(inject('postgresFolder'), { forTests: true })
  const name = `swarm_born_production_${process.pid}`
  await createDatabase(server, name)
  await migrate(server.url('swarm_migrate', name), 'production')
  for (const role of ['swarm_api', 'swarm_jobs', 'superuser'] as const) {
    const client = new pg.Client({ connectionString: server.url(role, name) })
    await client.connect()
    await expect(client.query(`update installation set moved = '1 second'`)).rejects.toMatchObject({ code: '23514' })
    if (role !== 'superuser') {
      for (const statement of [
        `update installation set mode = 'sandbox'`,
        'delete from installation',
        `insert into installation (mode, schema_fingerprint) values ('sandbox', 'x')`,
      ]) {
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' })
      }
    }
    await client.end()
  }
  const admin = new pg.Client({ connectionString: server.url('superuser', 'postgres') })
  await admin.connect()
  await admin.query(`drop database ${name} with (force)`)
  await admin.end()
})

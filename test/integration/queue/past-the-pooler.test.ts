import { weakerPromises } from '@swarm/api/health/readiness'
import { hear } from '@swarm/db/hear'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { openReader } from '../../harness/pools.ts'
import { eventually } from '../../harness/runner.ts'

let database: TestDatabase
let superuser: Writer

beforeAll(async () => {
  database = await cloneDatabase()
  superuser = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
})

afterAll(async () => {
  await superuser.end()
  await database.drop()
})

test('what is told on a channel is heard, also after the connection was cut', async () => {
  const heard: string[] = []
  let listened = 0
  const hearing = await hear(database.urls.jobs, 'a channel', {
    onPayload: (payload) => heard.push(payload),
    onListening: () => listened++,
  })
  await superuser.pool.query(`select pg_notify('a channel', 'before')`)
  await eventually(async () => (heard.includes('before') ? true : null))
  await superuser.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'hear'`,
  )
  // Its owner is told that it listens anew: what was said meanwhile is gone, and has to be looked for.
  await eventually(async () => (listened === 2 ? true : null))
  await superuser.pool.query(`select pg_notify('a channel', 'after')`)
  await eventually(async () => (heard.includes('after') ? true : null))
  await hearing.close()
  const { rows } = await superuser.pool.query(
    `select from pg_stat_activity where datname = current_database() and application_name = 'hear'`,
  )
  expect(rows).toHaveLength(0)
})

test('behind a pooler nothing is prepared by name: another connection would not know it', async () => {
  const prepared = async (isPooled: boolean): Promise<number> => {
    const writer = createWriter({ url: database.urls.jobs, name: 'named', maxConnections: 1, isPooled, onConnectionError: () => {} })
    await writer.pool.query({ name: 'one_statement', text: 'select $1::int as value', values: [1] })
    const { rows } = await writer.pool.query<{ count: number }>('select count(*)::int as count from pg_prepared_statements')
    await writer.end()
    return rows[0]?.count ?? -1
  }
  expect(await prepared(false)).toBe(1)
  expect(await prepared(true)).toBe(0)
})

test('who reads behind a pooler is answered, by statements without a name', async () => {
  const reader = openReader(database.urls.read, { isPooled: true })
  for (let times = 0; times < 5; times++) {
    const { rows } = await reader.read((db) => db.execute<{ count: number }>('select count(*)::int as count from pg_prepared_statements'))
    expect(rows).toEqual([{ count: 0 }])
  }
  await reader.end()
})

test('a statement whose answer has other columns than before fails once, also where another name would have the same plan', async () => {
  const writer = createWriter({ url: database.urls.superuser, name: 'shapes', maxConnections: 2, onConnectionError: () => {} })
  await writer.pool.query('create table shape (one integer)')
  const [one, other] = [await writer.pool.connect(), await writer.pool.connect()]
  const text = 'select * from shape where one = $1'
  for (let times = 0; times < 3; times++) for (const client of [one, other]) await client.query(text, [1])
  expect((await one.query('select from pg_prepared_statements where statement = $1', [text])).rowCount).toBe(1)
  await one.query('alter table shape add column two integer')
  await expect(one.query(text, [1])).rejects.toThrow('cached plan')
  // It has no name any more, here and elsewhere.
  for (const client of [one, other]) expect((await client.query(text, [1])).fields).toHaveLength(2)
  one.release()
  other.release()
  await writer.end()
})

test('statements without any time limit are named by readiness: a pooler drops what a session asks for', async () => {
  const weaker = async (statementTimeoutMs: number): Promise<string[]> => {
    const writer = createWriter({
      url: database.urls.api,
      name: 'limits',
      maxConnections: 1,
      statementTimeoutMs,
      onConnectionError: () => {},
    })
    const promises = await weakerPromises(writer, { isStrict: true, instantly: null })
    await writer.end()
    return promises
  }
  expect(await weaker(10_000)).toEqual([])
  expect(await weaker(0)).toEqual(['NO_TIME_LIMIT'])
})

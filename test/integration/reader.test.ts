import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ReadDeadlineError, type Reader } from '@swarm/db/read'
import { createWriter, type Writer } from '@swarm/db/write'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { openReader } from '../harness/pools.ts'

/** How long backends are ended at random, in milliseconds. */
const stormMs = 3_000
const callers = 16

let database: TestDatabase
let writer: Writer
let reader: Reader
let superuser: pg.Client
const uncaught: unknown[] = []
const remember = (error: unknown) => void uncaught.push(error)

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.api, name: 'storm-write', maxConnections: 8, onConnectionError: () => {} })
  reader = openReader(database.urls.read, { name: 'storm-read', maxConnections: 8, deadlineMs: 10_000 })
  superuser = new pg.Client({ connectionString: database.urls.superuser })
  await superuser.connect()
  process.on('uncaughtException', remember).on('unhandledRejection', remember)
})
afterAll(async () => {
  process.off('uncaughtException', remember).off('unhandledRejection', remember)
  await superuser.end()
  await reader.end()
  await writer.end()
  await database.drop()
})

const isReadBack = () =>
  reader
    .read((db) => db.execute('select 1'))
    .then(
      () => true,
      () => false,
    )

test('while backends are ended at random reads keep answering, a write that was confirmed is there once, and nothing is thrown past its caller', {
  timeout: 40_000,
}, async () => {
  const until = performance.now() + stormMs
  const confirmed: string[] = []
  let answered = 0
  let failed = 0
  let slowestMs = 0

  const reading = async () => {
    while (performance.now() < until) {
      const started = performance.now()
      await reader
        .read((db) => db.execute('select id from lead order by id limit 50'))
        .then(
          () => (answered += 1),
          () => (failed += 1),
        )
      slowestMs = Math.max(slowestMs, performance.now() - started)
    }
  }
  const writing = async (caller: number) => {
    for (let i = 0; performance.now() < until; i += 1) {
      const name = `storm ${caller}-${i}`
      // An error here means "unknown": it may have been committed all the same.
      await writer
        .transaction(async (tx) => {
          await tx.execute(`insert into company (name, name_key) values ('${name}', '${name}')`)
          await tx.execute(`update company set name = '${name}' where name_key = '${name}'`)
        })
        .then(
          () => confirmed.push(name),
          () => {},
        )
    }
  }
  const ending = async () => {
    while (performance.now() < until) {
      await superuser.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('storm-read', 'storm-write') and datname = current_database() order by random() limit 1`,
      )
      await sleep(20 + Math.random() * 60)
    }
  }
  await Promise.all([
    ending(),
    ...Array.from({ length: callers }, reading),
    ...Array.from({ length: callers }, (_, caller) => writing(caller)),
  ])

  const over = performance.now()
  while (!(await isReadBack())) expect(performance.now() - over).toBeLessThan(10_000)
  const { rows } = await superuser.query<{ name: string; times: number }>(
    `select name, count(*)::int as times from company where name like 'storm %' group by name`,
  )
  const times = new Map(rows.map((row) => [row.name, row.times]))
  expect(uncaught).toEqual([])
  expect(confirmed.filter((name) => times.get(name) !== 1)).toEqual([])
  expect(confirmed.length).toBeGreaterThan(100)
  expect(answered).toBeGreaterThan(100)
  expect(failed).toBeLessThan(answered / 100)
  expect(slowestMs).toBeLessThan(10_000)
})

test('a read on a line that froze is given up, alone and within a transaction, and the next one is asked on another', async () => {
  const { hostname, port } = new URL(database.urls.read)
  const sockets: Socket[] = []
  const line = createServer((caller) => {
    const server = connect(Number(port), hostname)
    sockets.push(caller, server)
    for (const socket of [caller, server]) socket.on('error', () => {})
    caller.pipe(server).pipe(caller)
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  const url = new URL(database.urls.read)
  url.host = `127.0.0.1:${(line.address() as AddressInfo).port}`
  const own = openReader(url.href, { deadlineMs: 300 })
  const alone = () => own.read(async (db) => (await db.execute<{ one: number }>('select 1 as one')).rows)
  const within = () => own.read((db) => db.transaction(async (tx) => (await tx.execute<{ one: number }>('select 1 as one')).rows))
  const freeze = () => {
    for (const socket of sockets) socket.unpipe().pause()
  }
  expect([await within(), await alone()]).toEqual([[{ one: 1 }], [{ one: 1 }]])
  freeze()
  await expect(alone()).rejects.toThrow(ReadDeadlineError)
  expect([await alone(), await within()]).toEqual([[{ one: 1 }], [{ one: 1 }]])
  freeze()
  await expect(within()).rejects.toThrow(ReadDeadlineError)
  expect(await within()).toEqual([{ one: 1 }])
  await own.end()
  for (const socket of sockets) socket.destroy()
  line.close()
})

test('every table has its place in the plan for a hundred times the volume', async () => {
  const plan = readFileSync(new URL('../../docs/decisions/0040-a-hundred-times-by-lead.md', import.meta.url), 'utf8')
  const places = plan.slice(plan.indexOf('## Who lies where'), plan.indexOf('## What stands in the way today'))
  const named = [...places.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name)
  const { rows } = await superuser.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  expect(rows.map(({ name }) => name).filter((name) => !named.includes(name))).toEqual([])
})

test('what is asked again and again is parsed once by a connection, whatever its values; what is asked once or twice is not kept', async () => {
  const own = createWriter({ url: database.urls.api, name: 'named', maxConnections: 1, onConnectionError: () => {} })
  const kept = async () =>
    (await own.pool.query<{ statement: string }>('select statement from pg_prepared_statements')).rows.map((row) => row.statement)
  const doubled = async (value: number) => (await own.pool.query<{ is: number }>('select $1::integer * 2 as is', [value])).rows[0]?.is
  expect(await doubled(1)).toBe(2)
  expect(await doubled(2)).toBe(4)
  expect(await kept()).toEqual([])
  for (let value = 3; value < 12; value++) expect(await doubled(value)).toBe(value * 2)
  expect(await kept()).toEqual(['select $1::integer * 2 as is'])
  await own.end()
})

test('a statement whose columns change under it, as during an upgrade, fails once and is right from then on', async () => {
  const own = createWriter({ url: database.urls.superuser, name: 'shape', maxConnections: 1, onConnectionError: () => {} })
  await own.pool.query('create table shape (a integer)')
  await own.pool.query('insert into shape values (1)')
  const all = async () => (await own.pool.query('select * from shape where a = $1', [1])).rows
  for (let time = 0; time < 8; time++) expect(await all()).toEqual([{ a: 1 }])
  await own.pool.query('alter table shape add b integer default 2')
  await expect(all()).rejects.toThrow('cached plan must not change result type')
  for (let time = 0; time < 8; time++) expect(await all()).toEqual([{ a: 1, b: 2 }])
  await own.pool.query('drop table shape')
  await own.end()
})

test('who shares a database with people at work takes one of its processors for a statement, and still only reads', async () => {
  const own = openReader(database.urls.read, { isParallel: false })
  const { rows } = await own.read((db) =>
    db.execute<{ workers: string; only: string }>(
      `select current_setting('max_parallel_workers_per_gather') as workers, current_setting('default_transaction_read_only') as only`,
    ),
  )
  expect(rows).toEqual([{ workers: '0', only: 'on' }])
  await own.end()
})

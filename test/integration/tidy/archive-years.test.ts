import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { archiveYears } from '@swarm/jobs/tidy/archive-years'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'

let database: TestDatabase
let jobs: Writer
let owner: Writer
const leads: string[] = []
beforeAll(async () => {
  database = await cloneDatabase()
  jobs = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  owner = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  for (let i = 0; i < 5; i++) leads.push((await make.lead(owner)).id)
})
afterAll(async () => {
  await jobs.end()
  await owner.end()
  await database.drop()
})

const lastYears = new Date().getUTCFullYear() - 1
const archivable = lastYears - 1

const insertInto = {
  timeline_entry: (lead: string | undefined, at: Date) =>
    owner.pool.query(`insert into timeline_entry (id, lead_id, at, kind, actor, summary) values ($1, $2, $3, 'note', 'Ana', 'A note.')`, [
      newId(at),
      lead,
      at,
    ]),
  signal: (lead: string | undefined, at: Date) =>
    owner.pool.query(
      `insert into signal (id, lead_id, at, kind, provider, detail) values ($1, $2, $3, 'EMAIL_OPENED', 'instantly', '{}')`,
      [newId(at), lead, at],
    ),
  delivery: (lead: string | undefined, at: Date) =>
    owner.pool.query(
      `insert into delivery (id, provider, headers, is_authenticated, received_at, applied_at, lead_id) values ($1, 'instantly', '{}', true, $2, $2, $3)`,
      [newId(at), at, lead],
    ),
}
const tables = ['timeline_entry', 'signal', 'delivery'] as const

/** Months from April of a year on, as of a product that began in it, and rows in every month of it and the next, those before April beside. */
async function fill(year: number): Promise<void> {
  await owner.pool.query('select ensure_partitions($1, $2)', [`${year}-05-10`, `${year}-12-10`])
  for (const table of tables)
    for (let month = 0; month < 14; month++)
      for (const lead of leads) await insertInto[table](lead, new Date(Date.UTC(year, month, 1 + month, month === 0 ? 0 : 5)))
}

const all = async () => {
  const rows = await Promise.all(tables.map((table) => owner.pool.query(`select t::text as row from ${table} t order by id`)))
  return rows.map((found) => found.rows.map(({ row }) => row))
}
const partitions = async (table: string) => {
  const { rows } = await owner.pool.query<{ name: string }>(
    `select replace(inhrelid::regclass::text, '${table}_', '') as name from pg_inherits where inhparent = '${table}'::regclass order by 1`,
  )
  return rows.map(({ name }) => name).filter((name) => name === 'rest' || Number(name.slice(0, 4)) <= lastYears)
}
const months = (year: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${year}_${String(from + i).padStart(2, '0')}`)

test('a year that ended a year ago becomes one partition of each table, and no row is lost or another', async () => {
  await fill(archivable)
  const before = await all()
  expect(before.map((rows) => rows.length)).toEqual([70, 70, 70])
  expect(await partitions('signal')).toEqual([...months(archivable, 4, 12), ...months(lastYears, 1, 3), 'rest'])
  expect(await archiveYears(jobs)).toEqual(['delivery', 'signal', 'timeline_entry'].map((table) => ({ table, year: archivable, rows: 60 })))
  for (const table of tables) {
    expect(await partitions(table)).toEqual([String(archivable), ...months(lastYears, 1, 3), 'rest'])
    expect((await owner.pool.query(`select from ${table}_rest`)).rowCount).toBe(0)
  }
  expect(await all()).toEqual(before)
})

test('once more changes nothing, and no month of it is made again', async () => {
  const before = await all()
  expect(await archiveYears(jobs)).toEqual([])
  await owner.pool.query('select ensure_partitions($1, $1)', [`${archivable}-05-10`])
  expect(await partitions('delivery')).toEqual([String(archivable), ...months(lastYears, 1, 3), 'rest'])
  expect(await all()).toEqual(before)
  await expect(jobs.pool.query(`select archive_year('signal', $1)`, [lastYears])).rejects.toThrow('is not to be archived')
  await expect(jobs.pool.query(`select archive_year('lead', $1)`, [archivable])).rejects.toThrow('is not to be archived')
})

test('an archived year is a table like its months: what is heard late goes in, unknown leads do not, whoever goes takes their rows along', async () => {
  const at = new Date(Date.UTC(archivable, 6, 20))
  for (const table of ['timeline_entry', 'signal'] as const) {
    await insertInto[table](leads[0], at)
    expect((await owner.pool.query(`select from ${table}_${archivable} where at = $1`, [at])).rowCount).toBe(1)
    await expect(insertInto[table](newId(at), at)).rejects.toThrow('foreign key')
  }
  const gone = leads.pop()
  await owner.pool.query('delete from lead where id = $1', [gone])
  expect((await owner.pool.query(`select from timeline_entry_${archivable} where lead_id = $1`, [gone])).rowCount).toBe(0)
  // Its indexes are those of the months, so a lead's page reads it by them.
  const client = await owner.pool.connect()
  await client.query('set enable_seqscan = off')
  const { rows } = await client.query(`explain select from timeline_entry where lead_id = '${leads[0]}' order by at desc, id desc limit 3`)
  client.release(true)
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(`using timeline_entry_${archivable}_lead_id_at_id_idx`)
})

test('who writes to that year is waited for and keeps what they wrote; who only reads loses no answer', async () => {
  await fill(archivable - 1)
  const before = await all()
  const writing = await owner.pool.connect()
  const reading = await owner.pool.connect()
  await writing.query('begin')
  const { rowCount } = await writing.query(`update timeline_entry set summary = 'Another note.' where lead_id = $1 and at < $2`, [
    leads[0],
    new Date(Date.UTC(archivable, 0, 1)),
  ])
  expect(rowCount).toBe(12)
  await reading.query('begin')
  await reading.query('select count(*) from signal')
  const archiving = archiveYears(jobs)
  const isWaiting = async () =>
    (
      await owner.pool.query(
        `select from pg_stat_activity where query like '%archive_year%' and wait_event_type = 'Lock' and datname = current_database()`,
      )
    ).rowCount
  await expect.poll(isWaiting, { interval: 20 }).toBe(1)
  expect((await reading.query('select from signal')).rowCount).toBe(before[1]?.length)
  await reading.query('commit')
  await writing.query('commit')
  writing.release()
  reading.release()
  expect((await archiving).map(({ table, year, rows }) => [table, year, rows])).toEqual(
    ['delivery', 'signal', 'timeline_entry'].map((table) => [table, archivable - 1, 48]),
  )
  const after = await all()
  expect(after.slice(1)).toEqual(before.slice(1))
  const lead = leads[0] ?? ''
  const isOfThatYear = (row: string) => row.includes(lead) && row.includes(`"${archivable - 1}-`)
  expect(after[0]).toEqual(before[0]?.map((row) => (isOfThatYear(row) ? row.replace('A note.', 'Another note.') : row)))
})

test('where there is a tablespace for it, the year lies there with its indexes', async () => {
  await fill(archivable - 2)
  const admin = await owner.pool.connect()
  try {
    await admin.query('set allow_in_place_tablespaces = on')
    await admin.query(`create tablespace swarm_archive location ''`)
    await admin.query('grant create on tablespace swarm_archive to swarm_migrate')
    expect(await archiveYears(jobs)).toHaveLength(3)
    const { rows } = await admin.query<{ lies: string | null; name: string }>(
      `select t.spcname as lies, c.relname as name from pg_class c left join pg_tablespace t on t.oid = c.reltablespace where c.relname like 'delivery_${archivable - 2}%'`,
    )
    expect(rows.length).toBeGreaterThan(4)
    expect(rows.filter(({ lies }) => lies !== 'swarm_archive')).toEqual([])
  } finally {
    for (const table of tables) await admin.query(`drop table if exists ${table}_${archivable - 2}`)
    await admin.query('drop tablespace if exists swarm_archive')
    admin.release()
  }
})

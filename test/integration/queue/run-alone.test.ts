import { createWriter, type Writer } from '@swarm/db/write'
import { runAlone } from '@swarm/jobs/run-alone'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'

let database: TestDatabase
let writer: Writer
let other: Writer
const open = (name: string, url: string) => createWriter({ url, name, maxConnections: 1, onConnectionError: () => {} })
beforeAll(async () => {
  database = await cloneDatabase()
  writer = open('one', database.urls.jobs)
  other = open('other', database.urls.api)
})
afterAll(async () => {
  await writer.end()
  await other.end()
  await database.drop()
})

test('one does it, the others pass it by; afterwards the next may', async () => {
  let end = () => {}
  const work = new Promise<void>((resolve) => {
    end = resolve
  })
  let ran = 0
  const first = runAlone(writer, 'a', async () => {
    ran += 1
    await work
    return 'done'
  })
  await expect.poll(() => ran).toBe(1)
  expect(await runAlone(other, 'a', async () => 'too')).toBeNull()
  expect(await runAlone(other, 'b', async () => 'other work')).toBe('other work')
  end()
  expect(await first).toBe('done')
  expect(await runAlone(other, 'a', async () => 'next')).toBe('next')
})

test('it is held by a row, not by a connection', async () => {
  await runAlone(writer, 'a', async () => {
    // The pool has one connection: it is free while the work runs.
    const { rows } = await writer.pool.query('select name from hold')
    expect(rows).toEqual([{ name: 'a' }])
    const { rows: locks } = await writer.pool.query(
      `select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    )
    expect(locks).toEqual([])
    // The connection is lost: what is held stays held.
    await other.pool.query('select 1')
    expect(await runAlone(other, 'a', async () => 'too')).toBeNull()
  })
})

test('who died is followed when its time is over, and can’t end the next one’s', async () => {
  let end = () => {}
  const hanging = runAlone(writer, 'a', () => new Promise<void>((resolve) => (end = resolve)))
  await expect.poll(async () => (await other.pool.query('select from hold')).rowCount).toBe(1)
  await other.pool.query(`update hold set held_until = clock_timestamp() - interval '1 millisecond'`)
  await runAlone(other, 'a', async () => {
    end()
    await hanging
    expect((await other.pool.query('select from hold')).rowCount).toBe(1)
    expect(await runAlone(writer, 'a', async () => 'too')).toBeNull()
  })
  expect((await other.pool.query('select from hold')).rowCount).toBe(0)
})

test('work that fails gives it back', async () => {
  await expect(runAlone(writer, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await runAlone(other, 'a', async () => 'next')).toBe('next')
})

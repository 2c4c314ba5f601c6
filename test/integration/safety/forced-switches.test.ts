import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { startHeartbeat, untilSwitchesAreKnown } from '@swarm/jobs/heartbeat'
import { createLog } from '@swarm/jobs/log'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { openWriter } from '../../harness/pools.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = openWriter(database.urls.jobs, 3, 60_000)
})
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const log = createLog('test', 'silent')
const shadowed = { kind: 'jobs', version: 'test', host: 'here', emergencyStop: false, shadowMode: true } as const
const isForced = async () =>
  (await writer.pool.query(`select from process where shadow_mode and seen_at > now() - interval '15 seconds'`)).rowCount === 1

test('after a pause nothing is handed over before the switches that processes force are known again', { timeout: 60_000 }, async () => {
  const heartbeat = await startHeartbeat(writer, shadowed, log)
  await untilSwitchesAreKnown()
  // The process stood still for a minute, or the database did.
  await writer.pool.query(`update process set seen_at = now() - interval '1 minute'`)
  expect(await isForced()).toBe(false)
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 60_000)
  await untilSwitchesAreKnown()
  expect(await isForced()).toBe(true)
  await heartbeat.stop()
  expect(await isForced()).toBe(false)
  await untilSwitchesAreKnown()
})

test('what another process forces is waited for from the database’s answer on; who gets none hands nothing over', {
  timeout: 30_000,
}, async () => {
  const heartbeat = await startHeartbeat(writer, { ...shadowed, shadowMode: false }, log)
  const now = performance.now.bind(performance)
  let aheadMs = 60_000
  vi.spyOn(performance, 'now').mockImplementation(() => now() + aheadMs)
  // The database stands still: nothing is answered that touches the row.
  const standing = await writer.pool.connect()
  await standing.query('begin')
  await standing.query('select from process for update')
  await expect(untilSwitchesAreKnown()).rejects.toThrow('timeout')
  const known = untilSwitchesAreKnown()
  aheadMs += 20_000
  await standing.query('rollback')
  standing.release()
  const other = sleep(1_000).then(() => startHeartbeat(writer, shadowed, log))
  await known
  expect(await isForced()).toBe(true)
  await (await other).stop()
  await heartbeat.stop()
})

test('who starts as the database returns waits for what others forced until then', { timeout: 30_000 }, async () => {
  const silent = `insert into process (kind, version, host, pid, emergency_stop, shadow_mode, seen_at)
    values ('jobs', 'test', 'there', 1, false, true, now() - interval '1 minute') returning id`
  const [other] = (await writer.pool.query<{ id: string }>(silent)).rows
  const heartbeat = await startHeartbeat(writer, { ...shadowed, shadowMode: false }, log)
  const back = sleep(1_000).then(() => writer.pool.query('update process set seen_at = now() where id = $1', [other?.id]))
  await untilSwitchesAreKnown()
  expect(await isForced()).toBe(true)
  await back
  await heartbeat.stop()
  await writer.pool.query('delete from process')
})

test('who was taken for gone is entered again, with what it forces', { timeout: 60_000 }, async () => {
  const heartbeat = await startHeartbeat(writer, shadowed, log)
  await writer.pool.query('delete from process')
  await expect.poll(isForced, { timeout: 20_000, interval: 200 }).toBe(true)
  await heartbeat.stop()
})

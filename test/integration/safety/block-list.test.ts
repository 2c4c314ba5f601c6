import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { suppress } from '@swarm/jobs/suppression/suppress'
import { syncBlockList } from '@swarm/jobs/suppression/sync-block-list'
import { unsuppress } from '@swarm/jobs/suppression/unsuppress'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { handsFor, type Sandboxed, startSandboxProcess } from '../../harness/execution.ts'
import * as make from '../../harness/make.ts'
import { operator } from '../../harness/make-dispatch.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-block-list-'))
let database: TestDatabase
let writer: Writer
let sandbox: Sandboxed
let hands: ReturnType<typeof handsFor>
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  sandbox = await startSandboxProcess(join(folder, 'sandbox'))
  hands = handsFor(writer, sandbox)
})
beforeEach(() => sandbox.control('PUT', 'faults', []))
afterAll(async () => {
  await hands.stop()
  await sandbox.stop()
  await writer.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const add = (given: { email?: string; domain?: string }) =>
  suppress(writer, operator, { email: null, domain: null, linkedinUrl: null, reason: 'They asked.', ...given })
const sync = (isDriftAsked = false) => syncBlockList(hands, { isDriftAsked })
const listed = async () => (await hands.instantly.blockList.list()).map(({ value }) => value).toSorted()
const pushes = async () =>
  (
    await writer.pool.query<{ value: string; state: string; last_error: string | null }>(
      `select value, case when confirmed_at is null then 'open' when is_blocked then 'blocked' else 'released' end as state, last_error from block_list_push order by value`,
    )
  ).rows
/** The pause before the next try is over. */
const again = () => writer.pool.query('update block_list_push set held_until = null')

test('what was suppressed before is pushed at first, an alias of a person by every address that we know', async () => {
  await make.lead(writer, { email: 'Ana.Ruiz+news@gmail.com', columns: { person_key: 'anaruiz@gmail.com' } })
  await add({ email: 'ana.ruiz@gmail.com' })
  await add({ domain: 'acme.example' })
  await sync()
  expect(await listed()).toEqual(['acme.example', 'ana.ruiz+news@gmail.com', 'ana.ruiz@gmail.com', 'anaruiz@gmail.com'])
  expect((await pushes()).map(({ state }) => state)).toEqual(['blocked', 'blocked', 'blocked', 'blocked'])
})

test('nothing is asked while nothing has changed', async () => {
  const before = (await sandbox.requests('block-lists-entries')).length
  await sync()
  expect((await sandbox.requests('block-lists-entries')).length).toBe(before)
})

test('a push without an answer is tried again until reading the list has confirmed it', async () => {
  const { suppressionId } = await add({ email: 'bo.li@else.example' })
  await sandbox.control('PUT', 'faults', [{ provider: 'instantly', method: 'POST', path: 'bulk-create', dropAfterActing: true, times: 1 }])
  await sync()
  expect(await pushes()).toContainEqual({ value: 'bo.li@else.example', state: 'open', last_error: expect.any(String) })
  await again()
  await sync()
  expect(await listed()).toContain('bo.li@else.example')
  expect(await pushes()).toContainEqual({ value: 'bo.li@else.example', state: 'blocked', last_error: null })

  // Lifted, it comes off again; what others put on the list stays.
  await hands.instantly.blockList.add(['theirs.example'])
  await unsuppress(writer, operator, { suppressionId, reason: 'A mistake.' })
  await sync()
  expect(await listed()).not.toContain('bo.li@else.example')
  expect(await listed()).toContain('theirs.example')
  expect(await pushes()).toContainEqual({ value: 'bo.li@else.example', state: 'released', last_error: null })
})

test('what a person had put on the list before us stays there when our suppression ends', async () => {
  await hands.instantly.blockList.add(['both.example'])
  const { suppressionId } = await add({ domain: 'both.example' })
  await sync()
  expect(await pushes()).toContainEqual({ value: 'both.example', state: 'blocked', last_error: null })
  await unsuppress(writer, operator, { suppressionId, reason: 'A mistake.' })
  await sync()
  expect(await listed()).toContain('both.example')
  expect(await pushes()).toContainEqual({ value: 'both.example', state: 'released', last_error: null })
})

test('what somebody else took off the list is found once a day, said, and put back', async () => {
  const entry = (await hands.instantly.blockList.list()).find(({ value }) => value === 'acme.example')
  await hands.instantly.blockList.remove(entry?.id ?? '')
  await sync()
  expect(await listed()).not.toContain('acme.example')
  await sync(true)
  expect(await listed()).toContain('acme.example')
  const { rows } = await writer.pool.query(`select cause from alert where resolved_at is null`)
  expect(rows).toEqual([{ cause: 'block-list-drift:instantly' }])
  expect((await pushes()).every(({ state }) => state !== 'open')).toBe(true)
  // The list as a whole was never wiped.
  expect((await sandbox.requests('block-lists-entries$')).filter(({ method }) => method === 'DELETE')).toEqual([])
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@swarm/db/migrate'
import { createWriter } from '@swarm/db/write'
import { loadSettings } from '@swarm/jobs/settings/load-settings'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { programOf } from '../harness/programs.ts'
import { type Running, runProcess } from '../harness/run-process.ts'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await cloneDatabase()
  folder = mkdtempSync(join(tmpdir(), 'swarm-mode-'))
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

const environment = (mode: string) => ({
  MODE: mode,
  DATABASE_URL: database.urls.api,
  DATABASE_JOBS_URL: database.urls.jobs,
  DATABASE_READ_URL: database.urls.read,
  SESSION_SECRET: 'a session secret for tests, long enough',
  PORT: '0',
  DATA_DIR: folder,
})

function run(entry: string, more: Record<string, string>): Running {
  const { file, env } = programOf(entry)
  return runProcess(file, { ...env, ...more })
}

const processes = ['api/src/main.ts', 'jobs/src/main.ts']

test.each(processes)('%s refuses to start on a database that was born in another mode, and says why', async (entry) => {
  const running = run(entry, environment('production'))
  expect(await running.ended).toBe(1)
  expect(running.output()).toBe('This database was born as sandbox, this process runs as production. Going live is a new database.\n')
})

test.each(processes)('%s says in a line that its database was not prepared', async (entry) => {
  const empty = new URL(database.urls.superuser)
  empty.pathname = '/postgres'
  const running = run(entry, { ...environment('sandbox'), DATABASE_URL: empty.href, DATABASE_JOBS_URL: empty.href })
  expect(await running.ended).toBe(1)
  expect(running.output()).toBe('The database holds nothing of this product yet: `npm run swarm -- migrate` prepares it.\n')
})

test('a mode that does not exist, or none at all, is refused', async () => {
  const both = [run('api/src/main.ts', environment('live')), run('jobs/src/main.ts', environment(''))]
  expect(await Promise.all(both.map((running) => running.ended))).toEqual([1, 1])
  for (const running of both) expect(running.output()).toContain('MODE: ')
})

test.each(processes)('%s starts in the mode of its database and stops with 0 when told', async (entry) => {
  const running = run(entry, environment('sandbox'))
  await running.says(/"ready":true/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
})

test('a migration in another mode changes nothing', async () => {
  const client = new pg.Client({ connectionString: database.urls.superuser })
  await client.connect()
  await client.query(`update installation set schema_fingerprint = 'of another version'`)
  await expect(migrate(database.urls.migrate, 'production')).rejects.toMatchObject({ name: 'ModeMismatchError' })
  expect((await client.query('select mode, schema_fingerprint from installation')).rows).toEqual([
    { mode: 'sandbox', schema_fingerprint: 'of another version' },
  ])
  await client.end()
})

test('a stop switch that is mistyped is refused, not read as off', async () => {
  const running = run('jobs/src/main.ts', {
    ...environment('sandbox'),
    EMERGENCY_STOP: 'yes',
    SHADOW_MODE: 'TRUE',
    LOG_LEVEL: 'loud',
  })
  expect(await running.ended).toBe(1)
  for (const name of ['EMERGENCY_STOP', 'SHADOW_MODE', 'LOG_LEVEL'])
    expect(running.output()).toMatch(new RegExp(`  ${name}: .+; found ".+"`))
})

test('settings that nobody saved are the defaults; a stored document that the schema refuses is an error, not a default', async () => {
  const writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  const section = { name: 'test', schema: z.object({ perDay: z.number().int().default(5) }) }
  expect(await loadSettings(writer.sql, section)).toEqual({ version: 0, document: { perDay: 5 } })
  await writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('test', 1, '{"perDay": "many"}', 'test')`,
  )
  await expect(loadSettings(writer.sql, section)).rejects.toThrow()
  await writer.end()
})

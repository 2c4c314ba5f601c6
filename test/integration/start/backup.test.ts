import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BackupError, backUp, restore } from '@swarm/db/embedded/backup'
import { createDatabase } from '@swarm/db/embedded/create-database'
import { running, startPostgres } from '@swarm/db/embedded/postgres-server'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { passingFolder } from '../../harness/passing-folder.ts'
import { childEnvironment, root } from '../../harness/run-process.ts'

const folder = passingFolder('swarm backup ')
const data = join(folder, 'data')
const at = new Date('2026-11-24T16:00:00Z')
const later = new Date(at.getTime() + 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

test('a backup of a database at work comes back with everything that was committed before it, and on a new timeline', async () => {
  const server = await startPostgres(data, { forTests: true })
  await createDatabase(server, 'swarm')
  const client = new pg.Client({ connectionString: server.url('superuser', 'swarm') })
  await client.connect()
  await client.query('create table paper (number int primary key, words text)')
  await client.query(`insert into paper select n, repeat('words ', 50) from generate_series(1, 50000) n`)
  await client.query('checkpoint')
  // It goes on working meanwhile.
  let number = 50_000
  let isWorking = true
  const working = (async () => {
    while (isWorking) await client.query(`insert into paper values ($1, 'meanwhile'), (-$1::int, 'meanwhile')`, [++number])
  })()
  const before = number
  const manifest = await backUp(data, join(folder, 'backup'), at)
  isWorking = false
  await working
  expect(manifest.bytes).toBeGreaterThan(10_000_000)
  expect(statSync(join(folder, 'backup', 'database-secrets.json')).mode & 0o777).toBe(0o600)
  await expect(backUp(data, join(folder, 'backup'), at)).rejects.toThrow('is not empty')
  await expect(restore(data, join(folder, 'backup'), { isReplacing: true, at })).rejects.toThrow('is running')
  await client.query('truncate paper')
  await client.end()
  await server.stop()

  await expect(restore(data, folder, { isReplacing: true, at })).rejects.toThrow(BackupError)
  await expect(restore(data, join(folder, 'backup'), { isReplacing: false, at })).rejects.toThrow('--replace')
  // What an earlier restore left half copied when the machine went down.
  mkdirSync(join(data, 'postgres.copying', 'base'), { recursive: true })
  writeFileSync(join(data, 'postgres.copying', 'PG_VERSION'), 'half a')
  const { kept } = await restore(data, join(folder, 'backup'), { isReplacing: true, at })
  expect(readdirSync(kept ?? '')).toContain('PG_VERSION')

  const again = await startPostgres(data, { forTests: true })
  const restored = new pg.Client({ connectionString: again.url('superuser', 'swarm') })
  await restored.connect()
  try {
    // Whoever is let in finds it recovered: before, roles could not be given their passwords and the first start after a restore failed.
    expect((await restored.query('select pg_is_in_recovery() as r')).rows).toEqual([{ r: false }])
    const { rows } = await restored.query<{ count: number; pairs: number; timeline: string }>(
      `select count(*) filter (where number > 0)::int as count, count(*) filter (where number < 0)::int as pairs,
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline from paper`,
    )
    expect(rows[0]?.count).toBeGreaterThanOrEqual(before)
    expect(rows[0]?.count).toBeLessThanOrEqual(number)
    // Whole transactions alone.
    expect((rows[0]?.count ?? 0) - 50_000).toBe(rows[0]?.pairs)
    expect(Number.parseInt(rows[0]?.timeline ?? '', 16)).toBe(2)
  } finally {
    await restored.end()
    await again.stop()
  }
}, 120_000)

test('a restore that was interrupted between its two renames is told, and nothing empty is started in its place', async () => {
  renameSync(join(data, 'postgres'), join(data, 'postgres.restored'))
  await expect(startPostgres(data, { forTests: true })).rejects.toThrow('A restore was interrupted')
  await expect(restore(data, join(folder, 'backup'), { isReplacing: true, at })).rejects.toThrow('Remove it and restore the backup again.')
  // Done as it says, the passwords are those of the database that stands there, and those of before are kept with theirs.
  const secrets = join(data, 'database-secrets.json')
  writeFileSync(secrets, '{"of":"before"}')
  rmSync(join(data, 'postgres.restored'), { recursive: true })
  await restore(data, join(folder, 'backup'), { isReplacing: false, at: later })
  expect(readFileSync(secrets, 'utf8')).toBe(readFileSync(join(folder, 'backup', 'database-secrets.json'), 'utf8'))
  expect(
    readdirSync(data).flatMap((name) => (name.startsWith('database-secrets.json.before-') ? readFileSync(join(data, name), 'utf8') : [])),
  ).toContain('{"of":"before"}')
  const server = await startPostgres(data, { forTests: true })
  await server.stop()
}, 120_000)

test('a backup that Ctrl-C ends leaves no database running behind it, and says what it left when it is asked again', async () => {
  const to = join(folder, 'half a backup')
  const main = join(root, 'api/src/cli/main.ts')
  const env = { ...childEnvironment, DATA_DIR: data }
  const command = spawn(process.execPath, [main, 'backup', to], { env, stdio: 'ignore' })
  const ended = once(command, 'exit')
  // In the midst of the copy, while its connection waits for nothing.
  await expect.poll(() => existsSync(join(to, 'postgres')), { interval: 5 }).toBe(true)
  command.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  expect(running(join(data, 'postgres'))).toBe(null)
  await expect(backUp(data, to, at)).rejects.toThrow('is left from a backup that was interrupted')
}, 120_000)

test('a backup that was interrupted is refused, and nothing is changed', async () => {
  rmSync(join(folder, 'backup', 'alpha-swarm-backup.json'))
  const before = readFileSync(join(data, 'postgres', 'PG_VERSION'), 'utf8')
  await expect(restore(data, join(folder, 'backup'), { isReplacing: true, at })).rejects.toThrow('no whole backup')
  writeFileSync(join(folder, 'backup', 'alpha-swarm-backup.json'), '{"format":"another"}')
  await expect(restore(data, join(folder, 'backup'), { isReplacing: true, at })).rejects.toThrow('no whole backup')
  expect(readFileSync(join(data, 'postgres', 'PG_VERSION'), 'utf8')).toBe(before)
})

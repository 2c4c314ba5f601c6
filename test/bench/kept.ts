import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase } from '@swarm/db/embedded/create-database'
import { type PostgresServer, startPostgres } from '@swarm/db/embedded/postgres-server'
import { createWriter, type Writer } from '@swarm/db/write'
import { prepareDatabase } from '@swarm/jobs/prepare-database'
import pg from 'pg'
import type { TestDatabase } from '../harness/database.ts'
import { root } from '../harness/run-process.ts'

/**
 * Data that is built once and kept. A step is one statement, done in one transaction, or a function; a build that was interrupted goes on after
 * the last statement that was done, and begins anew where a function was interrupted. Raise `version` when a step changes.
 */
export type Dataset = {
  name: string
  version: number
  steps: readonly { name: string; work: string | ((writer: Writer) => Promise<void>) }[]
}

export type KeptServer = {
  /** The database that holds the data: only for rows that change nothing of it. */
  open(dataset: Dataset): Promise<TestDatabase>
  /** A copy of its own for a row that changes it; `drop` removes it. */
  copy(dataset: Dataset): Promise<TestDatabase>
  /** The end of one row: the server goes on where somebody else had started it. */
  stop(): Promise<void>
}

/** Where the data lies: some 8 GB. Removing the folder only costs the time to build it again. */
export const keptFolder: string = process.env.BENCH_DIR ?? join(root, '.bench')

const say = (line: string) => process.stderr.write(`${line}\n`)
const nameOf = ({ name, version }: Dataset) => `bench_${name}_${version}`
const stepTable =
  'create schema if not exists bench; create table if not exists bench.step (name text primary key, is_done boolean not null, at timestamptz not null default now())'

/** The PostgreSQL that keeps the data, durable as a production server is (fsync on). */
export async function startKept(): Promise<KeptServer> {
  mkdirSync(keptFolder, { recursive: true })
  chmodSync(keptFolder, 0o755)
  const server = await startPostgres(keptFolder)
  const urlsOf = (name: string): TestDatabase['urls'] => ({
    migrate: server.url('swarm_migrate', name),
    api: server.url('swarm_api', name),
    jobs: server.url('swarm_jobs', name),
    read: server.url('swarm_read', name),
    superuser: server.url('superuser', name),
  })
  const made = new Set<string>()
  const drop = (name: string) => asSuperuser(server, (client) => client.query(`drop database if exists ${name} with (force)`))

  /** Builds what is missing. Migrations that came later are applied to data that is there, as they are to a customer's. */
  async function ensure(dataset: Dataset): Promise<string> {
    const name = nameOf(dataset)
    if (made.has(name)) return name
    await asSuperuser(server, async (client) => {
      // One builder at a time, whoever else runs the suite on this folder.
      await client.query(`select pg_advisory_lock(hashtext('bench ${name}'))`)
      const { rows } = await client.query<{ datname: string }>(
        `select datname from pg_database where datname like 'bench\\_${dataset.name}\\_%'`,
      )
      for (const { datname } of rows) if (datname !== name) await client.query(`drop database ${datname} with (force)`)
      await build(server, name, dataset)
    })
    made.add(name)
    return name
  }

  return {
    async open(dataset) {
      const name = await ensure(dataset)
      return { urls: urlsOf(name), drop: async () => {} }
    },
    async copy(dataset) {
      const kept = await ensure(dataset)
      const name = `copy_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
      await asSuperuser(server, async (client) => {
        // Copies of a suite that was killed.
        const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname like 'copy\\_%'`)
        for (const { datname } of rows) {
          const pid = Number(datname.split('_')[1])
          if (!isAlive(pid)) await client.query(`drop database if exists ${datname} with (force)`)
        }
        await client.query(`create database ${name} template ${kept} owner swarm_migrate strategy file_copy`)
      })
      return { urls: urlsOf(name), drop: async () => void (await drop(name)) }
    },
    async stop() {
      if (!server.wasRunning) await server.stop()
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function asSuperuser<T>(server: PostgresServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.url('superuser', 'postgres') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function build(server: PostgresServer, name: string, dataset: Dataset): Promise<void> {
  await createDatabase(server, name)
  await prepareDatabase(server.url('swarm_migrate', name), 'sandbox')
  const writer = createWriter({
    url: `${server.url('superuser', name)}?options=-c%20synchronous_commit%3Doff%20-c%20maintenance_work_mem%3D512MB%20-c%20jit%3Doff`,
    name: 'bench',
    maxConnections: 2,
    statementTimeoutMs: 3_600_000,
    onConnectionError: () => {},
  })
  try {
    await writer.pool.query(stepTable)
    const { rows } = await writer.pool.query<{ name: string; is_done: boolean }>('select name, is_done from bench.step')
    const interrupted = rows.find(({ is_done }) => !is_done)
    if (interrupted) {
      say(`${name}: the step "${interrupted.name}" was interrupted; beginning anew`)
      await writer.end()
      await asSuperuser(server, (client) => client.query(`drop database ${name} with (force)`))
      return await build(server, name, dataset)
    }
    const done = new Set(rows.map((row) => row.name))
    const missing = dataset.steps.filter((step) => !done.has(step.name))
    for (const step of missing) {
      const began = performance.now()
      await take(writer, step)
      say(`${name}: ${step.name} ${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
    if (missing.length > 0) await writer.pool.query('vacuum (freeze, analyze)')
    // The data's day stays the day that it was made on, so that a row does next month what it does today.
    await writer.pool.query(`update installation set moved = (select min(at) from bench.step) - now()`)
  } finally {
    if (!writer.pool.ended) await writer.end()
  }
}

async function take(writer: Writer, { name, work }: Dataset['steps'][number]): Promise<void> {
  if (typeof work === 'string') {
    const client = await writer.pool.connect()
    try {
      await client.query('begin')
      await client.query(work)
      await client.query('insert into bench.step values ($1, true)', [name])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
    return
  }
  await writer.pool.query('insert into bench.step values ($1, false)', [name])
  await work(writer)
  await writer.pool.query('update bench.step set is_done = true where name = $1', [name])
}

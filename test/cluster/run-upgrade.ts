import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { childEnvironment, root } from '../harness/run-process.ts'
import { kinds, type Probes } from './probes.ts'
import { type Cluster, until } from './start-cluster.ts'

const run = promisify(execFile)

/** The next version: this one with one more migration, which every statement of this one still works with. */
function nextVersion(folder: string): string {
  const next = join(folder, 'next')
  mkdirSync(next)
  symlinkSync(join(root, 'node_modules'), join(next, 'node_modules'))
  for (const name of ['api', 'db', 'jobs', 'package.json', 'test/sandbox', 'docs/deployment'])
    cpSync(join(root, name), join(next, name), {
      recursive: true,
      // Links between the packages then lead to the next version's own.
      verbatimSymlinks: true,
      filter: (source) => !['.types', '.data'].includes(basename(source)),
    })
  const migration = join(next, 'db/migrations/99990101000000_next_version')
  mkdirSync(migration)
  writeFileSync(
    join(migration, 'migration.sql'),
    `alter table lead add column next_version text not null default 'unknown';--> statement-breakpoint\nalter table lead alter column next_version drop not null;\n`,
  )
  return next
}

/**
 * An upgrade as docs/deployment.md has it: the next version is migrated to while this one serves, then one process after the other is told to
 * stop and starts as the next version. Returns what was wrong; empty when nobody noticed.
 */
export async function runUpgrade(cluster: Cluster, probes: Probes, say: (line: string) => void): Promise<string[]> {
  const next = nextVersion(cluster.folder)
  const since = performance.now()
  const mark = (what: string) => say(`    ${((performance.now() - since) / 1000).toFixed(1)} s  ${what}`)
  await sleep(3_000)
  await run(process.execPath, [join(next, 'api/src/cli/main.ts'), 'migrate'], {
    cwd: next,
    env: { ...childEnvironment, MODE: 'sandbox', DATABASE_URL: cluster.migrateUrl },
  })
  mark('the database is the next version’s; every process is still the old one')
  // All of them are told apart from the schema now, and answer all the same.
  await sleep(5_000)
  for (const [index, api] of cluster.apis.entries()) {
    await api.stop()
    api.become({ args: [join(next, 'api/src/main.ts')], cwd: next })
    api.start()
    await until(
      `${api.name} is ready`,
      async () => (await fetch(`${cluster.apiUrls[index]}/health/ready`).catch(() => null))?.status === 200,
    )
    mark(`${api.name} is the next version`)
  }
  for (const runner of cluster.runners) {
    await runner.stop()
    runner.become({ args: [join(next, 'jobs/src/main.ts')], cwd: next })
    runner.start()
  }
  const client = new pg.Client({ connectionString: cluster.superuserUrl })
  await client.connect()
  await until('the runners work', async () => {
    const { rows } = await client.query<{ live: number }>(
      `select count(*)::int as live from process where kind = 'jobs' and seen_at > now() - interval '6 seconds'`,
    )
    return (rows[0]?.live ?? 0) >= cluster.runners.length
  })
  mark('the runners are the next version')
  const { rowCount } = await client.query(`select from pg_attribute where attrelid = 'lead'::regclass and attname = 'next_version'`)
  await client.end()
  await sleep(3_000)
  const wrong = rowCount === 1 ? [] : ['the migration is not there']
  for (const kind of kinds) {
    const { ms, problems } = probes.outage(kind, since)
    mark(`${kind}: ${problems.length} refused, longest without an answer ${(ms / 1000).toFixed(1)} s`)
    for (const problem of problems.slice(0, 5)) wrong.push(`upgrade: ${kind} was refused: ${problem.slice(0, 200)}`)
  }
  return wrong
}

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import { importLeads } from '@swarm/jobs/discover/import/import-leads'
import { createLog } from '@swarm/jobs/log'
import { createWaker } from '@swarm/jobs/queue/wake'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { startRunnerVictim } from './bench-runner.ts'
import { cpuMs, databaseCpuMs, peakMb, writtenMs } from './cost.ts'
import { fileOf, header } from './import-data.ts'
import { middle, printRow } from './rows.ts'

/**
 * The messy export, 50,000 rows of it, through the real runner: from the start of the import to its last committed row. The reference is COPY
 * of the same file into one text table. `npm run bench -- import --rows 50000 --rounds 3`.
 */
const { values } = parseArgs({ options: { rows: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '3' } } })
const wanted = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-'))
chmodSync(folder, 0o755)
const postgres = await startTestPostgres(join(folder, 'postgres'), { isDurable: true })
const database = await postgres.clone()
const { urls } = database
const writer = createWriter({
  url: urls.superuser,
  name: 'bench',
  maxConnections: 2,
  statementTimeoutMs: 300_000,
  onConnectionError: () => {},
})
const waker = await createWaker(urls.api, createLog('bench', 'silent'))
const runner = await startRunnerVictim(database)

/** Imports a file as a person does and waits for its end; seconds. */
async function ours(csv: string): Promise<number> {
  const bytes = Buffer.from(csv)
  const { rows } = await writer.pool.query<{ id: string }>(
    `insert into upload (file_name, bytes, is_complete, created_by) values ('bench.csv', $1, true, 'bench') returning id`,
    [bytes.length],
  )
  const uploadId = rows[0]?.id ?? ''
  for (let at = 0, number = 0; at < bytes.length; at += 262_144)
    await writer.pool.query('insert into upload_chunk (upload_id, number, content) values ($1, $2, $3)', [
      uploadId,
      number++,
      bytes.subarray(at, at + 262_144),
    ])
  const began = performance.now()
  const operator = { kind: 'user', id: 'bench', name: 'bench', scopes: ['operate'] } as const
  const { importId } = await importLeads(writer, operator, { csv: null, uploadId, fileName: null, kind: 'LEADS', mapping: null })
  await waker.wake('importFile', { importId }, importId)
  for (;;) {
    const { rows: found } = await writer.pool.query<{ status: string; rows: number }>('select status, rows from import where id = $1', [
      importId,
    ])
    const [now] = found
    if (now?.status !== 'RUNNING') {
      const took = (performance.now() - began) / 1000
      const { rows: outcomes } = await writer.pool.query<{ outcome: string; count: number }>(
        'select outcome, count(*)::int as count from import_outcome where import_id = $1 group by outcome order by outcome',
        [importId],
      )
      const counted = outcomes.reduce((sum, { count }) => sum + count, 0)
      if (now?.status !== 'SUCCEEDED' || now.rows !== wanted || counted !== wanted)
        throw new Error(`${now?.status}: ${now?.rows} rows, ${counted} outcomes`)
      process.stdout.write(
        `  ${took.toFixed(2)} s: ${outcomes.map(({ outcome, count }) => `${count} ${outcome.toLowerCase()}`).join(', ')}\n`,
      )
      return took
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function reference(csv: string): Promise<number> {
  const path = join(folder, 'copy.csv')
  writeFileSync(path, csv)
  chmodSync(path, 0o644)
  await writer.pool.query(`drop table if exists copied; create table copied (${header.map((_, at) => `c${at} text`).join(', ')})`)
  const began = performance.now()
  await writer.pool.query(`copy copied from '${path}' with (format csv, header true)`)
  return (performance.now() - began) / 1000
}

try {
  if (!runner.isRunning()) throw new Error(`the runner did not start: ${runner.output()}`)
  const figures = { ours: [] as number[], reference: [] as number[] }
  const idle = peakMb(runner.pid)
  const cost: { runner: number; database: number }[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const csv = fileOf(wanted, round)
    const before = { runner: cpuMs(runner.pid), database: databaseCpuMs(join(folder, 'postgres')) }
    figures.ours.push(wanted / (await ours(csv)))
    cost.push({
      runner: (cpuMs(runner.pid) - before.runner) / wanted,
      database: (databaseCpuMs(join(folder, 'postgres')) - before.database) / wanted,
    })
    figures.reference.push(wanted / (await reference(csv)))
  }
  const peak = peakMb(runner.pid)
  const rate = middle(figures.ours)
  const isGood = printRow({
    row: 'import',
    unit: 'rows a second',
    ours: figures.ours,
    reference: figures.reference,
    goal: null,
    also: [
      { what: 'rows a second (goal 8,000)', value: Math.round(rate).toLocaleString('en'), isGood: rate >= 8_000 },
      {
        what: 'most memory of the runner (goal < 300 MB)',
        value: `${Math.round(peak)} MB, ${Math.round(idle)} MB before it began`,
        isGood: peak < 300,
      },
    ],
    cost: [
      {
        what: 'CPU of a row',
        value: `${writtenMs(middle(cost.map(({ runner: one }) => one)))} of the runner, ${writtenMs(middle(cost.map(({ database }) => database)))} of the database`,
      },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  runner.kill('SIGTERM')
  await runner.ended
  await waker.stop()
  await writer.end()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

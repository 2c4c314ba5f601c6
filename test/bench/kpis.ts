import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createReader } from '@swarm/db/read'
import { createWriter } from '@swarm/db/write'
import type { KpiDimension } from '@swarm/jobs/kpis/kpi-definitions'
import { loadExperiments } from '@swarm/jobs/kpis/load-experiments'
import { loadKpiCounts } from '@swarm/jobs/kpis/load-kpi-counts'
import { pricesSchema } from '@swarm/jobs/settings/prices'
import pg from 'pg'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { figuresOf } from './figures.ts'
import { fillKpis } from './kpis-data.ts'
import { middle, printRow } from './rows.ts'

const { values } = parseArgs({
  options: { sends: { type: 'string', default: '1000000' }, times: { type: 'string', default: '5' }, url: { type: 'string' } },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const dayMs = 86_400_000
const groupings: KpiDimension[][] = [[], ['DAY'], ['TIER'], ['ANGLE', 'VARIANT'], ['INDUSTRY', 'SOURCE']]

/** How long the figures take over windows of a year of sends: `npm run bench -- kpis --sends 1000000`. `--url` measures a database that is filled already. */
async function measure(url: string): Promise<void> {
  const reader = createReader({ url, name: 'bench', maxConnections: 2, deadlineMs: 120_000, onConnectionError: () => {} })
  const bare = new pg.Client({ connectionString: url, application_name: 'bench' })
  await bare.connect()
  /** CPU that the database has used for us, in milliseconds: on a machine that others use too it says more than the clock. Linux on this machine alone. */
  const cpuMs = async (): Promise<number> => {
    const { rows } = await bare.query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'bench'`)
    const ticks = rows.map(({ pid }) =>
      existsSync(`/proc/${pid}/stat`) ? (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []) : [],
    )
    return ticks.reduce((sum, fields) => sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10, 0)
  }
  /** Gives what one took in the middle, in milliseconds. */
  const time = async (name: string, work: () => Promise<unknown>): Promise<number> => {
    const took: number[] = []
    const before = await cpuMs()
    for (let turn = 0; turn < Number(values.times); turn++) {
      const began = performance.now()
      await work()
      took.push(performance.now() - began)
    }
    say(`${figuresOf(name, took)}   CPU ${Math.round(((await cpuMs()) - before) / took.length)} ms`)
    return middle(took)
  }
  const now = Date.now()
  const [reference, ours]: [number[], number[]] = [[], []]
  for (const days of [7, 30, 90, 365]) {
    const window = { from: new Date(now - days * dayMs), to: new Date(now), asOf: null, prices: pricesSchema.parse({}) }
    // The least that counts so many sends: how many there are.
    reference.push(
      await time(`${days} days, bare count of the sends`, () =>
        bare.query(`select count(*) from send where status = 'PROVEN' and proven_at >= $1`, [window.from]),
      ),
    )
    const took: number[] = []
    for (const dimensions of groupings)
      took.push(
        await time(`${days} days, all figures by ${dimensions.join(' and ') || 'nothing'}`, () =>
          reader.read((db) => loadKpiCounts(db, window, dimensions)),
        ),
      )
    ours.push(Math.max(...took))
  }
  await time('experiments of 180 days', () => reader.read(loadExperiments))
  const slowest = Math.max(...ours)
  const isGood = printRow({
    row: 'kpis',
    unit: 'ms for 7, 30, 90, 365 days',
    ours,
    reference,
    goal: null,
    also: [{ what: 'slowest window and grouping (goal < 2,000 ms)', value: `${Math.round(slowest)} ms`, isGood: slowest < 2_000 }],
  })
  if (!isGood) process.exitCode = 1
  await bare.end()
  await reader.end()
}

if (values.url) await measure(values.url)
else {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-kpis-'))
  const postgres = await startTestPostgres(folder)
  try {
    const { urls } = await postgres.clone()
    const writer = createWriter({
      url: urls.superuser,
      name: 'bench',
      maxConnections: 2,
      statementTimeoutMs: 1_800_000,
      onConnectionError: () => {},
    })
    await fillKpis(writer, Number(values.sends), say)
    await writer.end()
    await measure(urls.read)
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

import { parseArgs } from 'node:util'
import { createReader } from '@swarm/db/read'
import type { KpiDimension } from '@swarm/jobs/kpis/kpi-definitions'
import { loadExperiments } from '@swarm/jobs/kpis/load-experiments'
import { loadKpiCounts } from '@swarm/jobs/kpis/load-kpi-counts'
import { pricesSchema } from '@swarm/jobs/settings/prices'
import pg from 'pg'
import { databaseCpuMs } from './cost.ts'
import { figuresOf } from './figures.ts'
import { keptFolder, startKept } from './kept.ts'
import { yearOfSends } from './kpis-data.ts'
import { middle, printRow } from './rows.ts'

const { values } = parseArgs({ options: { times: { type: 'string', default: '3' } } })
const say = (line: string) => process.stdout.write(`${line}\n`)
const dayMs = 86_400_000
const groupings: KpiDimension[][] = [[], ['DAY'], ['TIER'], ['ANGLE', 'VARIANT'], ['INDUSTRY', 'SOURCE']]

/** How long the figures take over windows of a year of 1,000,000 sends: `npm run bench -- kpis --times 3`. */
async function measure(url: string): Promise<void> {
  const reader = createReader({ url, name: 'bench', maxConnections: 2, deadlineMs: 120_000, onConnectionError: () => {} })
  const bare = new pg.Client({ connectionString: url, application_name: 'bench' })
  await bare.connect()
  /** Gives what one took in the middle, in milliseconds. */
  const time = async (name: string, work: () => Promise<unknown>): Promise<number> => {
    const took: number[] = []
    const before = databaseCpuMs(keptFolder)
    for (let turn = 0; turn < Number(values.times); turn++) {
      const began = performance.now()
      await work()
      took.push(performance.now() - began)
    }
    say(`${figuresOf(name, took)}   CPU ${Math.round((databaseCpuMs(keptFolder) - before) / took.length)} ms`)
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

const server = await startKept()
try {
  await measure((await server.open(yearOfSends)).urls.read)
} finally {
  await server.stop()
}

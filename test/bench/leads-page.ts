import { parseArgs } from 'node:util'
import { type Served, startApiProcess, startServed } from '../harness/served.ts'
import { cpuMs, databaseCpuMs, peakMb, writtenMs } from './cost.ts'
import { type Hammered, hammer } from './hammer.ts'
import { keptFolder, startKept } from './kept.ts'
import { keyOf, manyLeads } from './leads-data.ts'
import { ourPage, postgraphilePage } from './leads-page-documents.ts'
import { middle, printRow } from './rows.ts'

/**
 * The first 50 of 1,000,000 leads over HTTP, 16 connections: ours against Node and one SQL statement, and against PostGraphile 5 on the same
 * tables. `npm run bench -- leads-page --seconds 4 --rounds 3`.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } } })
const connections = 16
/** Pages that each answers before it counts. */
const warm = 1_000

type Measured = Hammered & { apiMs: number; databaseMs: number }

const server = await startKept()
const started: Served[] = []
try {
  const database = await server.open(manyLeads)
  const api = await startApiProcess(database)
  started.push(api)
  const bare = await startServed('test/bench/bare-leads-page.ts', { DATABASE_URL: database.urls.read })
  started.push(bare)
  // It reads what it may show from the catalogue, which the role that only reads sees too.
  const postgraphile = await startServed('test/bench/postgraphile-page.ts', {
    DATABASE_URL: database.urls.superuser,
    GRAPHILE_ENV: 'production',
  })
  started.push(postgraphile)

  let asked = 0
  const measure = async (served: Served, query: string | null, milliseconds: number): Promise<Measured> => {
    const body = JSON.stringify(query === null ? {} : { query })
    const before = { api: cpuMs(served.victim.pid), database: databaseCpuMs(keptFolder) }
    const hammered = await hammer(
      {
        ...served,
        path: query === null ? '/' : '/graphql',
        headers: () => ({ authorization: `Bearer ${keyOf(asked++)}`, accept: 'application/json' }),
      },
      { connections, milliseconds, body: () => body },
    )
    const each = (spent: number) => spent / hammered.answered
    return {
      ...hammered,
      apiMs: each(cpuMs(served.victim.pid) - before.api),
      databaseMs: each(databaseCpuMs(keptFolder) - before.database),
    }
  }
  const all = async (milliseconds: number) => ({
    ours: await measure(api, ourPage, milliseconds),
    reference: await measure(bare, null, milliseconds),
    postgraphile: await measure(postgraphile, postgraphilePage, milliseconds),
  })
  // Without counting until each has answered often: caches, plans and compiled code.
  for (const answered = { ours: 0, reference: 0, postgraphile: 0 }; Math.min(...Object.values(answered)) < warm; ) {
    const round = await all(1_500)
    for (const which of ['ours', 'reference', 'postgraphile'] as const) answered[which] += round[which].answered
  }
  const rounds: Awaited<ReturnType<typeof all>>[] = []
  for (let round = 0; round < Number(values.rounds); round++) rounds.push(await all(Number(values.seconds) * 1000))
  const rates = (which: keyof (typeof rounds)[number]) => rounds.map((round) => round[which].perSecond)
  const beside = middle(rates('ours')) / middle(rates('postgraphile'))
  const costOf = (which: keyof (typeof rounds)[number]) =>
    `${writtenMs(middle(rounds.map((round) => round[which].apiMs)))} of the process, ${writtenMs(middle(rounds.map((round) => round[which].databaseMs)))} of the database`
  const peak = peakMb(api.victim.pid)
  const isGood = printRow({
    row: 'leads-page',
    unit: 'pages a second',
    ours: rates('ours'),
    reference: rates('reference'),
    goal: 0.65,
    also: [
      {
        what: `against PostGraphile 5, ${Math.round(middle(rates('postgraphile')))} a second (goal ≥ 1.5)`,
        value: beside.toFixed(2),
        isGood: beside >= 1.5,
      },
      { what: 'most memory of the API (goal < 400 MB)', value: `${Math.round(peak)} MB`, isGood: peak < 400 },
    ],
    cost: [
      { what: 'CPU of a page', value: costOf('ours') },
      { what: 'CPU of the reference’s page', value: costOf('reference') },
      { what: 'CPU of PostGraphile’s page', value: `${costOf('postgraphile')}; ${Math.round(peakMb(postgraphile.victim.pid))} MB` },
      { what: 'p99', value: writtenMs(middle(rounds.map((round) => round.ours.p99Ms))) },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  for (const served of started) await served.stop()
  await server.stop()
}

import { parseArgs } from 'node:util'
import { type Served, startApiProcess } from '../harness/served.ts'
import { ask } from './ask.ts'
import { cpuMs, databaseCpuMs, writtenMs } from './cost.ts'
import { keptFolder, startKept } from './kept.ts'
import { fewLeads, manyLeads } from './leads-data.ts'
import { ourPage } from './leads-page-documents.ts'
import { middle, printRow } from './rows.ts'

/**
 * What pages cost with 1,000,000 leads against 10,000, in processor time of API and database: the exponent of its growth.
 * `npm run bench -- page-cost --times 150 --rounds 3`.
 */
const { values } = parseArgs({ options: { times: { type: 'string', default: '150' }, rounds: { type: 'string', default: '3' } } })
const growth = 1_000_000 / 10_000
const goal = 0.05

const leads = (args: string) => `{ leads(first: 50${args}) { edges { node { id fullName title score tier status company { name } } } } }`
const pages: Record<string, string> = {
  'leads with company and timeline': ourPage,
  'leads by name': leads(', orderBy: { by: NAME, descending: false }'),
  'leads by last activity': leads(', orderBy: { by: LAST_ACTIVITY }'),
  'leads of a status': leads(', filter: { status: [GHOSTED] }'),
  'leads of a source': leads(', filter: { source: ["source 3"] }'),
  queue: '{ queue(first: 50) { edges { node { id subject tier lead { id fullName } } } } }',
}

const server = await startKept()
const apis: Served[] = []
try {
  for (const dataset of [fewLeads, manyLeads]) apis.push(await startApiProcess(await server.open(dataset)))
  const cost = async (api: Served, query: string, times: number): Promise<number> => {
    const before = cpuMs(api.victim.pid) + databaseCpuMs(keptFolder)
    for (let turn = 0; turn < times; turn++) await ask(api, query)
    return (cpuMs(api.victim.pid) + databaseCpuMs(keptFolder) - before) / times
  }
  const [few, many] = apis
  if (!few || !many) throw new Error('two APIs were to be started')
  for (const api of apis) for (const query of Object.values(pages)) await cost(api, query, 30)
  const found: { name: string; few: number[]; many: number[] }[] = []
  for (const [name, query] of Object.entries(pages)) {
    const measured = { name, few: [] as number[], many: [] as number[] }
    for (let round = 0; round < Number(values.rounds); round++) {
      measured.few.push(await cost(few, query, Number(values.times)))
      measured.many.push(await cost(many, query, Number(values.times)))
    }
    found.push(measured)
  }
  const exponentOf = (one: (typeof found)[number]) => Math.log(middle(one.many) / middle(one.few)) / Math.log(growth)
  const [page] = found
  if (!page) throw new Error('there is no page')
  const isGood = printRow({
    row: 'page-cost',
    unit: 'ms CPU a page',
    ours: page.many,
    reference: page.few,
    goal: growth ** goal,
    isLessBetter: true,
    also: found.map((one) => ({
      what: `${one.name}, exponent from 10,000 to 1,000,000 leads (goal ≤ ${goal})`,
      value: `${exponentOf(one).toFixed(3)} (${writtenMs(middle(one.few))} to ${writtenMs(middle(one.many))})`,
      isGood: exponentOf(one) <= goal,
    })),
  })
  if (!isGood) process.exitCode = 1
} finally {
  for (const api of apis) await api.stop()
  await server.stop()
}

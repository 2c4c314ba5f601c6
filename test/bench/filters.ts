import { parseArgs } from 'node:util'
import { type Served, startApiProcess } from '../harness/served.ts'
import { ask } from './ask.ts'
import { figuresOf, percentile } from './figures.ts'
import { startKept } from './kept.ts'
import { manyLeads } from './leads-data.ts'
import { printRow } from './rows.ts'

/**
 * Every filter of the leads page and of the queue in every order, over 1,000,000 leads: `npm run bench -- filters --times 40`. That each plan
 * goes by an index is a test (test/integration/api/plans.test.ts).
 */
const { values } = parseArgs({ options: { times: { type: 'string', default: '40' } } })
const goalMs = 50
const worst = 8

const hopelessMs = 1_000

/** Milliseconds of one answer; what the API cancelled at its limit has its answer too. */
async function tookOf(api: Served, query: string): Promise<number> {
  const began = performance.now()
  try {
    return (await ask(api, query)).tookMs
  } catch (error) {
    if (!String(error).includes('TIMEOUT')) throw error
    return performance.now() - began
  }
}

const ago = (hours: number) => `"${new Date(Date.now() - hours * 3_600_000).toISOString()}"`
const server = await startKept()
try {
  const api = await startApiProcess(await server.open(manyLeads))
  try {
    type Some = { leads: { edges: { node: { company: { id: string } | null } }[] } }
    const { data } = await ask<Some>(api, '{ leads(first: 1) { edges { node { company { id } } } } }')
    const companyId = data.leads.edges[0]?.node.company?.id ?? ''
    const leadFilters: Record<string, string> = {
      none: '',
      status: 'status: [GHOSTED]',
      'rare status': 'status: [LINKEDIN_CONNECTED]',
      'several statuses': 'status: [GHOSTED, BOUNCED]',
      stage: 'stage: [AT_RISK]',
      tier: 'tier: [TIER_1]',
      'status and tier': 'status: [SENT], tier: [TIER_2]',
      'score at least': 'scoreMin: 90',
      'score at most': 'scoreMax: 5',
      source: 'source: ["source 3"]',
      company: `companyId: "${companyId}"`,
      industry: 'industry: ["industry 7"]',
      account: 'account: "dani3@sender.example"',
      search: 'search: "zoe"',
      'search of one person': 'search: "p123456@company"',
      'search of two words': 'search: "lukasz founder"',
      'search that finds nothing': 'search: "nobody whatever"',
      'created since': `createdFrom: ${ago(48)}`,
      'created before': `createdTo: ${ago(7_900)}`,
      'changed since': `changedFrom: ${ago(48)}`,
      'changed before': `changedTo: ${ago(4_900)}`,
      'created long ago, of a source': `createdTo: ${ago(7_900)}, source: ["source 3"]`,
    }
    const queueFilters: Record<string, string> = {
      none: '',
      edited: 'edited: true',
      tier: 'tier: [TIER_1]',
      angle: 'angle: ["angle 3"]',
      source: 'source: ["source 3"]',
      channel: 'channel: EMAIL',
      guard: 'guard: ["GUARD-005"]',
      compliant: 'compliant: false',
      'score at least': 'scoreMin: 95',
      'score at most': 'scoreMax: 2',
      overdue: 'overdue: true',
      'created since': `createdFrom: ${ago(3)}`,
      search: 'search: "company 12"',
      hidden: 'hidden: true',
    }
    const queries = [
      ...Object.entries(leadFilters).flatMap(([name, filter]) =>
        ['SCORE', 'CREATED', 'LAST_ACTIVITY', 'NAME'].map((by) => ({
          name: `leads, ${name}, by ${by}`,
          query: `{ leads(first: 50, filter: { ${filter} }, orderBy: { by: ${by} }) { edges { node { id fullName title score } } } }`,
        })),
      ),
      ...Object.entries(queueFilters).flatMap(([name, filter]) =>
        ['', 'orderBy: NEWEST', 'orderBy: OLDEST', 'orderBy: SCORE'].map((by) => ({
          name: `queue, ${name}, ${by === '' ? 'best first' : by.slice(9)}`,
          query: `{ queue(first: 50, filter: { ${[filter, by].filter((part) => part !== '').join(', ')} }) { edges { node { id subject tier } } } }`,
        })),
      ),
    ]
    const found: { name: string; took: number[] }[] = []
    for (const { name, query } of queries) {
      // Once without counting: its plan, and what it reads, are fetched.
      const first = await tookOf(api, query)
      const took: number[] = []
      // What takes a second is known to be too slow after one more time.
      const turns = first > hopelessMs ? 1 : Number(values.times)
      for (let turn = 0; turn < turns; turn++) took.push(await tookOf(api, query))
      found.push({ name, took })
    }
    const byTail = found.toSorted((one, other) => percentile(other.took, 0.99) - percentile(one.took, 0.99))
    for (const { name, took } of byTail.slice(0, worst)) process.stdout.write(`  ${figuresOf(name, took)}\n`)
    const tail = percentile(byTail[0]?.took ?? [], 0.99)
    const slow = byTail.filter(({ took }) => percentile(took, 0.99) >= goalMs)
    const isGood = printRow({
      row: 'filters',
      unit: 'ms, p99 of the slowest',
      ours: [tail],
      reference: [],
      goal: null,
      also: [
        {
          what: `filters and orders with p99 < ${goalMs} ms`,
          value: `${found.length - slow.length} of ${found.length}${slow.length === 0 ? '' : `; not ${slow.map(({ name }) => name).join('; ')}`}`,
          isGood: slow.length === 0,
        },
      ],
    })
    if (!isGood) process.exitCode = 1
  } finally {
    await api.stop()
  }
} finally {
  await server.stop()
}

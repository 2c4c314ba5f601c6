import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeGlobalId } from '@swarm/api/graphql/builder'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { makeManyLeads } from './many-leads.ts'

const rows = 20_000

let api: TestApi
let key: string
let companyId: string
beforeAll(async () => {
  api = await startTestApi()
  await makeManyLeads(api.writer, rows)
  const superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query(`update lead set account = 'rare' where email like 'p1234%@company.example'`)
  await superuser.query('vacuum analyze lead, company')
  const { rows: found } = await superuser.query<{ name: string; id: string }>(
    'select current_database() as name, (select id from company limit 1) as id',
  )
  companyId = Buffer.from(`Company:${found[0]?.id}`).toString('base64url')
  // The plans of what the API really runs, as PostgreSQL logs them.
  for (const setting of [
    `session_preload_libraries = 'auto_explain'`,
    'auto_explain.log_min_duration = 0',
    'auto_explain.log_analyze = on',
    `auto_explain.log_format = 'json'`,
  ]) {
    await superuser.query(`alter database ${found[0]?.name} set ${setting}`)
  }
  await superuser.end()
  key = await api.keyFor('read')
}, 60_000)
afterAll(() => api.stop())

type Plan = {
  'Node Type': string
  'Plan Rows': number
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

type Pages = { leads: { edges: { node: { id: string; status: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }

const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)]

/** Runs a page of leads with a mark in its search for the log, and gives the plan that it had. */
async function planOf(filter: string, orderBy: string): Promise<Plan[]> {
  const log = join(inject('postgresFolder'), 'postgres.log')
  const from = readFileSync(log).length
  const answer = await api.ask(key, `{ leads(first: 50, filter: { ${filter} }, orderBy: { ${orderBy} }) { edges { node { id } } } }`)
  expect(answer.errors).toBeUndefined()
  const text = readFileSync(log).subarray(from).toString()
  const plans = [...text.matchAll(/plan:\n\t(\{[\s\S]*?\n\t\})/g)].map(
    ([, json]) => JSON.parse((json ?? '').replaceAll('\n\t', '\n')) as { 'Query Text': string; Plan: Plan },
  )
  const page = plans.filter((plan) => plan['Query Text'].includes('from "lead"') && plan['Query Text'].includes('limit'))
  expect(page.length, text).toBeGreaterThan(0)
  return page.slice(0, 1).flatMap(({ Plan }) => flat(Plan))
}

const now = Date.now()
const ago = (minutes: number) => `"${new Date(now - minutes * 60_000).toISOString()}"`
const filters: [string, () => string][] = [
  ['none', () => ''],
  ['status', () => 'status: [GHOSTED]'],
  ['several statuses', () => 'status: [GHOSTED, BOUNCED]'],
  ['stage', () => 'stage: [AT_RISK]'],
  ['tier', () => 'tier: [TIER_1]'],
  ['score at least', () => 'scoreMin: 90'],
  ['score at most', () => 'scoreMax: 5'],
  ['source', () => 'source: ["source 3"]'],
  ['company', () => `companyId: "${companyId}"`],
  ['industry', () => 'industry: ["industry 7"]'],
  ['account', () => 'account: "account 2"'],
  ['search', () => 'search: "person1234"'],
  ['search of two words', () => 'search: "lukasz director"'],
  ['search of one person', () => 'search: "p12345@company"'],
  ['created since', () => `createdFrom: ${ago(60)}`],
  ['created before', () => `createdTo: ${ago(39_000)}`],
  ['changed since', () => `changedFrom: ${ago(60)}`],
  ['changed before', () => `changedTo: ${ago(59_000)}`],
]
const orders = ['SCORE', 'CREATED', 'LAST_ACTIVITY', 'NAME']

test.each(filters)('leads by %s: in every order an index answers, and no table is read whole', async (_, filter) => {
  for (const by of orders) {
    const nodes = await planOf(filter(), `by: ${by}`)
    const whole = nodes.filter((node) => node['Node Type'].includes('Seq Scan') && node['Relation Name'] === 'lead')
    expect(whole, by).toEqual([])
    expect(
      nodes.some((node) => node['Index Name'] !== undefined),
      by,
    ).toBe(true)
  }
})

test('every industry is named once, by steps through its index', async () => {
  const from = readFileSync(join(inject('postgresFolder'), 'postgres.log')).length
  const answer = await api.ask<{ industries: string[] }>(key, '{ industries }')
  expect(answer.data?.industries).toHaveLength(40)
  expect(new Set(answer.data?.industries).size).toBe(40)
  const log = readFileSync(join(inject('postgresFolder'), 'postgres.log'))
    .subarray(from)
    .toString()
  const plan = log.split('duration:').find((text) => text.includes('"Recursive Union"')) ?? ''
  expect(plan).toContain('company_industry')
  expect(plan).not.toContain('Seq Scan')
})

test('an industry is named once, as most companies have it, and filtered by in every spelling, through its index', async () => {
  await api.writer.pool.query(
    `update company set industry = 'Industry 7' where id = (select min(id::text)::uuid from company where industry = 'industry 7')`,
  )
  const count = async (industry: string) => {
    const answer = await api.ask<{ leads: { totalCount: number } }>(
      key,
      `{ leads(first: 1, filter: { industry: ["${industry}"] }) { totalCount } }`,
    )
    return answer.data?.leads.totalCount
  }
  const { rows: found } = await api.writer.pool.query<{ count: number }>(
    `select count(*)::int as count from lead l join company c on c.id = l.company_id where lower(c.industry) = 'industry 7'`,
  )
  expect(await count('INDUSTRY 7')).toBe(found[0]?.count)
  const answer = await api.ask<{ industries: string[] }>(key, '{ industries }')
  expect(answer.data?.industries.filter((name) => name.toLowerCase() === 'industry 7')).toEqual(['industry 7'])
  const nodes = await planOf('industry: ["INDUSTRY 7", "industry 9"]', 'by: SCORE')
  expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([])
})

test.each(orders)('an account that few leads keep is found by its own index, by %s', async (by) => {
  const nodes = await planOf('account: "rare"', `by: ${by}`)
  expect(nodes.map((node) => node['Index Name'])).toContain('lead_account_score')
  expect(nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0), 0)).toBe(0)
})

test.each(orders)('by %s ascending an index answers too', async (by) => {
  const nodes = await planOf('', `by: ${by}, descending: false`)
  expect(nodes.filter((node) => node['Node Type'] === 'Sort')).toEqual([])
  expect(nodes.some((node) => node['Node Type'].includes('Index'))).toBe(true)
})

test('how rare the words of a search are is known before it is run: a guess would read a million leads for a name that nobody has', async () => {
  const nodes = await planOf('search: "nobody whatever"', 'by: SCORE')
  const looked = nodes.find((node) => node['Index Name'] === 'lead_search')
  // Without knowing the words PostgreSQL takes one lead in two hundred.
  expect(looked?.['Plan Rows']).toBeLessThan(rows / 1_000)
})

test.each(orders)('a word that hardly anybody has is looked up, and a common one beside it is not, by %s', async (by) => {
  for (const search of ['person12345', 'p12345@company', 'person12345 company director']) {
    const looked = (await planOf(`search: "${search}"`, `by: ${by}`)).find((node) => node['Index Name'] === 'lead_search')
    expect(looked?.['Index Cond'], search).toContain('12345')
    expect(looked?.['Index Cond']).not.toMatch(/company|director/)
  }
})

test('words that the index is not asked for must be there all the same', async () => {
  const found = async (search: string) => {
    const answer = await api.ask<{ leads: { edges: { node: { email: string } }[] } }>(
      key,
      `{ leads(filter: { search: "${search}" }) { edges { node { email } } } }`,
    )
    return answer.data?.leads.edges.map(({ node }) => node.email)
  }
  expect(await found('p12345@company.example')).toEqual(['p12345@company.example'])
  expect(await found('p12345 compan direc')).toEqual(['p12345@company.example'])
  expect(await found('p12345 company zoe')).toEqual([])
  expect(await found('p12345 x')).toEqual([])
  expect(await found('  ')).toHaveLength(50)
  expect(await found('--')).toEqual([])
})

test('several statuses by last activity are read from the index of each, and none of the others is', async () => {
  const nodes = await planOf('status: [GHOSTED, BOUNCED, GHOSTED]', 'by: LAST_ACTIVITY')
  expect(nodes.map((node) => node['Index Name'])).toContain('lead_status_activity')
  expect(nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0), 0)).toBe(0)
})

test.each([false, true])(
  'pages of several statuses by last activity, descending: %s, hold every lead once and in order',
  async (descending) => {
    const found: { id: string; status: string }[] = []
    let after: string | null = null
    do {
      const answer: { data?: Pages | null } = await api.ask<Pages>(
        key,
        `query ($after: String) { leads(first: 200, after: $after, orderBy: { by: LAST_ACTIVITY, descending: ${descending} },
        filter: { status: [GHOSTED, BOUNCED, GHOSTED], source: ["source 3"] }) { edges { node { id status } } pageInfo { endCursor hasNextPage } } }`,
        { after },
      )
      const page = answer.data?.leads
      found.push(...(page?.edges.map(({ node }) => node) ?? []))
      after = page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null
    } while (after !== null)
    const { rows: all } = await api.writer.pool.query<{ id: string; status: string }>(
      `select id, status from lead where status in ('GHOSTED', 'BOUNCED') and source = 'source 3'
     order by last_activity_at ${descending ? 'desc' : 'asc'}, id ${descending ? 'desc' : 'asc'}`,
    )
    expect(all.length).toBeGreaterThan(100)
    expect(found).toEqual(all.map(({ id, status }) => ({ id: encodeGlobalId('Lead', id), status })))
  },
)

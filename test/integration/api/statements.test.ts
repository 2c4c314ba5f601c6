import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { makeManyLeads } from './many-leads.ts'

let api: TestApi
let superuser: pg.Client
let key: string
beforeAll(async () => {
  api = await startTestApi()
  await makeManyLeads(api.writer, 1_000)
  key = await api.keyFor('read')
  superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query('create extension pg_stat_statements')
})
afterAll(async () => {
  await superuser.end()
  await api.stop()
})

/** Statements that PostgreSQL itself counted on the role that reads. */
async function statementsRun(): Promise<number> {
  const { rows } = await superuser.query<{ calls: number }>(
    `select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
     where d.datname = current_database() and r.rolname = 'swarm_read'`,
  )
  return rows[0]?.calls ?? 0
}

async function statementsOf(query: string): Promise<{ statements: number; rows: number }> {
  const before = await statementsRun()
  const answer = await api.ask<{ list: { edges: unknown[] } }>(key, query)
  expect(answer.errors).toBeUndefined()
  return { statements: (await statementsRun()) - before, rows: answer.data?.list.edges.length ?? 0 }
}

/** Operations by nesting: levels below the list are statements below it. */
const operations = [
  { name: 'leads alone', levels: 0, fields: 'id fullName score' },
  { name: 'leads with company', levels: 1, fields: 'id company { name }' },
  { name: 'leads with company and timeline', levels: 2, fields: 'id company { name } timeline(first: 3) { edges { node { summary } } }' },
  { name: 'leads with timeline and its leads', levels: 2, fields: 'id timeline(first: 2) { edges { node { lead { id fullName } } } }' },
  {
    name: 'leads with some kinds of their timeline',
    levels: 1,
    fields: 'id timeline(first: 3, kinds: ["note"]) { edges { node { summary } } }',
  },
  { name: 'leads with company twice over', levels: 3, fields: 'id timeline(first: 2) { edges { node { lead { company { name } } } } }' },
]

test.each(operations)('$name: as many statements for 200 rows as for 10, at most one for each level', async ({ levels, fields }) => {
  const page = (first: number) => statementsOf(`{ list: leads(first: ${first}, filter: { scoreMin: 0 }) { edges { node { ${fields} } } } }`)
  const few = await page(10)
  const many = await page(fields.includes('timeline') && fields.includes('company { name } }') ? 100 : 200)
  expect(few.rows).toBe(10)
  expect(many.rows).toBeGreaterThanOrEqual(100)
  expect(many.statements).toBe(few.statements)
  expect(many.statements).toBeLessThanOrEqual(1 + levels)
})

test('replies with colleagues and prepared answers: as many statements for 40 rows as for 4', async () => {
  await superuser.query(
    `insert into reply (delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     select uuid_v7(), l.id, 'instantly', 'EMAIL', 'Ask a colleague.', 'Ask a colleague.', 'WRONG_PERSON', 'WRONG_PERSON', 1, '[]', 'no', false, false, now()
     from (select id from lead order by id limit 40) l`,
  )
  const page = (first: number) =>
    statementsOf(`{ list: replies(first: ${first}) { edges { node { id colleagues { id fullName } preparedAnswer { body } } } } }`)
  const few = await page(4)
  const many = await page(40)
  expect([few.rows, many.rows]).toEqual([4, 40])
  expect(many.statements).toBe(few.statements)
})

test('1,000 rows in five pages of one operation: one statement for each page and for each relation', async () => {
  const pages = (first: number) =>
    `{ ${['SENT', 'OPENED', 'GHOSTED', 'BOUNCED', 'PENDING'].map((status, i) => `${i === 0 ? 'list' : `l${i}`}: leads(first: ${first}, filter: { status: ${status} }) { edges { node { id company { name } timeline(first: 3) { edges { node { summary } } } } } }`).join(' ')} }`
  const few = await statementsOf(pages(2))
  const many = await statementsOf(pages(60))
  expect(many.statements).toBe(few.statements)
  // Five pages, then companies and timelines; a relation is asked for once for each page whose rows arrived at another time.
  expect(many.statements).toBeLessThanOrEqual(5 * 3)
})

test('imports with their outcomes and batches with their sends, counted: as many statements for 20 rows as for 2', async () => {
  await superuser.query(
    `with u as (insert into upload (file_name, created_by) select 'a.csv', 'test' from generate_series(1, 20) returning id),
       i as (insert into import (upload_id, file_name, kind, status, mapping, created_by, started_at)
         select id, 'a.csv', 'LEADS', 'SUCCEEDED', '{}', 'test', now() from u returning id)
     insert into import_outcome (import_id, row, outcome, reason) select i.id, n, case when n = 3 then 'INVALID' else 'CREATED' end::import_outcome_kind, 'x' from i, generate_series(1, 3) n`,
  )
  await superuser.query(
    `insert into batch (motion, scope_hash, created_by, created_by_id, created_at, expires_at) select 'OUTBOUND', '\\x00', 'test', 'test', now(), now() + interval '1 day' from generate_series(1, 20)`,
  )
  const created = 'outcomes(first: 1, outcome: [CREATED]) { totalCount edges { node { row } } }'
  const pages = [
    (first: number) =>
      `{ list: imports(first: ${first}) { edges { node { id ${created} all: outcomes(first: 5) { edges { node { row } } } } } } }`,
    (first: number) =>
      `{ list: batches(first: ${first}) { edges { node { id sends(first: 1) { totalCount } held(first: 1) { totalCount } } } } }`,
  ]
  for (const page of pages) {
    const few = await statementsOf(page(2))
    const many = await statementsOf(page(20))
    expect([few.rows, many.rows]).toEqual([2, 20])
    expect(many.statements).toBe(few.statements)
  }
  const answer = await api.ask<{ imports: { edges: { node: Record<string, unknown> }[] } }>(
    key,
    `{ imports(first: 1) { edges { node { ${created} rest: outcomes(first: 2, after: null) { totalCount edges { node { row } } } } } } }`,
  )
  expect(answer.data?.imports.edges[0]?.node).toEqual({
    outcomes: { totalCount: 2, edges: [{ node: { row: 1 } }] },
    rest: { totalCount: 3, edges: [{ node: { row: 1 } }, { node: { row: 2 } }] },
  })
})

test('an import of very many rows is counted as any list is: no more than 10,001 of them, and then estimated', async () => {
  await superuser.query(
    `insert into import_outcome (import_id, row, outcome) select i.id, n, 'CREATED' from (select id from import order by started_at desc, id desc limit 1) i, generate_series(4, 10001) n`,
  )
  await superuser.query('analyze import_outcome')
  const answer = await api.ask<{ imports: { edges: { node: Record<string, unknown> }[] } }>(
    key,
    `{ imports(first: 1) { edges { node { created
      all: outcomes(first: 1) { totalCount totalCountIsEstimate } made: outcomes(first: 1, outcome: [CREATED]) { totalCount totalCountIsEstimate } } } } }`,
  )
  expect(answer.data?.imports.edges[0]?.node).toEqual({
    created: 10_000,
    all: { totalCount: expect.any(Number), totalCountIsEstimate: true },
    made: { totalCount: 10_000, totalCountIsEstimate: false },
  })
})

test('counting is one statement, and only when it is asked for', async () => {
  const plain = await statementsOf('{ list: leads(first: 5) { edges { node { id } } } }')
  const counted = await statementsOf('{ list: leads(first: 5) { totalCount totalCountIsEstimate edges { node { id } } } }')
  expect(plain.statements).toBe(1)
  expect(counted.statements).toBe(2)
})

test('only columns that are asked for are read, whatever is asked of the rows next to it', async () => {
  const rows = async (fields: string) => {
    const answer = await api.ask<{ leads: { edges: { node: Record<string, unknown> }[] } }>(
      key,
      `{ leads(first: 3, filter: { scoreMin: 0 }) { edges { node { ${fields} } } } }`,
    )
    expect(answer.errors).toBeUndefined()
    return answer.data?.leads.edges.map(({ node }) => node)
  }
  const whole = await rows('id email title source createdAt meetings { id } company { id name domain }')
  await superuser.query('select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)')
  const some = await rows('id source company { name }')
  expect(some).toEqual(whole?.map(({ id, source, company }) => ({ id, source, company: { name: Object(company).name } })))
  const { rows: run } = await superuser.query<{ query: string }>(
    `select s.query from pg_stat_statements s join pg_roles r on r.oid = s.userid join pg_database d on d.oid = s.dbid
     where r.rolname = 'swarm_read' and d.datname = current_database()`,
  )
  const text = run.map(({ query }) => query).join('\n')
  expect(text).toContain('"source"')
  for (const column of ['"email"', '"linkedin_url"', '"domain"', '"industry"']) expect(text).not.toContain(column)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let key: string
let leadId: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read')
  // Ten rows that differ in nothing that lists are sorted by.
  await api.writer.pool.query(
    `insert into lead (email, person_key, full_name, source, score, created_at, last_activity_at, updated_at)
     select 'p' || i || '@a.example', 'p' || i || '@a.example', 'Same Name', 'test', 50, '2026-03-01T10:00:00.123Z', '2026-03-01T10:00:00.123Z', '2026-03-01T10:00:00.123Z'
     from generate_series(1, 10) i`,
  )
  const { rows } = await api.writer.pool.query<{ id: string }>('select id from lead limit 1')
  leadId = Buffer.from(`Lead:${rows[0]?.id}`).toString('base64url')
  await api.writer.pool.query(
    `insert into timeline_entry (id, lead_id, at, kind, actor, summary) select uuid_v7(), $1, '2026-03-01T10:00:00.123Z', 'note', 'test', 'Entry ' || i from generate_series(1, 10) i`,
    [rows[0]?.id],
  )
})
afterAll(() => api.stop())

type PageOf = {
  edges: { cursor: string; node: { id: string } }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

const leadsPage = async (args: string): Promise<PageOf> => {
  const answer = await api.ask<{ leads: PageOf }>(
    key,
    `{ leads(${args}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  expect(answer.errors).toBeUndefined()
  if (!answer.data) throw new Error('no page')
  return answer.data.leads
}

const orders = ['SCORE', 'CREATED', 'LAST_ACTIVITY', 'NAME'].flatMap((by) => [true, false].map((descending) => ({ by, descending })))

test.each(orders)(
  'ten rows of one millisecond, by $by (descending $descending), paged by 3 forward and backward, are all there once and in one order',
  async ({ by, descending }) => {
    const order = `orderBy: { by: ${by}, descending: ${descending} }`
    const forward: string[] = []
    for (
      let page = await leadsPage(`first: 3, ${order}`);
      ;
      page = await leadsPage(`first: 3, ${order}, after: "${page.pageInfo.endCursor}"`)
    ) {
      forward.push(...page.edges.map(({ node }) => node.id))
      if (!page.pageInfo.hasNextPage) break
    }
    expect(forward).toHaveLength(10)
    expect(new Set(forward).size).toBe(10)

    const backward: string[] = []
    for (
      let page = await leadsPage(`last: 3, ${order}`);
      ;
      page = await leadsPage(`last: 3, ${order}, before: "${page.pageInfo.startCursor}"`)
    ) {
      backward.unshift(...page.edges.map(({ node }) => node.id))
      if (!page.pageInfo.hasPreviousPage) break
    }
    expect(backward).toEqual(forward)
  },
)

test('a row that comes or goes between two pages moves no other', async () => {
  const first = await leadsPage('first: 5, orderBy: { by: CREATED }')
  await api.writer.pool.query(`insert into lead (email, person_key, source) values ('new@a.example', 'new@a.example', 'test')`)
  const second = await leadsPage(`first: 5, orderBy: { by: CREATED }, after: "${first.pageInfo.endCursor}"`)
  expect(second.edges).toHaveLength(5)
  const ids = [...first.edges, ...second.edges].map(({ node }) => node.id)
  expect(new Set(ids).size).toBe(10)
  await api.writer.pool.query(`delete from lead where email = 'new@a.example'`)
})

test('between two cursors stand the rows between them, the first or the last of them; nothing that is given is passed over', async () => {
  const all = (await leadsPage('first: 10, orderBy: { by: NAME }')).edges.map(({ cursor }) => cursor)
  const places = async (args: string) => {
    const { edges, pageInfo } = await leadsPage(`orderBy: { by: NAME }, ${args}`)
    return [edges.map(({ cursor }) => all.indexOf(cursor)), pageInfo.hasPreviousPage, pageInfo.hasNextPage]
  }
  const between = `after: "${all[1]}", before: "${all[6]}"`
  expect(await places(`first: 3, ${between}`)).toEqual([[2, 3, 4], true, true])
  expect(await places(`first: 4, ${between}`)).toEqual([[2, 3, 4, 5], true, false])
  expect(await places(`last: 3, ${between}`)).toEqual([[3, 4, 5], true, true])
  expect(await places(`last: 4, ${between}`)).toEqual([[2, 3, 4, 5], false, true])
  expect(await places(between)).toEqual([[2, 3, 4, 5], true, false])
  expect(await places(`first: 3, before: "${all[2]}"`)).toEqual([[0, 1], false, false])
  expect(await places(`last: 3, after: "${all[7]}"`)).toEqual([[8, 9], false, false])
  expect(await places(`first: 3, after: "${all[6]}", before: "${all[1]}"`)).toEqual([[], true, false])
  const timeline = async (args: string): Promise<{ cursor: string; node: { summary: string } }[]> => {
    const answer = await api.ask<{ lead: { timeline: { edges: { cursor: string; node: { summary: string } }[] } } }>(
      key,
      `query ($id: ID!) { lead(id: $id) { timeline(${args}) { edges { cursor node { summary } } } } }`,
      { id: leadId },
    )
    return answer.data?.lead.timeline.edges ?? []
  }
  const entries = await timeline('first: 10')
  const some = await timeline(`first: 3, after: "${entries[0]?.cursor}", before: "${entries[3]?.cursor}"`)
  expect(some).toEqual(entries.slice(1, 3))
  expect(await timeline(`first: 3, before: "${entries[1]?.cursor}"`)).toEqual(entries.slice(0, 1))
})

test('a timeline is paged like any list', async () => {
  const seen: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const answer: {
      data: { lead: { timeline: { edges: { node: { summary: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } } | null
    } = await api.ask(
      key,
      `query ($id: ID!, $after: String) { lead(id: $id) { timeline(first: 3, after: $after) { edges { node { summary } } pageInfo { hasNextPage endCursor } } } }`,
      { id: leadId, after },
    )
    const page = answer.data?.lead.timeline
    seen.push(...(page?.edges ?? []).map(({ node }) => node.summary))
    more = page?.pageInfo.hasNextPage ?? false
    after = page?.pageInfo.endCursor ?? null
  }
  expect(new Set(seen).size).toBe(10)
  expect(seen).toHaveLength(10)
})

test('50 rows unless said, 200 at most, none if none are asked for', async () => {
  expect((await leadsPage('first: 200')).edges).toHaveLength(10)
  expect((await leadsPage('first: 0')).edges).toHaveLength(0)
  for (const args of ['first: 201', 'last: 201', 'first: -1', 'first: 2147483647', 'first: 3, last: 3']) {
    const { errors } = await api.ask(key, `{ leads(${args}) { pageInfo { hasNextPage } } }`)
    expect(['INVALID_INPUT', 'LIMIT_EXCEEDED'], args).toContain(errors?.[0]?.extensions?.code)
  }
  const answer = await api.ask(key, '{ leads(first: 201) { edges { node { id } } } }')
  expect(answer.errors?.[0]?.message).toBe('A page has 0 to 200 rows, 201 were asked for.')
})

test('totalCount is exact up to 10,000 and beyond that an estimate that says so', async () => {
  const count = '{ leads(filter: { source: ["test", "bulk"] }) { totalCount totalCountIsEstimate } }'
  expect((await api.ask(key, count)).data).toEqual({ leads: { totalCount: 10, totalCountIsEstimate: false } })
  await api.writer.pool.query(
    `insert into lead (email, person_key, source) select 'b' || i || '@a.example', 'b' || i || '@a.example', 'bulk' from generate_series(1, 9990) i`,
  )
  expect((await api.ask(key, count)).data).toEqual({ leads: { totalCount: 10_000, totalCountIsEstimate: false } })
  await api.writer.pool.query(
    `insert into lead (email, person_key, source) select 'c' || i || '@a.example', 'c' || i || '@a.example', 'bulk' from generate_series(1, 10) i`,
  )
  expect((await api.ask(key, count)).data).toMatchObject({ leads: { totalCountIsEstimate: true } })
  await api.writer.pool.query(`delete from lead where source = 'bulk'`)
})

test('a cursor of another order, of another list, or of nobody is refused with a sentence', async () => {
  const [page] = (await leadsPage('first: 1')).edges
  const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
  const id = '00000000-0000-7000-8000-000000000000'
  const by = (name: string) => `leads ${name} true`
  const cases: [string, string][] = [
    ['CREATED', page?.cursor ?? ''],
    ['SCORE', forged(['timeline', 1, id])],
    ['SCORE', forged([by('SCORE'), 'abc', id])],
    ['SCORE', forged([by('SCORE'), 99_999_999, id])],
    ['SCORE', forged([by('SCORE'), 1.5, id])],
    ['SCORE', forged([by('SCORE'), '1', id])],
    ['SCORE', forged([by('SCORE'), 1, "x' or 1=1"])],
    ['SCORE', forged([by('SCORE'), null, id])],
    ['SCORE', forged({ __proto__: 1 })],
    ['NAME', forged([by('NAME'), 'a\u0000b', id])],
    ['NAME', forged([by('NAME'), '\ud800', id])],
    ['NAME', forged([by('NAME'), 5, id])],
    ['CREATED', forged([by('CREATED'), '2026-02-30', id])],
    ['CREATED', forged([by('CREATED'), 'infinity', id])],
    ['CREATED', forged([by('CREATED'), '2026-13-41T00:00:00.000Z', id])],
    ['SCORE', ''],
    ['SCORE', 'x'],
    ['SCORE', '%'],
    ['SCORE', '🙂'],
  ]
  for (const [order, cursor] of cases) {
    const answer = await api.ask(
      key,
      'query ($by: LeadOrderField!, $after: String) { leads(first: 3, after: $after, orderBy: { by: $by }) { edges { node { id } } } }',
      { by: order, after: cursor },
    )
    expect(answer.errors?.[0]?.extensions?.code, `${order} ${cursor}`).toBe('INVALID_INPUT')
    expect(answer.errors?.[0]?.message).toMatch(/^This cursor /)
  }
  expect(api.faults).toEqual([])
})

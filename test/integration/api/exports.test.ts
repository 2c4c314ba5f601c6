import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'

const folder = mkdtempSync(join(tmpdir(), 'swarm-exports-'))
const persisted = 'query Persisted { leads(filter: { scoreMin: 95 }) { edges { node { fullName } } } }'
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
let api: TestApi
let key: string
beforeAll(async () => {
  writeFileSync(join(folder, 'persisted-operations.json'), JSON.stringify({ [hashOf(persisted)]: persisted }))
  api = await startTestApi({ webFolder: folder, exportLimits: { rows: 450, seconds: 60, atOnce: 1, betweenMs: 1 } })
  key = await api.keyFor('read')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.stop()
  rmSync(folder, { recursive: true })
})

const ask = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${key}` }) =>
  fetch(`${api.url}/exports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const rowsOf = (text: string): string[][] => parse(text, { bom: true, relax_column_count: true })
const leads = (rest = '') =>
  `query { leads(orderBy: { by: NAME }${rest}) { totalCount edges { node { fullName score company { name } } } } }`

async function manyLeads(count: number, source: string, to: TestApi = api): Promise<void> {
  await to.writer.pool.query(
    `insert into lead (id, email, person_key, email_status, first_name, full_name, seniority, source, created_at, updated_at)
     select uuid_v7(business_now()), 'p' || n || '@' || $2, 'p' || n || '@' || $2, 'UNKNOWN', 'P', 'P ' || lpad(n::text, 4, '0'), 'UNKNOWN', $2, business_now(), business_now()
     from generate_series(1, $1) n`,
    [count, source],
  )
}

test('a list is read to its end in the order and by the filter that were asked for, whatever its pages', async () => {
  await manyLeads(430, 'many.example')
  const answer = await ask({
    query: `query ($source: [String!], $first: Int, $after: String) {
      leads(filter: { source: $source }, orderBy: { by: NAME, descending: true }, first: $first, after: $after) {
        totalCount pageInfo { endCursor } edges { cursor node { name: fullName source } } } }`,
    variables: { source: ['many.example'], first: 3 },
  })
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-export-row-limit')]).toEqual([
    200,
    'text/csv; charset=utf-8',
    '450',
  ])
  const rows = rowsOf(await answer.text())
  expect(rows[0]).toEqual(['name', 'source'])
  expect(rows.slice(1)).toEqual(Array.from({ length: 430 }, (_, at) => [`P ${String(430 - at).padStart(4, '0')}`, 'many.example']))
  const { rows: entries } = await api.writer.pool.query(
    `select e.actor, e.subject_id, d.detail from audit_entry e join audit_detail d on d.audit_id = e.id where e.action = 'list.exported'`,
  )
  expect(entries).toEqual([
    { actor: 'read', subject_id: 'leads', detail: { columns: ['name', 'source'], variables: { source: ['many.example'], first: 3 } } },
  ])
}, 120_000)

test('a file that may not have all rows says so in its last line; the dearest columns make smaller pages', async () => {
  await manyLeads(30, 'more.example')
  const part = Array.from({ length: 20 }, (_, at) => `c${at}: company { name industry domain }`).join(' ')
  for (const fields of ['fullName', `fullName ${part}`]) {
    const rows = rowsOf(
      await (
        await ask({ query: `{ leads(filter: { source: ["many.example", "more.example"] }) { edges { node { ${fields} } } } }` })
      ).text(),
    )
    expect(rows.length).toBe(452)
    expect(rows.at(-1)).toEqual(['Not all: a file has at most 450 rows, and there are more. Narrow the filter.'])
  }
}, 120_000)

test('what a spreadsheet would run is text, cells keep their marks, and the byte order mark is a choice', async () => {
  const evil = ['=1+1', '+SUM(A1)', '-2+3', '@x', '\t=1', '\u200b=1', '＝1', 'a "quoted", b', 'two\nlines', 'Zoë 🎈']
  for (const [at, title] of evil.entries())
    await make.lead(api.writer, { firstName: `Evil ${at}`, columns: { title, score: 95, source: 'evil' } })
  const query =
    'query { leads(filter: { source: ["evil"] }, orderBy: { by: NAME, descending: false }) { edges { node { title score company { name } } } } }'
  const plain = await (await ask({ query })).text()
  const marked = new Uint8Array(await (await ask({ query, bom: true, name: 'evil leads' })).arrayBuffer())
  expect([...marked.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(new TextDecoder().decode(marked)).toBe(plain)
  const rows = rowsOf(plain)
  expect(rows[0]).toEqual(['title', 'score', 'company.name'])
  expect(rows.slice(1).map(([title]) => title)).toEqual(evil.map((title, at) => (at < 7 ? `'${title}` : title)))
  expect(rows[1]?.[1]).toBe('95')
})

test('columns can be chosen and named, lists within a row stand in one cell, and lists below others and without pages are lists too', async () => {
  const lead = await make.lead(api.writer, { firstName: 'Nora' })
  await make.draft(api.writer, { lead })
  const id = make.globalId('Lead', lead.id)
  const query = `query ($id: ID!) { lead(id: $id) { drafts { edges { node { subject angle compliance { name passed } lead { fullName } } } } } }`
  const columns = [
    { path: 'lead.fullName', head: 'For whom' },
    { path: 'compliance.name', head: 'Checks' },
    { path: 'nothing.there', head: 'None' },
  ]
  const [head, row] = rowsOf(await (await ask({ query, variables: { id }, columns })).text())
  expect(head).toEqual(['For whom', 'Checks', 'None'])
  expect([row?.[0], row?.[2]]).toEqual(['Nora Ruiz', ''])
  expect(row?.[1]?.split('; ').length).toBeGreaterThan(3)
  const none = await ask({ query, variables: { id: make.globalId('Lead', '01900000-0000-7000-8000-000000000000') } })
  expect([none.status, rowsOf(await none.text()).length]).toEqual([200, 1])
  const stages = rowsOf(await (await ask({ query: '{ funnel { stage count statuses } }' })).text())
  expect(stages.map(([stage]) => stage)).toEqual(['stage', 'PIPELINE', 'OUTREACH', 'ENGAGED', 'AT_RISK', 'TERMINAL'])
  expect(JSON.parse(stages[1]?.[2] ?? '')).toMatchObject({ PENDING: expect.any(Number) })
  const fragment = 'query Q { rejectionTags { ...T } } fragment T on RejectionTag { tag label } fragment U on Lead { id }'
  expect(rowsOf(await (await ask({ query: fragment, operationName: 'Q' })).text())[0]).toEqual(['tag', 'label'])
  expect(rowsOf(await (await ask({ extensions: { persistedQuery: { sha256Hash: hashOf(persisted) } } })).text())[0]).toEqual(['fullName'])
})

test('scopes, credentials, limits and sense are those of the query', async () => {
  const audit = '{ auditTrail { edges { node { action } } } }'
  const forbidden = await ask({ query: audit })
  expect([forbidden.status, await forbidden.json()]).toMatchObject([403, { errors: [{ extensions: { code: 'FORBIDDEN' } }] }])
  expect(rowsOf(await (await ask({ query: audit }, { authorization: `Bearer ${await api.keyFor('admin')}` })).text())[0]).toEqual([
    'action',
  ])
  expect((await ask({ query: leads() }, {})).status).toBe(401)
  await api.addUser('Ann', 'a secret that is long enough', ['read'])
  const cookie = await api.signIn('Ann', 'a secret that is long enough')
  expect((await ask({ query: leads() }, { cookie })).status).toBe(403)
  expect((await ask({ query: leads() }, { cookie, origin: api.url, 'x-swarm-csrf': '1' })).status).toBe(200)
  for (const [body, words] of [
    ['no json', 'no JSON'],
    [{}, 'say which list'],
    [{ query: '{ viewer { name } }' }, 'one list'],
    [{ query: '{ viewer { name } leads { edges { node { id } } } funnel { stage } }' }, 'one list'],
    [{ query: 'mutation { addNote(input: {leadId: "x", text: "y"}) { __typename } }' }, 'one query'],
    [{ query: '{ leads { pageInfo { endCursor } } }' }, 'edges'],
    [{ query: '{ leads { edges { node { nme } } } }' }, 'nme'],
    [{ query: '{ leads(filter: { scoreMin: "x" }) { edges { node { id } } } }' }, 'Int'],
    [{ query: 'query ($s: Int!) { leads(filter: { scoreMin: $s }) { edges { node { id } } } }' }, '$s'],
    [{ query: '{ leads { edges { node { ...F } } } } fragment F on Lead { id ...F }' }, ''],
    [{ query: leads(), name: '../x"' }, 'name'],
    [{ query: leads(), columns: [] }, 'columns'],
    [{ query: leads(), columns: [{ path: 'score', head: 'a\u0000b' }] }, 'no text'],
    [{ query: leads(), columns: [{ path: 'score', head: '\ud800' }] }, 'no text'],
    [{ query: '{ leads { edges @include(if: false) { node { id } } } }' }, 'leaves the rows'],
    [{ query: 'query ($no: Boolean!) { leads { edges { node @include(if: $no) { id } } } }', variables: { no: false } }, 'leaves the rows'],
    [{ query: '{ leads { edges { node { id } } more: edges { node { score } } } }' }, 'under one name'],
    [{ query: '{ leads { edges { a: node { id } b: node { score } } } }' }, 'under one name'],
  ] as const) {
    const answer = await ask(body)
    expect([body, answer.status, await answer.text()]).toEqual([body, 400, expect.stringContaining(words)])
  }
  expect((await fetch(`${api.url}/exports`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(405)
})

test('fragments that hold others twice are not opened a million times', async () => {
  const twice = (type: string, levels: number, end: string) =>
    `${Array.from({ length: levels }, (_, i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F${levels} on ${type} ${end}`
  const inFields = (levels: number) =>
    `${Array.from({ length: levels }, (_, i) => `fragment F${i} on Lead { company { ...G${i} } company { ...G${i} } } fragment G${i} on Company { leads(first: 1) { edges { node { ...F${i + 1} } } } leads(first: 1) { edges { node { ...F${i + 1} } } } }`).join(' ')} fragment F${levels} on Lead { id }`
  for (const [query, words] of [
    [`{ leads { ...F0 } } ${twice('LeadConnection', 22, '{ edges { node { id } } }')}`, 'id'],
    [`{ leads { edges { ...F0 } } } ${twice('LeadEdge', 22, '{ node { id } }')}`, 'is the most'],
    [`{ leads { edges { node { ...F0 } } } } ${twice('Lead', 22, '{ id }')}`, 'is the most'],
    [`{ leads { edges { node { ...F0 } } } } ${inFields(11)}`, 'is the most'],
    [`{ rejectionTags { ...F0 } } ${twice('RejectionTag', 22, '{ tag }')}`, 'is the most'],
  ] as const) {
    const before = process.cpuUsage()
    const text = await (await ask({ query })).text()
    const { user } = process.cpuUsage(before)
    expect([query.slice(0, 50), text]).toEqual([query.slice(0, 50), expect.stringContaining(words)])
    // The first alone takes five seconds where each mention is opened.
    expect(user / 1000, query.slice(0, 50)).toBeLessThan(1_500)
  }
})

test('rows and their parts may be asked for in several pieces', async () => {
  await make.lead(api.writer, { firstName: 'Pia', columns: { score: 77, source: 'pieces' } })
  const query = `{ leads(filter: { source: ["pieces"] }) { edges { node { fullName } } ...P } }
    fragment P on LeadConnection { edges { node { score } node { company { name } company { domain } } } }`
  const [head, row] = rowsOf(await (await ask({ query })).text())
  expect(head).toEqual(['fullName', 'score', 'company.name', 'company.domain'])
  expect(row?.slice(0, 2)).toEqual(['Pia Ruiz', '77'])
})

test('a key that is revoked takes no further page', async () => {
  const other = await startTestApi({ exportLimits: { rows: 1_000, seconds: 60, atOnce: 1, betweenMs: 3_000 } })
  await manyLeads(450, 'long.example', other)
  const reading = await other.keyFor('read')
  const answer = await fetch(`${other.url}/exports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${reading}` },
    body: JSON.stringify({ query: '{ leads { edges { node { fullName } } } }' }),
  })
  expect(answer.status).toBe(200)
  await other.writer.pool.query('update api_key set revoked_at = now() where prefix = $1', [reading.slice(0, 6)])
  await expect(answer.text()).rejects.toThrow()
  expect(other.faults).toEqual([])
  await other.stop()
}, 120_000)

test('a process that stops does not wait for a file; half of one looks like none', async () => {
  const other = await startTestApi({ exportLimits: { rows: 1_000, seconds: 60, atOnce: 1, betweenMs: 5_000 } })
  await manyLeads(450, 'slow.example', other)
  const answer = await fetch(`${other.url}/exports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await other.keyFor('read')}` },
    body: JSON.stringify({ query: '{ leads { edges { node { fullName } } } }' }),
  })
  const reader = answer.body?.getReader()
  expect((await reader?.read())?.done).toBe(false)
  const rest = (async () => {
    while (!(await reader?.read())?.done);
  })()
  await Promise.all([expect(rest).rejects.toThrow(), other.stop()])
}, 120_000)

test('one caller reads as many files at once as may be, and whoever goes away leaves room', async () => {
  const gone = new AbortController()
  const first = await fetch(`${api.url}/exports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ leads(filter: { source: ["many.example"] }) { edges { node { id fullName } } } }' }),
    signal: gone.signal,
  })
  expect(first.status).toBe(200)
  gone.abort()
  await expect.poll(async () => (await ask({ query: '{ funnel { stage } }' })).status, { timeout: 60_000 }).toBe(200)
}, 120_000)

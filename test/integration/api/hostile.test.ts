import { connect } from 'node:net'
import { resolve } from 'node:path'
import { isNoText } from '@swarm/api/graphql/no-text'
import { schema } from '@swarm/api/graphql/schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomOf } from '../../faults/random.ts'
import { createCases, schemaDocuments } from '../../fuzz/cases.ts'
import { fuzz, leak } from '../../fuzz/fuzz.ts'
import { pageDocuments } from '../../fuzz/page-documents.ts'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let key: string
let leadId: string
const uncaught: unknown[] = []
const remember = (error: unknown) => void uncaught.push(error)
beforeAll(async () => {
  api = await startTestApi()
  await api.writer.pool.query(
    `insert into lead (email, person_key, full_name, source) values ('ana@a.example', 'ana@a.example', 'Ana 100% Real_Name', 'test')`,
  )
  const { rows } = await api.writer.pool.query<{ id: string }>('select id from lead')
  leadId = globalId('Lead', rows[0]?.id ?? '')
  process.on('unhandledRejection', remember).on('uncaughtException', remember)
})
afterAll(async () => {
  process.off('unhandledRejection', remember).off('uncaughtException', remember)
  await api.stop()
})

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64url')

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body,
  })
  return { status: response.status, text: await response.text() }
}

function expectHarmless({ status, text }: { status: number; text: string }, what: string): void {
  expect(status, `${what}: ${text}`).toBeLessThan(500)
  expect(text, what).not.toMatch(leak)
  expect(text, what).not.toContain('INTERNAL_SERVER_ERROR')
}

/** Thirty operations a second are few here: every hundred get a key of their own. */
async function freshKey(): Promise<void> {
  key = await api.keyFor('read', 'review', 'operate', 'admin')
}
beforeAll(freshKey)

const strange = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '%',
  '_',
  '%%%',
  "'; drop table lead; --",
  '\\',
  '"',
  '{{name}}',
  '\u202eevil',
  '\u200b',
  'İ',
  '🙂',
  ' ',
  '',
  'a'.repeat(5_000),
  '(((((',
  ':*',
  '& |',
  '!!',
  '__proto__',
  'constructor',
  '$1',
  '<script>',
]
const strangeInstants = [
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01',
  '2026-01-01T25:00:00Z',
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '+275760-09-13T00:00:00Z',
  'infinity',
  'now',
  '',
  '2026-01-01T00:00:00+99:99',
  '2026-11-02T09:00:00',
]
const strangeNumbers = [2 ** 53 + 1, -(2 ** 53) - 1, 2 ** 31, -(2 ** 31), 2_147_483_647, -2_147_483_648, 1.5, 1e308, -0]
const uuid = '0197a000-0000-7000-8000-000000000000'
const strangeIds = [
  '',
  'x',
  uuid,
  globalId('Lead', uuid),
  globalId('Company', uuid),
  globalId('Nothing', uuid),
  globalId('Lead', "x' or '1'='1"),
  globalId('UserAccount', uuid),
  globalId('__proto__', uuid),
  globalId('constructor', uuid),
  Buffer.from('Lead').toString('base64url'),
  '\u0000',
  '\ud800',
  'a'.repeat(5_000),
]

test('strange text in any filter is searched for or refused with a sentence', async () => {
  await freshKey()
  for (const text of strange) {
    const filters = { search: text, account: text, source: [text], industry: [text] }
    for (const [name, value] of Object.entries(filters)) {
      const answer = await api.ask<{ leads: { edges: unknown[] } }>(
        key,
        'query ($filter: LeadFilter) { leads(filter: $filter) { totalCount edges { node { id } } } funnel(filter: $filter) { count } }',
        { filter: { [name]: value } },
      )
      expect(answer.status, `${name} ${JSON.stringify(text)}`).toBeLessThan(500)
      const codes = (answer.errors ?? []).map((error) => error.extensions?.code)
      expect(
        codes.every((code) => code === 'INVALID_INPUT'),
        `${name} ${JSON.stringify(text)} ${JSON.stringify(answer.errors)}`,
      ).toBe(true)
      if (isNoText(text)) expect(codes).toContain('INVALID_INPUT')
    }
    await freshKey()
  }
  const literal = await api.ask(key, '{ leads(filter: { account: "a\\u0000b" }) { edges { node { id } } } }')
  expect(literal.errors?.[0]?.extensions?.code).toBe('INVALID_INPUT')
})

test('a percent sign and an underscore are letters to a search, not wildcards', async () => {
  const found = async (search: string) =>
    (
      await api.ask<{ leads: { edges: unknown[] } }>(
        key,
        'query ($search: String) { leads(filter: { search: $search }) { edges { node { id } } } }',
        { search },
      )
    ).data?.leads.edges.length
  expect(await found('100% real')).toBe(1)
  expect(await found('ÁNA')).toBe(1)
  expect(await found('%')).toBe(0)
  expect(await found('r%l')).toBe(0)
  expect(await found('_')).toBe(0)
})

test('dates that do not exist, and times of nobody’s zone, are refused by name', async () => {
  for (const instant of strangeInstants) {
    const answer = await api.ask(
      key,
      'query ($at: DateTime) { leads(filter: { createdFrom: $at, changedTo: $at }) { edges { node { id } } } }',
      { at: instant },
    )
    expect(answer.data ?? null, instant).toBeNull()
    expect(answer.errors?.[0]?.message, instant).toMatch(/Date/)
    expectHarmless({ status: answer.status, text: JSON.stringify(answer.errors) }, instant)
  }
})

test('numbers beyond what a column holds are refused or find nothing', async () => {
  for (const number of strangeNumbers) {
    for (const name of ['scoreMin', 'scoreMax'])
      expectHarmless(
        await send(
          JSON.stringify({
            query: 'query ($filter: LeadFilter) { leads(filter: $filter) { edges { node { id } } } }',
            variables: { filter: { [name]: number } },
          }),
        ),
        `${name} ${number}`,
      )
    for (const name of ['first', 'last'])
      expectHarmless(
        await send(JSON.stringify({ query: `query ($n: Int) { leads(${name}: $n) { edges { node { id } } } }`, variables: { n: number } })),
        `${name} ${number}`,
      )
  }
  await freshKey()
  expectHarmless(
    await send('{"query":"query ($n: Int) { leads(first: $n) { edges { node { id } } } }","variables":{"n":9007199254740993}}'),
    '2^53+1 as written',
  )
  expectHarmless(await send('{"query":"{ leads(first: 99999999999999999999) { edges { node { id } } } }"}'), 'a literal')
})

test('a variable of another form, or without a value, is refused by its name and with a code', async () => {
  const query = 'query ($filter: LeadFilter, $first: Int!) { leads(filter: $filter, first: $first) { totalCount } }'
  for (const [variables, message] of [
    [{ first: 'x' }, 'Variable "$first" got invalid value "x"; Int cannot represent non-integer value: "x"'],
    [{}, 'Variable "$first" of required type "Int!" was not provided.'],
    [{ first: 1, filter: { tier: ['TIER_9'] } }, 'Variable "$filter" got invalid value "TIER_9" at "filter.tier[0]"; '],
    [{ first: 1, filter: { shoeSize: 9 } }, 'Variable "$filter" got invalid value { shoeSize: 9 }; '],
  ] as const) {
    const { errors } = await api.ask(key, query, variables)
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code: 'INVALID_INPUT' } })
  }
})

test('an id of another type, or of nobody, finds nothing', async () => {
  for (const id of strangeIds) {
    const ask = (query: string) => api.ask<{ it: unknown }>(key, query, { id })
    for (const query of ['query ($id: ID!) { it: node(id: $id) { id } }', 'query ($id: ID!) { it: lead(id: $id) { id } }']) {
      const answer = await ask(query)
      expect(answer.data?.it ?? null, `${query} ${id}`).toBeNull()
      // Such an id is no text at all.
      const isText = id.isWellFormed() && !id.includes('\u0000')
      if (isText && query.includes('node(')) expect(answer.errors, id).toBeUndefined()
      expectHarmless({ status: answer.status, text: JSON.stringify(answer.errors ?? []) }, `${query} ${id}`)
    }
    expectHarmless(
      await send(
        JSON.stringify({ query: 'query ($id: ID!) { leads(filter: { companyId: $id }) { edges { node { id } } } }', variables: { id } }),
      ),
      id,
    )
  }
  await freshKey()
  expect((await api.ask(key, 'query ($id: ID!) { node(id: $id) { __typename id } }', { id: leadId })).data).toEqual({
    node: { __typename: 'Lead', id: leadId },
  })
  const other = await api.ask(key, 'query ($id: ID!) { leads(filter: { companyId: $id }) { edges { node { id } } } }', { id: leadId })
  expect(other.errors?.[0]).toMatchObject({ message: 'companyId is not an id of a Company.', extensions: { code: 'INVALID_INPUT' } })
})

test('strange text in a mutation is a member of its union, and nothing is half written', async () => {
  await freshKey()
  const stop =
    'mutation ($input: SetEmergencyStopInput!) { setEmergencyStop(input: $input) { __typename ... on InvalidInputError { code message path } } }'
  const refused = async (input: Record<string, unknown>) =>
    (await api.ask<{ setEmergencyStop: unknown }>(key, stop, { input: { active: true, reason: 'Fair enough', ...input } })).data
      ?.setEmergencyStop
  for (const text of ['\u0000abc', 'abc\ud800', '', 'ab', 'x'.repeat(501)])
    expect(await refused({ reason: text }), JSON.stringify(text)).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      path: ['reason'],
    })
  for (const text of ['\u0000', 'DROP TABLE', '../..', 'a'.repeat(62), ''])
    expect(await refused({ angle: text }), JSON.stringify(text)).toMatchObject({ __typename: 'InvalidInputError', path: ['angle'] })
  for (const text of ['\u0000', '\ud800', 'x'.repeat(201), ''])
    expect(await refused({ clientMutationId: text }), JSON.stringify(text)).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['clientMutationId'],
    })
  const { rows } = await api.writer.pool.query('select from emergency_stop union all select from client_mutation')
  expect(rows).toEqual([])
})

test('bodies that are no request are refused with 400', async () => {
  await freshKey()
  const bodies = [
    '',
    'null',
    '[]',
    '{}',
    '"x"',
    '1',
    '{"query":1}',
    '{"query":null}',
    '{"query":""}',
    '{"query":"{ viewer { name } }","variables":[]}',
    '{"query":"{ viewer { name } }","variables":"x"}',
    '{"query":',
    '{"query":"{ viewer { name } }","operationName":{"a":1}}',
    '{"query":"query A { viewer { name } } query B { viewer { name } }"}',
    `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  ]
  for (const body of bodies) {
    const answer = await send(body)
    expectHarmless(answer, body.slice(0, 80))
    expect(answer.text, body.slice(0, 80)).not.toContain('"viewer"')
    // What a parser throws is for those who wrote the server.
    expect(answer.text, body.slice(0, 80)).not.toMatch(/originalError|SyntaxError/)
    expect(JSON.parse(answer.text).errors[0].message.length).toBeGreaterThan(3)
  }
  const bytes = new Uint8Array([...Buffer.from('{"query":"{ viewer { name } } # '), 0xff, 0xfe, ...Buffer.from('"}')])
  expect((await send(bytes)).status).toBe(400)
})

test('keys named after an object’s own parts change nothing', async () => {
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
    const body = `{"query":"query ($filter: LeadFilter) { viewer { name } leads(filter: $filter) { edges { node { id } } } }","variables":{"filter":{"${name}":{"scoreMin":1}},"${name}":{"isAdmin":true}},"${name}":{"query":"x"}}`
    expectHarmless(await send(body), name)
    expectHarmless(await send(`{"query":"{ ${name} }"}`), name)
    expectHarmless(await send(`{"query":"query ${name} { ${name}: viewer { ${name}: name } }","operationName":"${name}"}`), name)
  }
  expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
})

/** One request as bytes, however wrong; what came back, or nothing when the connection was closed. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    let text = ''
    socket
      .on('data', (part) => (text += part.toString('latin1')))
      .on('error', () => resolve(text))
      .on('close', () => resolve(text))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.write(bytes, 'latin1')
  })
}

test('request lines and headers of any kind are answered below 500, and the process goes on', async () => {
  const lines = [
    'GET // HTTP/1.1',
    'GET //graphql HTTP/1.1',
    'GET http://[ HTTP/1.1',
    'GET * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET /%00 HTTP/1.1',
    'GET /%ff%fe HTTP/1.1',
    'GET /?%E0%A4%A HTTP/1.1',
    'GET /\\..\\ HTTP/1.1',
    'GET http://evil.example/graphql HTTP/1.1',
    'TRACE /graphql HTTP/1.1',
    'PUT /graphql HTTP/1.1',
    'DELETE /login HTTP/1.1',
    'PATCH /logout HTTP/1.1',
    'HEAD /graphql HTTP/1.1',
    'CONNECT x:1 HTTP/1.1',
    'BREW / HTTP/1.1',
    `GET /${'a'.repeat(20_000)} HTTP/1.1`,
  ]
  for (const line of lines) {
    for (const extra of [
      '',
      `Authorization: Bearer ${key}\r\n`,
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n',
    ]) {
      const answer = await raw(`${line}\r\nHost: x\r\n${extra.includes('Upgrade') ? '' : 'Connection: close\r\n'}${extra}\r\n`)
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
      expect(status, `${line} ${extra}\n${answer}`).toBeLessThan(500)
      expect(answer, line).not.toMatch(leak)
    }
  }
  for (const header of [
    'Cookie: swarm_session=\xff\xfe',
    'Authorization: Bearer \xff',
    'Origin: \xff',
    'Content-Type: application/json; charset=\xff',
    'X-Swarm-Csrf: \xff',
    'Accept: \xff/\xff',
    'Content-Length: -1',
    'Transfer-Encoding: x',
    'Cookie: =;=;;==',
  ]) {
    const answer = await raw(`POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n\r\n{}`)
    expect(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), `${header}\n${answer}`).toBeLessThan(500)
  }
  expect((await fetch(`${api.url}/health/live`)).status).toBe(200)
})

const upload = async (headers: Record<string, string>, body: string) => {
  const response = await fetch(`${api.url}/imports`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...headers }, body })
  return { status: response.status, text: await response.text() }
}

test('a file of any name is taken, of another type or of nobody who may import is refused', async () => {
  await freshKey()
  for (const name of ['%00.csv', '%', '..%2F..%2Fetc%2Fpasswd', '%ED%A0%80.csv', 'a'.repeat(5_000), 'caf%C3%A9.csv', '%E2%80%AEvsc.exe']) {
    const answer = await upload({ 'content-type': 'text/csv', 'x-file-name': name }, 'email\nx@y.example\n')
    expectHarmless(answer, name)
    expect(answer.status, name).toBe(200)
  }
  const { rows } = await api.writer.pool.query<{ file_name: string }>('select file_name from upload')
  expect(rows.every(({ file_name }) => !/[/\\\p{C}]/u.test(file_name) && file_name.length <= 200)).toBe(true)
  expect((await upload({ 'content-type': 'application/zip' }, 'PK')).status).toBe(415)
  expect((await upload({ 'content-type': 'text/csv' }, '')).status).toBe(400)
  key = await api.keyFor('read')
  expect((await upload({ 'content-type': 'text/csv' }, 'x')).status).toBe(403)
  await freshKey()
})

const seed = Number(process.env.SEED ?? 20_261_121)
const { queries, mutations } = schemaDocuments(schema)

/** `npm run fuzz` sends 10,000 of them, and watches the memory of a process of its own. */
test(`300 mutated documents of the schema and the pages, seed ${seed}: never a fault of ours, a stack, SQL or silence`, async () => {
  const [first = '', ...others] = [...pageDocuments(resolve(import.meta.dirname, '../../../web/src')), ...queries, ...mutations]
  const cases = createCases(schema, { random: randomOf(seed), documents: [first, ...others], knownIds: [leadId] })
  const everything = () => api.keyFor('read', 'review', 'operate', 'admin')
  const sent = await fuzz(
    api.url,
    Array.from({ length: 300 }, () => cases.mutated()),
    { freshKey: everything, atOnce: 3 },
  )
  expect(sent.findings).toEqual([])
  // Documents that are all broken would prove nothing.
  expect(sent.understood).toBeGreaterThan(30)
})

test(`every mutation with hostile values, seed ${seed}: its union answers, never a fault of ours`, async () => {
  const cases = createCases(schema, { random: randomOf(seed), documents: ['{ viewer { name } }'], knownIds: [leadId] })
  const sent = await fuzz(
    api.url,
    mutations.map((document) => cases.exactly(document)),
    { freshKey: () => api.keyFor('read', 'review', 'operate', 'admin', 'webhook'), atOnce: 3 },
  )
  expect(sent.findings).toEqual([])
  expect(sent.understood).toBeGreaterThan(mutations.length / 4)
})

test('nothing was thrown past its caller, and nothing of it is a fault of ours', () => {
  expect(uncaught).toEqual([])
  expect(api.faults).toEqual([])
})

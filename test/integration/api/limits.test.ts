import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { getIntrospectionQuery } from 'graphql'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'

let api: TestApi
let key: string
/** Connections that say a word now and then, from the beginning on: when they were cut, in milliseconds, and with what. */
let trickling: Promise<{ afterMs: number; answer: string }[]>
/** Bodies that come a line a second, from the beginning on: what each path answered. */
let dripping: Promise<Record<string, number | undefined>>
beforeAll(async () => {
  api = await startTestApi({ deadlineMs: 700, bodyMs: 4_000 })
  trickling = Promise.all([trickle('GET / HTTP/1.1\r\nHost: x\r\n'), trickle('')])
  const operator = await api.keyFor('operate')
  const paths = ['/graphql', '/exports', '/mcp', '/login', '/webhooks/instantly', '/u/x', '/imports']
  const answered = Promise.all(paths.map(async (path) => [path, await drip(path, operator)] as const))
  dripping = answered.then((found) => Object.fromEntries(found))
})
afterAll(() => api.stop())

const fresh = async () => {
  key = await api.keyFor('read')
}
beforeAll(fresh)

/** The code and the limit of the one error that an operation was refused with. */
async function refusalOf(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const { errors, data } = await api.ask(key, query, variables)
  expect(data ?? null).toBeNull()
  expect(errors).toHaveLength(1)
  const [error] = errors ?? []
  expect(error?.message).toMatch(/[A-Z].+\.$/)
  return { code: error?.extensions?.code, limit: error?.extensions?.limit, allowed: error?.extensions?.allowed }
}

/** Sends a header line each second and never the end of them. */
function trickle(first: string): Promise<{ afterMs: number; answer: string }> {
  return new Promise((resolve) => {
    const started = performance.now()
    let answer = ''
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    if (first !== '') socket.write(first)
    const drip = setInterval(() => socket.write(first === '' ? '\r\n' : 'X-Drip: x\r\n'), 1_000)
    socket
      .on('data', (part) => (answer += part.toString('latin1')))
      .on('error', () => {})
      .on('close', () => {
        clearInterval(drip)
        resolve({ afterMs: performance.now() - started, answer })
      })
  })
}

/** Sends a body a line a second; the status of its answer, undefined when the connection was cut without one. */
function drip(path: string, bearer: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const type = path === '/imports' ? 'text/csv' : 'application/json'
    const headers = { 'content-type': type, authorization: `Bearer ${bearer}`, 'x-swarm-hook-secret': hookSecret }
    const asking = request(`${api.url}${path}`, { method: 'POST', headers }, (answer) => {
      clearInterval(dropping)
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', () => {
      clearInterval(dropping)
      resolve(undefined)
    })
    let lines = 0
    const dropping = setInterval(() => {
      asking.write('email\n')
      lines += 1
      // Twice what any other body may take; the others have no end until they are cut.
      if (path !== '/imports' || lines < 8) return
      clearInterval(dropping)
      asking.end()
    }, 1_000)
  })
}

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body,
  })

test('a body of 1 MB is read, one byte more is 413, announced or not', async () => {
  const query = '{ viewer { name } }'
  const padded = (bytes: number) =>
    JSON.stringify({ query, pad: '' }).replace('""', `"${'x'.repeat(bytes - JSON.stringify({ query, pad: '' }).length)}"`)
  expect((await post('/graphql', padded(1_000_000))).status).not.toBe(413)
  const refused = await post('/graphql', padded(1_000_001))
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'BODY_TOO_LARGE' } }] })
  // Sent in pieces, without its length.
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asking = request(
      `${api.url}/graphql`,
      { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'transfer-encoding': 'chunked' } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    asking.on('error', reject)
    for (let sent = 0; sent < 30; sent += 1) asking.write('x'.repeat(100_000))
    asking.end()
  })
  expect(status).toBe(413)
})

test('a compressed body is not unpacked: a megabyte of it could be a thousand', async () => {
  for (const path of ['/graphql', '/login', '/webhooks/instantly']) {
    const response = await post(path, new Uint8Array(gzipSync(JSON.stringify({ query: '{ viewer { name } }' }))), {
      'content-encoding': 'gzip',
    })
    expect([400, 401, 503], path).toContain(response.status)
    expect(await response.text(), path).not.toContain('"viewer"')
  }
})

test('headers of more than 16 kB are refused', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${api.url}/health/live`, { headers: { 'x-long': 'x'.repeat(17_000) } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(431)
})

test('a file of 50 MB is refused before it is read', async () => {
  const operator = await api.keyFor('operate')
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asking = request(
      `${api.url}/imports`,
      {
        method: 'POST',
        headers: {
          'content-type': 'text/csv',
          authorization: `Bearer ${operator}`,
          'content-length': 50_000_001,
          'x-file-name': 'huge.csv',
        },
      },
      (answer) => resolve(answer.statusCode),
    )
    asking.on('error', reject)
    asking.write('email\n')
  })
  expect(status).toBe(413)
  const { rows } = await api.writer.pool.query(`select from upload where file_name = 'huge.csv'`)
  expect(rows).toEqual([])
})

const nested = (levels: number) =>
  `{ node(id: "x") ${'{ ... on Lead { timeline(first: 1) { edges { node { lead '.repeat(levels)}{ id }${' } } } } }'.repeat(levels)} }`

test('12 levels of fields run, more are refused with what was used', async () => {
  const flat =
    '{ leads(first: 1) { edges { node { timeline(first: 1) { edges { node { lead { timeline(first: 1) { edges { node { lead { %s } } } } } } } } } } } }'
  expect((await api.ask(key, flat.replace('%s', 'id'))).errors).toBeUndefined()
  expect(await refusalOf(flat.replace('%s', 'company { id }'))).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'depth', allowed: 12 })
  expect(await refusalOf(nested(5))).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'depth', allowed: 12 })
})

test('the introspection of signed-in callers is not too deep', async () => {
  const answer = await api.ask(key, getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true }))
  expect(answer.errors).toBeUndefined()
})

test('the lists of introspection can’t be asked for under many names: each is the whole schema', async () => {
  const often = (count: number) => `{ __schema { ${Array.from({ length: count }, (_, i) => `a${i}: types { name }`).join(' ')} } }`
  expect((await api.ask(key, often(3))).errors).toBeUndefined()
  expect(await refusalOf(often(4))).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'aliases', allowed: 30 })
})

test('introspection can’t be nested without end', async () => {
  const deep = `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} }'.repeat(8)} } } }`
  const answer = await api.ask(key, deep)
  expect(answer.data ?? null).toBeNull()
  expect(answer.errors?.length).toBeGreaterThan(0)
})

test('30 aliases run, 31 are refused, those in fragments too', async () => {
  const aliases = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: viewer { name }`).join(' ')
  expect((await api.ask(key, `{ ${aliases(30)} }`)).errors).toBeUndefined()
  expect(await refusalOf(`{ ${aliases(31)} }`)).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'aliases', allowed: 30 })
  expect(await refusalOf(`{ ...F } fragment F on Query { ${aliases(31)} }`)).toEqual({
    code: 'LIMIT_EXCEEDED',
    limit: 'aliases',
    allowed: 30,
  })
})

test('2,000 tokens are read, more are refused', async () => {
  const sources = (count: number) => `{ leads(filter: { source: [${'"a" '.repeat(count)}] }) { totalCount } }`
  // Sixteen tokens stand around the list.
  expect((await api.ask(key, sources(1_984))).errors).toBeUndefined()
  expect(await refusalOf(sources(1_985))).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'tokens', allowed: 2_000 })
})

test('a name is asked for 100 times, more are refused: validation compares each with each', async () => {
  const viewers = (count: number) => `{ ${'viewer { name } '.repeat(count)} }`
  expect((await api.ask(key, viewers(100))).data).toEqual({ viewer: { name: expect.any(String) } })
  const refusal = { code: 'LIMIT_EXCEEDED', limit: 'repeats', allowed: 100 }
  expect(await refusalOf(viewers(101))).toEqual(refusal)
  // Neither fragments nor inline ones hide them.
  expect(await refusalOf(`{ ${'... { viewer { name } } '.repeat(101)} }`)).toEqual(refusal)
})

test.each([
  ['its argument', 'query { leads(first: 200) { edges { node { id timeline(first: 50) { edges { node { kind } } } } } } }', {}],
  [
    'a variable',
    'query ($n: Int) { leads(first: $n) { edges { node { id timeline(first: 50) { edges { node { kind } } } } } } }',
    { n: 200 },
  ],
  [
    'a variable’s default',
    'query ($n: Int = 200) { leads(first: $n) { edges { node { id timeline(first: 50) { edges { node { kind } } } } } } }',
    {},
  ],
  ['`last`', 'query { leads(last: 200) { edges { node { id timeline(last: 50) { edges { node { kind } } } } } } }', {}],
  [
    'a fragment',
    'query { leads(first: 200) { ...P } } fragment P on LeadConnection { edges { node { id timeline(first: 50) { ...T } } } } fragment T on TimelineConnection { edges { node { kind } } }',
    {},
  ],
  [
    'an inline fragment',
    'query { leads(first: 200) { ... { edges { node { id timeline(first: 50) { ... on TimelineConnection { edges { node { kind } } } } } } } } }',
    {},
  ],
  [
    'the default size',
    `query { ${Array.from({ length: 3 }, (_, i) => `a${i}: leads { edges { node { timeline { edges { node { kind at } } } } } }`).join(' ')} }`,
    {},
  ],
])('a list costs its size times its fields, given by %s', async (_, query, variables) => {
  expect(await refusalOf(query, variables)).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'cost', allowed: 10_000 })
})

test('every answer gives its cost', async () => {
  expect((await api.ask(key, '{ leads(first: 10) { edges { node { id } } } }')).extensions).toEqual({
    cost: 31,
    costLimit: 10_000,
    costRemaining: 9_969,
  })
})

test('fragments that use each other twice, forty deep, are judged at once', async () => {
  const fragments = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} viewer { name } }`).join(' ')
  const started = performance.now()
  const answer = await api.ask(key, `{ ...F0 } ${fragments} fragment F40 on Query { viewer { name } }`)
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(answer.status).toBeLessThan(500)
})

test('a fragment that holds itself is refused', async () => {
  const answer = await api.ask(key, '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { name } }')
  expect(answer.data ?? null).toBeNull()
  expect(answer.errors?.length).toBeGreaterThan(0)
})

test('several operations in one body are refused', async () => {
  const response = await post('/graphql', JSON.stringify([{ query: '{ viewer { name } }' }, { query: '{ viewer { name } }' }]))
  expect(response.status).toBe(400)
  expect(JSON.stringify(await response.json())).not.toContain('"viewer"')
})

/** Asked all at once: how fast this machine answers does not matter. */
const askAtOnce = (count: number, bearer: string) =>
  Promise.all(
    Array.from({ length: count }, () => post('/graphql', '{"query":"{ viewer { name } }"}', { authorization: `Bearer ${bearer}` })),
  )

test('120 operations at once, then 30 a second, for each key of its own', async () => {
  const [busy, other] = [await api.keyFor('read'), await api.keyFor('read')]
  const started = performance.now()
  const statuses = (await askAtOnce(400, busy)).map(({ status }) => status)
  const seconds = (performance.now() - started) / 1000
  const passed = statuses.filter((status) => status === 200).length
  expect(passed).toBeGreaterThanOrEqual(120)
  expect(passed).toBeLessThanOrEqual(121 + Math.ceil(seconds * 30))
  expect(statuses).toContain(429)
  expect((await api.ask(other, '{ viewer { name } }')).status).toBe(200)
})

test('a caller who must wait is told how long', async () => {
  const held = (await askAtOnce(400, await api.keyFor('read'))).find(({ status }) => status === 429)
  expect(Number(held?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(await held?.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
})

test('operations over a WebSocket count like those over HTTP', async () => {
  const busy = await api.keyFor('read')
  const socket = openSocket(api.url, { key: busy })
  const started = performance.now()
  const overSocket = Array.from({ length: 90 }, () => socket.listen('{ viewer { name } }').ended)
  const overHttp = askAtOnce(200, busy)
  const refusedOverSocket = (await Promise.all(overSocket)).filter((error) => JSON.stringify(error).includes('RATE_LIMITED')).length
  const refusedOverHttp = (await overHttp).filter(({ status }) => status === 429).length
  const seconds = (performance.now() - started) / 1000
  expect(290 - refusedOverSocket - refusedOverHttp).toBeLessThanOrEqual(121 + Math.ceil(seconds * 30))
  expect(refusedOverSocket + refusedOverHttp).toBeGreaterThan(0)
  await socket.stop()
})

test('100 subscriptions on one connection, not one more', async () => {
  const listener = await api.keyFor('read')
  const socket = openSocket(api.url, { key: listener })
  const subscribe = () => socket.listen('subscription { safetyChanged { emergencyStop } }')
  for (let i = 0; i < 100; i += 1) subscribe()
  const isOpen = await Promise.race([socket.closed.then(() => false), new Promise((resolve) => setTimeout(() => resolve(true), 300))])
  expect(isOpen).toBe(true)
  expect(JSON.stringify(await subscribe().ended)).toContain('LIMIT_EXCEEDED')
  await socket.stop()
})

test('a query that takes too long is refused with a code, and PostgreSQL stops it too', async () => {
  const holder = new pg.Client({ connectionString: api.database.urls.superuser })
  await holder.connect()
  await holder.query('begin')
  await holder.query('lock table company in access exclusive mode')
  const started = performance.now()
  const answer = await api.ask(key, '{ leads(filter: { industry: ["x"] }) { edges { node { id } } } }')
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'TIMEOUT' } })
  const { rows } = await holder.query(
    `select from pg_stat_activity where application_name = 'api-read' and state = 'active' and datname = current_database()`,
  )
  expect(rows).toEqual([])
  await holder.query('rollback')
  await holder.end()
  expect((await api.ask(key, '{ leads(filter: { industry: ["x"] }) { edges { node { id } } } }')).errors).toBeUndefined()
})

test('a connection whose headers never end is cut within 15 s', async () => {
  for (const { afterMs, answer } of await trickling) {
    expect(afterMs).toBeGreaterThan(5_000)
    // Its 15 s, and what a busy machine adds; Node's own looks would let it live for 40.
    expect(afterMs).toBeLessThan(35_000)
    expect(answer === '' || /^HTTP\/1\.1 408 /.test(answer), answer).toBe(true)
  }
})

test('a body that is long in coming is cut, but a file may take its time', async () => {
  expect(await dripping).toEqual({
    '/graphql': 408,
    '/exports': 408,
    '/mcp': 408,
    '/login': 408,
    '/webhooks/instantly': 408,
    '/u/x': 408,
    '/imports': 200,
  })
})

test('no limit is a fault of ours', () => {
  expect(api.faults).toEqual([])
})

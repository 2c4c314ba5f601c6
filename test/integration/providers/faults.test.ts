import type { Socket } from 'node:net'
import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Admission, Call, CallKind } from '../../../jobs/src/providers/http/call.ts'
import { ProviderError } from '../../../jobs/src/providers/http/provider-error.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { makeClient, recordingLog, testKey } from './make-client.ts'
import { httpAnswer, startRawServer } from './raw-server.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const schema = z.object({ id: z.string() })

function callOf(
  kind: CallKind,
  extra: { timeoutMs?: number; beforeWrite?: () => boolean; admission?: Admission } = {},
): Call<{ id: string }> {
  const { beforeWrite = () => true, timeoutMs = 5_000, admission } = extra
  const base = { method: 'POST' as const, path: '/things', body: { to: 'mara@northfold.example' }, schema, timeoutMs }
  return kind === 'delivering' ? { ...base, kind, attemptKey: 'attempt-1', beforeWrite, admission } : { ...base, kind }
}

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProviderError)) throw new Error(`not a ProviderError: ${String(error)}`)
  return error
}

const say = (text: string) => (socket: Socket) => socket.end(text)
const good = '{"id":"a"}'

type Row = [name: string, answer: (socket: Socket) => void, ofRead: string, ofWrite: string, ofDelivering: string, noEffect: boolean]

/** What a read, a write and a delivering request make of each fault; `noEffect`: whether a delivering request certainly did nothing. */
const faults: Row[] = [
  ['never answers', () => {}, 'unavailable', 'unknown_outcome', 'unknown_outcome', false],
  ['reset after acting', (socket) => socket.resetAndDestroy(), 'unavailable', 'unknown_outcome', 'unknown_outcome', false],
  ['closed without a word', (socket) => socket.end(), 'unavailable', 'unknown_outcome', 'unknown_outcome', false],
  [
    'closed in the middle',
    say('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id":'),
    'unavailable',
    'unknown_outcome',
    'unknown_outcome',
    false,
  ],
  ['not HTTP', say('hello there\r\n\r\n'), 'malformed', 'unknown_outcome', 'unknown_outcome', false],
  [
    '401 in plain text',
    say(httpAnswer(401, 'Invalid API key', { 'content-type': 'text/plain' })),
    'unauthorized',
    'unauthorized',
    'unauthorized',
    true,
  ],
  ['402', say(httpAnswer(402, '{}')), 'unauthorized', 'unauthorized', 'unauthorized', true],
  ['403', say(httpAnswer(403, '{}')), 'unauthorized', 'unauthorized', 'unauthorized', true],
  ['400 that the client knows', say(httpAnswer(400, '{}')), 'rejected', 'rejected', 'rejected', true],
  ['404 that it does not know', say(httpAnswer(404, '{}')), 'rejected', 'rejected', 'unknown_outcome', false],
  ['409 that it does not know', say(httpAnswer(409, '{}')), 'rejected', 'rejected', 'unknown_outcome', false],
  ['422 that it does not know', say(httpAnswer(422, '{}')), 'rejected', 'rejected', 'unknown_outcome', false],
  ['500', say(httpAnswer(500, '{}')), 'unavailable', 'unknown_outcome', 'unknown_outcome', false],
  [
    '502 as a page',
    say(httpAnswer(502, '<html>', { 'content-type': 'text/html' })),
    'unavailable',
    'unknown_outcome',
    'unknown_outcome',
    false,
  ],
  ['503', say(httpAnswer(503, '{}')), 'unavailable', 'unknown_outcome', 'unknown_outcome', false],
  ['408', say(httpAnswer(408, '{}')), 'unavailable', 'unknown_outcome', 'unknown_outcome', false],
  ['a redirect', say(httpAnswer(302, '', { location: '/elsewhere' })), 'malformed', 'unknown_outcome', 'unknown_outcome', false],
  ['200 and nothing', say(httpAnswer(200, '')), 'malformed', 'unknown_outcome', 'unknown_outcome', false],
  ['200 and half', say(httpAnswer(200, '{"id":')), 'malformed', 'unknown_outcome', 'unknown_outcome', false],
  [
    '200 of another type',
    say(httpAnswer(200, good, { 'content-type': 'text/plain' })),
    'malformed',
    'unknown_outcome',
    'unknown_outcome',
    false,
  ],
  [
    '200 and a page',
    say(httpAnswer(200, '<html></html>', { 'content-type': 'text/html' })),
    'malformed',
    'unknown_outcome',
    'unknown_outcome',
    false,
  ],
  ['200 without content type', say(httpAnswer(200, good, {})), 'malformed', 'unknown_outcome', 'unknown_outcome', false],
  ['200 with an error inside', say(httpAnswer(200, '{"error":"no"}')), 'malformed', 'unknown_outcome', 'unknown_outcome', false],
  [
    '200 in broken UTF-8',
    (socket) => socket.end(Buffer.concat([Buffer.from(httpAnswer(200, '"ab"').slice(0, -3)), Buffer.from([0xff, 0xfe, 0x22])])),
    'malformed',
    'unknown_outcome',
    'unknown_outcome',
    false,
  ],
]

describe.each(faults)('%s', (name, answer, ofRead, ofWrite, ofDelivering, noEffect) => {
  test.each([
    ['read', ofRead],
    ['idempotent', ofRead],
    ['write', ofWrite],
    ['delivering', ofDelivering],
  ] as const)('%s: %s', async (kind, expected) => {
    const server = await startRawServer(answer)
    const { log, lines } = recordingLog()
    const client = makeClient(writer, server.url, { log })
    const error = await failureOf(client.call(callOf(kind, { timeoutMs: name === 'never answers' ? 150 : 5_000 })))
    expect(error.kind).toBe(expected)
    if (kind === 'delivering') expect(error.certainlyNotSent).toBe(noEffect)
    // Only what is safe to repeat was repeated, and a redirect was not followed.
    expect(server.received).toHaveLength(expected === 'unavailable' && (kind === 'read' || kind === 'idempotent') ? 3 : 1)
    const shown = `${JSON.stringify(error)} ${error.stack} ${lines.join('')}`
    expect(shown).not.toContain(testKey)
    expect(shown).not.toContain('mara@')
    await client.close()
    await server.close()
  })
})

test('429 with Retry-After says how long, and without it says nothing; neither had an effect', async () => {
  for (const [headers, waitMs] of [
    [{ 'retry-after': '90' }, 90_000],
    [{}, null],
  ] as const) {
    const server = await startRawServer(say(httpAnswer(429, '{}', { 'content-type': 'application/json', ...headers })))
    const client = makeClient(writer, server.url)
    const error = await failureOf(client.call(callOf('delivering')))
    expect(error).toMatchObject({ kind: 'rate_limited', certainlyNotSent: true, retryAfterMs: waitMs, status: 429 })
    expect(server.received).toHaveLength(1)
    await client.close()
    await server.close()
  }
})

test('a refused connection, an unknown name and broken TLS were certainly not sent', async () => {
  const closed = await startRawServer(() => {})
  await closed.close()
  const plain = await startRawServer(say('not TLS'))
  for (const [baseUrl, mode] of [
    [closed.url, 'sandbox'],
    ['https://no-such-name.invalid', 'production'],
    [plain.url.replace('http:', 'https:'), 'sandbox'],
  ] as const) {
    const client = makeClient(writer, baseUrl, { mode })
    const error = await failureOf(client.call(callOf('delivering')))
    expect(error).toMatchObject({ kind: 'unavailable', stage: 'connection', certainlyNotSent: true })
    await client.close()
  }
  await plain.close()
})

test('an attempt that is given up before its first byte opens a connection and writes nothing', async () => {
  const server = await startRawServer(say(httpAnswer(200, good)))
  const client = makeClient(writer, server.url)
  const error = await failureOf(client.call(callOf('delivering', { beforeWrite: () => false })))
  expect(error).toMatchObject({ stage: 'admission', certainlyNotSent: true })
  expect(server.received.join('')).toBe('')
  await client.close()
  await server.close()
})

test('beforeWrite is asked after the connection stands and once; the attempt key goes along', async () => {
  const server = await startRawServer(say(httpAnswer(200, good)))
  const client = makeClient(writer, server.url)
  const asked: number[] = []
  await client.call(callOf('delivering', { beforeWrite: () => asked.push(server.received.length) === 1 }))
  expect(asked).toHaveLength(1)
  expect(server.received[0]).toMatch(/x-attempt-key: attempt-1/i)
  await client.close()
  await server.close()
})

test('who has leave from before asks the database nothing until the first byte has left', async () => {
  const server = await startRawServer(say(httpAnswer(200, good)))
  const own = createWriter({ url: database.urls.jobs, name: 'own', maxConnections: 1, onConnectionError: () => {} })
  const client = makeClient(own, server.url, { limits: { all: [{ name: 'asked-before', calls: 10, perMs: 1_000 }] } })
  const admission = await client.admit()
  // Nobody is left who could answer.
  await own.end()
  expect(await client.call(callOf('delivering', { admission }))).toEqual({ id: 'a' })
  expect(await failureOf(client.call(callOf('delivering')))).toMatchObject({ stage: 'admission' })
  expect(server.received).toHaveLength(1)
  await client.close()
  await server.close()
})

test('leave is refused where a call would be: an allowance that is used up, a foreign host', async () => {
  const used = { name: `used-${Math.random()}`, calls: 1, perMs: 3_600_000 }
  const client = makeClient(writer, 'http://127.0.0.1:9', { limits: { all: [used] } })
  await client.admit()
  expect(await failureOf(client.admit())).toMatchObject({ kind: 'rate_limited', stage: 'admission', certainlyNotSent: true })
  await client.close()
  const outside = makeClient(writer, 'https://api.instantly.ai')
  expect(await failureOf(outside.admit())).toMatchObject({ kind: 'unavailable', stage: 'admission' })
  await outside.close()
})

test('a slow drip is cut by the time limit of the whole exchange', async () => {
  const server = await startRawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{')
    const drip = setInterval(() => socket.write(' '), 20)
    socket.on('close', () => clearInterval(drip))
  })
  const client = makeClient(writer, server.url)
  const error = await failureOf(client.call(callOf('write', { timeoutMs: 200 })))
  expect(error).toMatchObject({ kind: 'unknown_outcome', certainlyNotSent: false })
  await client.close()
  await server.close()
})

test('an answer above 10 MB is not read', async () => {
  const server = await startRawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n')
    for (let sent = 0; sent < 11; sent++) socket.write(Buffer.alloc(1024 * 1024, 0x20))
    socket.end(good)
  })
  const client = makeClient(writer, server.url)
  expect((await failureOf(client.call(callOf('read')))).kind).toBe('malformed')
  await client.close()
  await server.close()
})

test('a provider that echoes our key and somebody’s address does not bring them into errors and logs', async () => {
  const server = await startRawServer(
    say(httpAnswer(400, JSON.stringify({ message: `key ${testKey} may not write to mara@northfold.example` }))),
  )
  const { log, lines } = recordingLog()
  const client = makeClient(writer, server.url, { log })
  const error = await failureOf(client.call(callOf('write')))
  expect(error.excerpt).toContain('may not write to')
  log.error({ err: error }, 'as a job logs it')
  expect(`${JSON.stringify(error)} ${lines.join('')}`).not.toMatch(/0123456789|mara@/)
  await client.close()
  await server.close()
})

test('a sandbox refuses a public host before a socket is opened (I16)', async () => {
  for (const baseUrl of ['https://api.instantly.ai', 'http://93.184.216.34', 'http://0.0.0.0:1', 'http://127.0.0.1.example.com']) {
    const client = makeClient(writer, baseUrl)
    const error = await failureOf(client.call(callOf('delivering', { beforeWrite: () => expect.unreachable() })))
    expect(error).toMatchObject({ kind: 'unavailable', stage: 'admission', certainlyNotSent: true })
    expect(error.message).toContain('not this machine')
    await client.close()
  }
})

test('production gives its keys to nobody in clear', async () => {
  const client = makeClient(writer, 'http://api.instantly.ai', { mode: 'production' })
  expect((await failureOf(client.call(callOf('read')))).message).toContain('only https')
  await client.close()
})

test('a database that can not be asked stops the call before it starts', async () => {
  const server = await startRawServer(say(httpAnswer(200, good)))
  const gone = createWriter({ url: database.urls.jobs, name: 'gone', maxConnections: 1, onConnectionError: () => {} })
  await gone.end()
  const client = makeClient(gone, server.url)
  expect(await failureOf(client.call(callOf('delivering')))).toMatchObject({
    kind: 'unavailable',
    stage: 'admission',
    certainlyNotSent: true,
  })
  expect(server.received).toEqual([])
  await client.close()
  await server.close()
})

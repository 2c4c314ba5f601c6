import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createBreaker } from '../../jobs/src/providers/http/breaker.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { makeClient } from '../integration/providers/make-client.ts'
import { httpAnswer, type RawServer, startRawServer } from '../integration/providers/raw-server.ts'
import { runCalling } from '../integration/providers/start-calling.ts'

let database: TestDatabase
let writer: Writer
let server: RawServer
let status = 500
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 10, onConnectionError: () => {} })
  server = await startRawServer((socket) => {
    setTimeout(() => socket.end(httpAnswer(status, '{}')), 50)
  })
})
afterAll(async () => {
  await server.close()
  await writer.end()
  await database.drop()
})

/** Longer than any of these tests takes: who needs it to be over moves the row, so that no busy machine decides. */
const halfOpenAfterMs = 600_000

/** The time that a breaker stays open, or that a probe has, is over. */
async function timePasses(provider: string): Promise<void> {
  await writer.pool.query(
    `update provider_breaker set opened_at = opened_at - interval '1 hour', probe_until = probe_until - interval '1 hour' where provider = $1`,
    [provider],
  )
}

function calling(provider: string, callers: number) {
  return runCalling({ databaseUrl: database.urls.jobs, baseUrl: server.url, path: '/', provider, callers, halfOpenAfterMs })
}

async function alerts(cause: string): Promise<{ severity: string; is_open: boolean }[]> {
  const { rows } = await writer.pool.query<{ severity: string; is_open: boolean }>(
    'select severity, resolved_at is null as is_open from alert where cause = $1',
    [cause],
  )
  return rows
}

test('what one process opened holds the next ones; half open lets exactly one call of two processes through; recovery alerts', async () => {
  status = 500
  await calling('shared', 5)
  expect(await alerts('breaker:shared')).toEqual([{ severity: 'CRITICAL', is_open: true }])

  // A process that was started only now: the state survived the end of the one that opened it.
  const before = server.received.length
  expect(await calling('shared', 4)).toEqual(Array.from({ length: 4 }, () => ({ kind: 'unavailable', stage: 'admission' })))
  expect(server.received).toHaveLength(before)

  status = 200
  await timePasses('shared')
  // Whoever asks before the probe is back is held.
  const gates = await Promise.all(Array.from({ length: 20 }, () => createBreaker(writer, 'shared', halfOpenAfterMs).admit(60_000)))
  expect(gates.filter((pass) => pass !== null)).toHaveLength(1)
  await timePasses('shared')
  const outcomes = (await Promise.all([calling('shared', 1), calling('shared', 1)])).flat()
  // One of the two was the half-open call; the other was held, or came after it had closed the breaker.
  expect(outcomes.map(({ kind, stage }) => `${kind} ${stage}`)).toContain('done answer')
  expect(await alerts('breaker:shared')).toEqual([{ severity: 'CRITICAL', is_open: false }])
  expect(await alerts('breaker-recovered:shared')).toEqual([{ severity: 'INFO', is_open: true }])
})

test('a failing half-open call opens it for the whole time again', async () => {
  status = 500
  await calling('again', 5)
  await timePasses('again')
  const before = server.received.length
  const outcomes = (await Promise.all([calling('again', 3), calling('again', 3)])).flat()
  expect(server.received.length - before).toBe(1)
  expect(outcomes.filter(({ stage }) => stage === 'admission')).toHaveLength(5)
})

test('ten failures of the last twenty open it, also when no five came in a row', async () => {
  const breaker = createBreaker(writer, 'flapping')
  for (let round = 0; round < 9; round++) {
    await breaker.record({ probe: null }, 'failure')
    await breaker.record({ probe: null }, 'success')
    expect(await breaker.admit(1_000)).not.toBeNull()
  }
  await breaker.record({ probe: null }, 'failure')
  expect(await breaker.admit(1_000)).toBeNull()
})

test('nine of any twenty do not', async () => {
  const breaker = createBreaker(writer, 'mostly-well')
  for (let round = 0; round < 40; round++) {
    await breaker.record({ probe: null }, round % 20 < 18 && round % 2 === 0 ? 'failure' : 'success')
  }
  expect(await breaker.admit(1_000)).not.toBeNull()
})

test('calls from before it opened change nothing when they end; a probe without a verdict gives its place to the next', async () => {
  const breaker = createBreaker(writer, 'late', halfOpenAfterMs)
  for (let count = 0; count < 5; count++) await breaker.record({ probe: null }, 'failure')
  await breaker.record({ probe: null }, 'success')
  expect(await breaker.admit(1_000)).toBeNull()
  await timePasses('late')
  const probe = await breaker.admit(10_000)
  if (probe === null) throw new Error('half open let nobody through')
  await breaker.record({ probe: null }, 'success')
  await breaker.record({ probe: null }, 'failure')
  expect(await breaker.admit(10_000)).toBeNull()
  await breaker.record(probe, 'nothing')
  const next = await breaker.admit(10_000)
  if (next === null) throw new Error('the place was not given on')
  await breaker.record(next, 'success')
  expect(await breaker.admit(10_000)).toEqual({ probe: null })
})

test('half open, leave that was asked for beforehand is the one call: it closes the breaker, or is given back to the next', async () => {
  status = 200
  const provider = 'beforehand'
  const breaker = createBreaker(writer, provider, halfOpenAfterMs)
  for (let count = 0; count < 5; count++) await breaker.record({ probe: null }, 'failure')
  const client = makeClient(writer, server.url, { provider, halfOpenAfterMs })
  await expect(client.admit()).rejects.toThrow('the breaker is open')
  await timePasses(provider)
  const first = await client.admit()
  await expect(client.admit()).rejects.toThrow('the breaker is open')
  await first.giveBack()
  const second = await client.admit()
  await expect(client.admit()).rejects.toThrow('the breaker is open')
  const call = { kind: 'delivering', method: 'POST', path: '/', schema: z.unknown(), attemptKey: 'a', beforeWrite: () => true } as const
  await client.call({ ...call, admission: second })
  expect(await breaker.admit(1_000)).toEqual({ probe: null })
  await client.close()
})

test('a dead probe makes way when its time is over', async () => {
  const breaker = createBreaker(writer, 'dead', halfOpenAfterMs)
  for (let count = 0; count < 5; count++) await breaker.record({ probe: null }, 'failure')
  await timePasses('dead')
  expect(await breaker.admit(60_000)).not.toBeNull()
  expect(await breaker.admit(60_000)).toBeNull()
  await timePasses('dead')
  expect(await breaker.admit(60_000)).not.toBeNull()
})

test('of many callers at once exactly one gets the half-open call', async () => {
  const breaker = createBreaker(writer, 'crowd', halfOpenAfterMs)
  for (let count = 0; count < 5; count++) await breaker.record({ probe: null }, 'failure')
  await timePasses('crowd')
  const passes = await Promise.all(Array.from({ length: 50 }, () => breaker.admit(10_000)))
  expect(passes.filter((pass) => pass !== null)).toHaveLength(1)
  const { rows } = await writer.pool.query<{ state: string }>(`select state from provider_breaker where provider = 'crowd'`)
  expect(rows).toEqual([{ state: 'HALF_OPEN' }])
})

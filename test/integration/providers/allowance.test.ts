import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { AllowanceUsedUpError, createAllowance } from '../../../jobs/src/providers/http/allowance.ts'
import { ProviderError } from '../../../jobs/src/providers/http/provider-error.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { makeClient } from './make-client.ts'
import { httpAnswer, startRawServer } from './raw-server.ts'
import { runCalling } from './start-calling.ts'

let database: TestDatabase
let writer: Writer
let sandbox: Sandbox
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  sandbox = await startSandbox({ delays: 'off', people: 10 })
})
afterAll(async () => {
  await sandbox.stop()
  await writer.end()
  await database.drop()
})

/** How much later than it was let go a request may arrive on a busy machine. */
const onTheWayMs = 500

const logged = z.object({ items: z.array(z.object({ at: z.string() })) })

/** Most requests in any window of that length, wherever it starts. */
function mostWithin(arrivals: number[], windowMs: number): number {
  let first = 0
  let most = 0
  for (const [index, at] of arrivals.entries()) {
    while ((arrivals[first] ?? at) <= at - windowMs) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

test('two processes share one allowance: never more than allowed in any window, and at least 90 % of it is used', async () => {
  const limit = { name: 'shared', calls: 200, perMs: 5_000 }
  const forMs = 7_000
  const calling = {
    databaseUrl: database.urls.jobs,
    baseUrl: `${sandbox.url}/apollo/api/v1`,
    path: '/people/match?name=Nobody',
    provider: 'shared',
    headers: { 'x-api-key': 'sandbox-apollo-key' },
    limit,
    callers: 20,
    forMs,
  }
  await Promise.all([runCalling(calling), runCalling(calling)])
  const { items } = logged.parse(await (await fetch(`${sandbox.url}/_control/requests?provider=apollo&path=match`)).json())
  const arrivals = items.map(({ at }) => Date.parse(at)).sort((a, b) => a - b)
  // What was let go at its time may arrive a little closer to what comes after.
  expect(mostWithin(arrivals, limit.perMs - onTheWayMs)).toBeLessThanOrEqual(limit.calls)
  const first = arrivals[0] ?? 0
  const used = arrivals.filter((at) => at < first + forMs).length
  expect(used).toBeGreaterThanOrEqual(0.9 * limit.calls * (forMs / limit.perMs))
})

test('who can not wait that long is told how long it takes, and takes nothing', async () => {
  const allowance = createAllowance(writer, [{ name: 'slow', calls: 1, perMs: 60_000 }])
  await allowance.take(0)
  const error = await allowance.take(100).catch((reason: unknown) => reason)
  if (!(error instanceof AllowanceUsedUpError)) throw new Error('was let through')
  expect(error.retryAfterMs).toBeGreaterThan(59_000)
  expect(error.retryAfterMs).toBeLessThan(65_000)
})

test('of two allowances both are taken or none', async () => {
  const wide = { name: 'wide', calls: 1, perMs: 60_000 }
  const both = createAllowance(writer, [wide, { name: 'narrow', calls: 1, perMs: 600_000 }])
  await createAllowance(writer, [{ name: 'narrow', calls: 1, perMs: 600_000 }]).take(0)
  await expect(both.take(0)).rejects.toThrow(AllowanceUsedUpError)
  await createAllowance(writer, [wide]).take(0)
})

test('a 429 holds every process until its Retry-After', async () => {
  const limit = { name: 'paused', calls: 100, perMs: 1_000 }
  let answers = 0
  const server = await startRawServer((socket) => {
    answers += 1
    socket.end(answers === 1 ? httpAnswer(429, '{}', { 'content-type': 'application/json', 'retry-after': '1' }) : httpAnswer(200, '{}'))
  })
  const client = makeClient(writer, server.url, { limits: { all: [limit] } })
  const call = { kind: 'write', method: 'POST', path: '/', schema: z.unknown() } as const
  await expect(client.call(call)).rejects.toThrow(ProviderError)
  const startedAt = performance.now()
  await Promise.all([client.call(call), createAllowance(writer, [limit]).take(5_000)])
  expect(performance.now() - startedAt).toBeGreaterThan(950)
  await client.close()
  await server.close()
})

test('a 429 of one kind of call holds that kind alone', async () => {
  const server = await startRawServer((socket) => socket.end(httpAnswer(429, '{}')))
  const client = makeClient(writer, server.url, {
    limits: { all: [{ name: 'workspace', calls: 100, perMs: 1_000 }], some: { emails: { name: 'emails', calls: 20, perMs: 60_000 } } },
  })
  await expect(client.call({ kind: 'write', method: 'POST', path: '/', schema: z.unknown(), limit: 'emails' })).rejects.toThrow(
    ProviderError,
  )
  await createAllowance(writer, [{ name: 'workspace', calls: 100, perMs: 1_000 }]).take(100)
  await expect(createAllowance(writer, [{ name: 'emails', calls: 20, perMs: 60_000 }]).take(100)).rejects.toThrow(AllowanceUsedUpError)
  await client.close()
  await server.close()
})

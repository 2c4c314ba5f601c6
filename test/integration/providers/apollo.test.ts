import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Apollo, createApollo } from '../../../jobs/src/providers/apollo.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { type Control, controlOf } from '../../sandbox/testing/control.ts'
import { recordingLog } from './make-client.ts'

let database: TestDatabase
let writer: Writer
let sandbox: Sandbox
let apollo: Apollo
const { log, lines } = recordingLog()
const apiKey = 'sandbox-apollo-key'

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  sandbox = await startSandbox({ delays: 'off', people: 2_000 })
  apollo = createApollo({ apiKey, baseUrl: `${sandbox.url}/apollo/api/v1` }, { mode: 'sandbox', writer, log })
})
beforeEach(() => control('DELETE', 'faults'))
afterAll(async () => {
  await apollo.close()
  await sandbox.stop()
  await writer.end()
  await database.drop()
})

const control: Control = (...call) => controlOf(sandbox.url)(...call)

const criteria = { seniorities: ['vp', 'c_suite'], employeeRanges: [{ min: 51, max: 500 }], locations: ['United States'] }

test('search finds the same people by query and by body, and match reveals one of them', async () => {
  const byBody = createApollo({ apiKey, baseUrl: `${sandbox.url}/apollo/api/v1`, parametersIn: 'body' }, { mode: 'sandbox', writer, log })
  const found = await apollo.searchPeople(criteria, 1, 10)
  expect(found.people).toHaveLength(10)
  expect(await byBody.searchPeople(criteria, 1, 10)).toEqual(found)
  await byBody.close()
  const people = await Promise.all(found.people.map(({ apolloId }) => apollo.matchPerson({ apolloId })))
  const revealed = people.filter(({ person }) => person !== null)
  expect(revealed.length).toBeGreaterThan(5)
  for (const { person, credits } of people) {
    expect(credits).toBe(person === null ? 0 : 1)
    if (person === null) continue
    expect(person.facts.companyDomain?.value).toMatch(/\.example$/)
    expect(person.facts.linkedinUrl?.value ?? 'https://').toMatch(/^https:/)
    expect(JSON.stringify(person)).not.toContain('email_not_unlocked')
  }
})

test('a person nobody knows is a miss without credits', async () => {
  expect(await apollo.matchPerson({ email: 'nobody@nowhere.example' })).toEqual({ person: null, credits: 0 })
})

test('bulk answers are matched by who they are, whatever their order', async () => {
  const { people } = await apollo.searchPeople(criteria, 1, 8)
  const keys = people.map(({ apolloId }) => ({ apolloId }))
  const one = await apollo.matchPeople(keys)
  const known = one.people.find((person) => person?.facts.linkedinUrl !== undefined)
  const profile = String(known?.facts.linkedinUrl?.value)
  const mixed = await apollo.matchPeople([
    { email: 'nobody@nowhere.example' },
    { linkedinUrl: `${profile}/` },
    ...keys.slice(0, 8).toReversed(),
  ])
  expect(mixed.people[0]).toBeNull()
  expect(mixed.people[1]?.apolloId).toBe(known?.apolloId)
  expect(mixed.people.slice(2)).toEqual(one.people.toReversed())
  // The same people shuffled by the provider.
  const shuffled = { status: 'success', credits_consumed: 0.5, request_id: 0, matches: [null, { id: 'b' }, { id: 'a' }] }
  await control('PUT', 'faults', [
    {
      provider: 'apollo',
      path: 'bulk_match',
      status: 200,
      body: JSON.stringify(shuffled).replace('"request_id":0', '"request_id":-4120093310028841221'),
    },
  ])
  expect(await apollo.matchPeople([{ apolloId: 'a' }, { apolloId: 'c' }, { apolloId: 'b' }])).toEqual({
    people: [{ apolloId: 'a', facts: {} }, null, { apolloId: 'b', facts: {} }],
    credits: 0.5,
  })
  await expect(apollo.matchPeople(Array.from({ length: 11 }, () => ({ apolloId: 'a' })))).rejects.toThrow(RangeError)
})

test('a wrong key and a key out of its scope are about us, and the key shows nowhere', async () => {
  const stranger = createApollo(
    { apiKey: 'wrong-key-0123456789', baseUrl: `${sandbox.url}/apollo/api/v1` },
    { mode: 'sandbox', writer, log },
  )
  const refused = await stranger.searchPeople(criteria, 1).catch((error: unknown) => error)
  expect(refused).toMatchObject({ kind: 'unauthorized', status: 401 })
  await stranger.close()
  await control('PUT', 'faults', [
    { provider: 'apollo', status: 403, body: '{"error":"api/v1/x is not accessible with this api_key","error_code":"API_INACCESSIBLE"}' },
  ])
  const outOfScope = await apollo.matchPerson({ apolloId: 'x' }).catch((error: unknown) => error)
  expect(outOfScope).toMatchObject({ kind: 'unauthorized', status: 403, excerpt: expect.stringContaining('API_INACCESSIBLE') })
  expect(lines.join('')).not.toMatch(/wrong-key|sandbox-apollo-key/)
})

test('a match that was cut after it was charged is not asked again; a search is', async () => {
  await control('PUT', 'faults', [{ provider: 'apollo', dropAfterActing: true, times: 1 }])
  await control('DELETE', 'requests')
  await expect(apollo.matchPerson({ apolloId: 'x' })).rejects.toMatchObject({ kind: 'unknown_outcome' })
  await control('PUT', 'faults', [{ provider: 'apollo', status: 503, times: 1 }])
  expect((await apollo.searchPeople(criteria, 1, 1)).people).toHaveLength(1)
})

test('limit headers that are empty, and a 429 with its wait', async () => {
  await control('PUT', 'faults', [
    {
      provider: 'apollo',
      path: 'people/match',
      status: 429,
      headers: { 'retry-after': '1', 'x-rate-limit-hourly': '' },
      body: '{"message":"The maximum number of api calls"}',
    },
  ])
  await expect(apollo.matchPerson({ apolloId: 'x' })).rejects.toMatchObject({
    kind: 'rate_limited',
    retryAfterMs: 1_000,
    certainlyNotSent: true,
  })
  expect((await apollo.searchPeople(criteria, 1, 1)).people).toHaveLength(1)
})

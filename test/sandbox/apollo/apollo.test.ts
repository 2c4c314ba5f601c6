import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../server.ts'
import { startSandbox } from '../start-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ delays: 'off', people: 3_000 })
})
afterAll(() => sandbox.stop())

const KEY = { 'x-api-key': 'sandbox-apollo-key' }
const searchSchema = z.object({
  total_entries: z.number(),
  people: z.array(z.looseObject({ id: z.string(), title: z.string().nullable() })),
})
const personSchema = z.looseObject({
  id: z.string(),
  email: z.string().nullable(),
  linkedin_url: z.string().nullable(),
  seniority: z.string().nullable(),
  employment_history: z.array(z.looseObject({ current: z.boolean() })),
  organization: z.looseObject({
    estimated_num_employees: z.number().nullable(),
    primary_domain: z.string(),
    industry: z.string().nullable(),
  }),
})
const matchSchema = z.object({ person: personSchema.nullable() })

function apollo(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${sandbox.url}/apollo/api/v1${path}`, { method: 'POST', ...init, headers: { ...KEY, ...init.headers } })
}

async function search(parameters: Record<string, unknown>): Promise<z.infer<typeof searchSchema>> {
  return searchSchema.parse(await (await apollo('/mixed_people/api_search', { body: JSON.stringify(parameters) })).json())
}

async function match(query: string): Promise<z.infer<typeof matchSchema>> {
  return matchSchema.parse(await (await apollo(`/people/match?${query}`)).json())
}

const WANTED = {
  person_seniorities: ['c_suite', 'vp', 'founder', 'owner', 'partner'],
  organization_num_employees_ranges: ['51,200', '201,500'],
}

test('a search in the query string and the same in a JSON body find the same people', async () => {
  const query = 'person_seniorities[]=vp&organization_num_employees_ranges[]=51,200&person_locations[]=united%20states&page=1&per_page=25'
  const byQuery = searchSchema.parse(await (await apollo(`/mixed_people/api_search?${query}`)).json())
  const byBody = await search({
    person_seniorities: ['vp'],
    organization_num_employees_ranges: ['51,200'],
    person_locations: ['United States'],
    page: 1,
    per_page: 25,
  })
  expect(byQuery.people).toHaveLength(25)
  expect(byBody).toEqual(byQuery)
})

test('search shows no address, no profile and no full last name', async () => {
  const { people } = await search({ ...WANTED, page: 1, per_page: 100 })
  expect(people).toHaveLength(100)
  for (const person of people) {
    expect(Object.keys(person)).not.toEqual(expect.arrayContaining(['email']))
    expect(person).not.toHaveProperty('last_name')
    expect(person).not.toHaveProperty('linkedin_url')
    expect(person.last_name_obfuscated).toContain('***')
  }
})

test('pages cut the same list without gaps or repeats', async () => {
  const pages = await Promise.all([1, 2, 3].map((page) => search({ ...WANTED, page, per_page: 40 })))
  const ids = pages.flatMap(({ people }) => people.map(({ id }) => id))
  expect(new Set(ids).size).toBe(120)
  expect((await search({ ...WANTED, page: 2, per_page: 60 })).people.map(({ id }) => id)).toEqual(ids.slice(60))
})

test('whom search finds, match reveals with the size and seniority that were asked for', async () => {
  const { people } = await search({ ...WANTED, page: 1, per_page: 60 })
  const found = await Promise.all(people.map(({ id }) => match(`id=${id}`)))
  const persons = found.flatMap(({ person }) => person ?? [])
  expect(persons.length).toBeGreaterThan(50)
  expect(persons.length).toBeLessThanOrEqual(60)
  for (const person of persons) {
    expect(WANTED.person_seniorities).toContain(person.seniority)
    expect(person.organization.estimated_num_employees).toBeGreaterThanOrEqual(51)
    expect(person.organization.estimated_num_employees).toBeLessThanOrEqual(500)
    expect(person.employment_history[0]?.current).toBe(true)
    if (person.email !== null) expect(person.email).toMatch(/@[a-z0-9-]+\.example$/)
    if (person.linkedin_url !== null) expect(person.linkedin_url).toMatch(/^http:\/\/www\.linkedin\.com\/in\/.+-syn[0-9a-f]{6}$/)
  }
})

test('an address, a profile, or a name with a company lead to the same person', async () => {
  const { people } = await search({ ...WANTED, contact_email_status: ['verified'], page: 1, per_page: 20 })
  const persons = (await Promise.all(people.map(({ id }) => match(`id=${id}`)))).flatMap(({ person }) => person ?? [])
  const person = persons.find(({ email, linkedin_url }) => email && linkedin_url)
  expect((await match(`email=${person?.email}`)).person?.id).toBe(person?.id)
  const profile = encodeURIComponent(String(person?.linkedin_url).replace('http://www.', 'https://'))
  expect((await match(`linkedin_url=${profile}`)).person?.id).toBe(person?.id)
  const name = `name=${encodeURIComponent(String(person?.name))}&domain=${person?.organization.primary_domain}`
  expect((await match(name)).person?.organization.primary_domain).toBe(person?.organization.primary_domain)
  expect((await match('name=Nobody%20Here')).person).toBeNull()
})

test('the same seed makes the same people, another seed others', async () => {
  const firstPage = async (seed: number): Promise<unknown> => {
    const one = await startSandbox({ delays: 'off', people: 200, seed })
    const answer = await fetch(`${one.url}/apollo/api/v1/mixed_people/api_search?page=1&per_page=50`, { method: 'POST', headers: KEY })
    const body: unknown = await answer.json()
    await one.stop()
    return body
  }
  expect(await firstPage(3)).toEqual(await firstPage(3))
  expect(await firstPage(3)).not.toEqual(await firstPage(4))
})

test('most people live in the United States, some in the United Kingdom, and quality is mixed', async () => {
  const all = (await search({ page: 1, per_page: 1 })).total_entries
  const share = async (filter: Record<string, unknown>) => (await search({ ...filter, page: 1, per_page: 1 })).total_entries / all
  expect(await share({ person_locations: ['United States'] })).toBeCloseTo(0.7, 1)
  expect(await share({ person_locations: ['United Kingdom'] })).toBeCloseTo(0.15, 1)
  expect(await share({ contact_email_status: ['verified'] })).toBeCloseTo(0.66, 1)
  expect(await share({ contact_email_status: ['unverified'] })).toBeGreaterThan(0.05)
})

test('a bulk match answers at most 10, with a request id that JavaScript cannot read as a number', async () => {
  const { people } = await search({ ...WANTED, page: 1, per_page: 9 })
  const details = [...people.map(({ id }) => ({ id })), { email: 'nobody@nowhere.example' }]
  const answer = await apollo('/people/bulk_match', { body: JSON.stringify({ details }) })
  const text = await answer.text()
  expect(text).toMatch(/"request_id":-?\d{19}[,}]/)
  const id = BigInt(text.match(/"request_id":(-?\d+)/)?.[1] ?? 0)
  expect(BigInt(Number(id))).not.toBe(id)
  expect(BigInt.asIntN(64, id)).toBe(id)
  const body = z.looseObject({ matches: z.array(personSchema.nullable()), missing_records: z.number() }).parse(JSON.parse(text))
  expect(body.matches).toHaveLength(10)
  expect(body.matches.filter((match) => match === null)).toHaveLength(body.missing_records)

  const tooMany = await apollo('/people/bulk_match', { body: JSON.stringify({ details: [...details, ...details] }) })
  expect([tooMany.status, await tooMany.json()]).toEqual([400, expect.objectContaining({ error_code: 'RECORD_LIMIT_EXCEEDED' })])
})

test('a company is enriched by its domain, and a missing parameter is refused in Apollo’s words', async () => {
  const get = { method: 'GET' }
  const found = await (await apollo('/organizations/enrich?domain=www.10up.example', get)).json()
  expect(found).toMatchObject({ organization: { name: '10up', primary_domain: '10up.example' } })
  const refused = await apollo('/organizations/enrich', get)
  expect([refused.status, await refused.json()]).toEqual([422, { error: "Required parameter 'domain' missing" }])
})

test('a wrong key is refused as plain text, without limit headers', async () => {
  for (const headers of [{ 'x-api-key': 'wrong' }, { 'x-api-key': '', authorization: 'Bearer sandbox-apollo-key' }]) {
    const answer = await apollo('/people/match?id=x', { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(answer.headers.get('x-rate-limit-minute')).toBeNull()
  }
})

test('free text in place of industry ids is refused, and a body that is not JSON too', async () => {
  const words = await apollo('/mixed_people/api_search', { body: JSON.stringify({ organization_industry_tag_ids: ['consulting'] }) })
  expect(words.status).toBe(422)
  const broken = await apollo('/mixed_people/api_search', { body: '{"page":' })
  expect([broken.status, await broken.json()]).toEqual([400, { error: expect.any(String) }])
})

test('the limit of an endpoint answers 429 with retry-after and leaves other endpoints alone', async () => {
  await fetch(`${sandbox.url}/_control/behaviour`, { method: 'PUT', body: JSON.stringify({ limits: { apolloEnrichPerMinute: 0 } }) })
  const refused = await apollo('/people/match?id=x')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(refused.headers.get('x-rate-limit-hourly')).toBe('')
  expect(refused.headers.get('x-hourly-usage')).toBeNull()
  const searched = await apollo('/mixed_people/api_search', { body: JSON.stringify({ page: 1, per_page: 1 }) })
  expect(searched.status).toBe(200)
  expect(Number(searched.headers.get('x-minute-requests-left'))).toBeLessThan(200)
})

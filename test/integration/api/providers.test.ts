import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { type EnrichWorld, startEnrichWorld } from '../enrich/world.ts'

let world: EnrichWorld
beforeAll(async () => {
  world = await startEnrichWorld()
  await world.runner({ QUEUES: 'test-providers' })
})
afterAll(() => world.stop())

const ask = async <Data>(query: string, variables: Record<string, unknown> = {}, key = world.key): Promise<Data> => {
  const { data, errors } = await world.api.ask<Data>(key, query, variables)
  if (!data || errors) throw new Error(JSON.stringify(errors))
  return data
}
const probe = async (provider: string) =>
  (
    await ask<{ testProvider: Record<string, unknown> }>(
      'mutation ($input: TestProviderInput!) { testProvider(input: $input) { ... on TestProviderSuccess { provider outcome message } ... on UserError { message } } }',
      { input: { provider } },
    )
  ).testProvider

test('a test asks what costs nothing, through the runner, and the last one is kept', async () => {
  expect(await probe('bettercontact')).toEqual({ provider: 'bettercontact', outcome: 'OK', message: '5,000 credits left.' })
  expect(await probe('zerobounce')).toMatchObject({ outcome: 'OK', message: '2,000 credits left.' })
  expect(await probe('clay')).toMatchObject({ outcome: 'UNTESTABLE' })
  expect(await probe('apollo')).toMatchObject({ outcome: 'NO_KEY' })
  expect(await probe('acme')).toMatchObject({ message: expect.stringContaining('must be one of') })
  await world.control('PUT', 'faults', [{ provider: 'bettercontact', status: 401, body: '{"error":"Unauthorized"}', times: 1 }])
  expect(await probe('bettercontact')).toMatchObject({ outcome: 'FAILED', message: expect.stringContaining('401') })
  await world.control('DELETE', 'faults')

  const { providers } = await ask<{
    providers: {
      provider: string
      hasKey: boolean
      creditsPerMonth: number | null
      test: { outcome: string } | null
      lastCallAt: string | null
    }[]
  }>('{ providers { provider hasKey breaker creditsPerMonth creditsSpent lastCallAt test { outcome message } } }')
  const of = (name: string) => providers.find(({ provider }) => provider === name)
  expect(of('bettercontact')).toMatchObject({
    hasKey: true,
    creditsPerMonth: 1_000,
    test: { outcome: 'FAILED' },
    lastCallAt: expect.any(String),
  })
  expect(of('apollo')).toMatchObject({ hasKey: false, creditsPerMonth: 900, test: { outcome: 'NO_KEY' } })
  expect(of('instantly')).toMatchObject({ creditsPerMonth: null, test: null, lastCallAt: null })
})

test('figures count what was asked, found and charged, together and by segment', async () => {
  const lead = await make.lead(world.api.writer, { columns: { tier: 'TIER_2' } })
  await world.rows(
    `insert into enrichment_call (provider, purpose, lead_id, outcome, has_email, credits, took_ms, at) select * from (values
      ('bettercontact', 'PIPELINE', $1::uuid, 'FOUND', true, 1, 18000, business_now()), ('bettercontact', 'PIPELINE', $1, 'MISSED', false, 0, 22000, business_now()),
      ('bettercontact', 'PIPELINE', null, 'EXPIRED', false, 0, null, business_now()), ('apollo', 'DISCOVER', null, 'FOUND', true, 1, 300, business_now()),
      ('apollo', 'DISCOVER', null, 'FOUND', true, 1, 300, business_now() - interval '40 days')) v`,
    [lead.id],
  )
  await world.set('prices', { currency: 'EUR', perCredit: { bettercontact: 0.2 } })
  const [today] = await world.rows(`select to_char(organisation_day(business_now()), 'YYYY-MM-DD') as day`)
  const figures = (by: string | null) =>
    ask<{ enrichmentFigures: Record<string, unknown>[] }>(
      'query ($day: Date!, $by: EnrichmentSegment) { enrichmentFigures(from: $day, to: $day, by: $by) { provider segment asked found missed failed hitRate emails medianSeconds credits cost costPerEmail } }',
      { day: today?.['day'], by },
    ).then(({ enrichmentFigures }) => enrichmentFigures)
  expect(await figures(null)).toEqual([
    {
      provider: 'apollo',
      segment: null,
      asked: 1,
      found: 1,
      missed: 0,
      failed: 0,
      hitRate: 1,
      emails: 1,
      medianSeconds: 0.3,
      credits: 1,
      cost: null,
      costPerEmail: null,
    },
    {
      provider: 'bettercontact',
      segment: null,
      asked: 3,
      found: 1,
      missed: 1,
      failed: 1,
      hitRate: 1 / 3,
      emails: 1,
      medianSeconds: 20,
      credits: 1,
      cost: 0.2,
      costPerEmail: 0.2,
    },
  ])
  expect((await figures('TIER')).map(({ provider, segment, asked }) => [provider, segment, asked])).toEqual([
    ['apollo', 'none', 1],
    ['bettercontact', 'TIER_2', 2],
    ['bettercontact', 'none', 1],
  ])
})

test('companies are found by the beginning of a name or a domain, each with its best leads in one statement', async () => {
  const writer = world.api.writer
  const company = await make.company(writer, { name: 'Zürcher 100% GmbH', domain: 'zuercher.example' })
  await world.rows('update company set name_key = $2 where id = $1', [company.id, 'zurcher 100'])
  for (const score of [70, 90, 80]) await make.lead(writer, { companyId: company.id, columns: { score } })
  type Page = { companies: { totalCount: number; edges: { node: { name: string; leads: { edges: { node: { score: number } }[] } } }[] } }
  const find = (search: string) =>
    ask<Page>(
      'query ($search: String) { companies(search: $search, first: 10) { totalCount edges { node { name leads(first: 2) { edges { node { score } } } } } } }',
      { search },
    )
  const { companies } = await find('Zürcher')
  expect(companies.edges).toHaveLength(1)
  expect(companies.edges[0]?.node.leads.edges.map(({ node }) => node.score)).toEqual([90, 80])
  expect((await find('zuerch')).companies.edges).toHaveLength(1)
  // Signs of patterns are letters like others.
  expect((await find('%')).companies.edges).toEqual([])
  expect((await find('_')).companies.edges).toEqual([])
})

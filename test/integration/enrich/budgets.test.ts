import { createWriter, type Writer } from '@swarm/db/write'
import { bookCredits } from '@swarm/jobs/enrich/lookups'
import { noteStaleLeads, refreshLeads } from '@swarm/jobs/enrich/refresh/refresh-leads'
import { watchMisses } from '@swarm/jobs/enrich/watch-misses'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { createLog } from '@swarm/jobs/log'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { enrichmentSettingsSchema } from '@swarm/jobs/settings/enrichment'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askBetterContact } from '../../../jobs/src/enrich/finders/ask-bettercontact.ts'
import { askClay } from '../../../jobs/src/enrich/finders/ask-clay.ts'
import { dropUnwanted } from '../../../jobs/src/enrich/finders/questions.ts'
import { type BetterContact, createBetterContact } from '../../../jobs/src/providers/bettercontact.ts'
import { type Clay, createClay } from '../../../jobs/src/providers/clay.ts'
import * as make from '../../harness/make.ts'
import { moveClock } from '../../harness/make-dispatch.ts'
import { type EnrichWorld, leadsWithoutAddress, startEnrichWorld } from './world.ts'

let world: EnrichWorld
let writer: Writer
let betterContact: BetterContact
let clay: Clay
const log = createLog('test', 'silent')

beforeAll(async () => {
  world = await startEnrichWorld()
  writer = createWriter({ url: world.api.database.urls.jobs, name: 'jobs', maxConnections: 10, onConnectionError: () => {} })
  const context = { mode: 'sandbox', writer, log } as const
  betterContact = createBetterContact({ baseUrl: `${world.sandboxUrl}/bettercontact/api/v2`, apiKey: 'sandbox-bettercontact-key' }, context)
  clay = createClay(
    { baseUrl: `${world.sandboxUrl}/clay/v3/sources/webhook`, apiKey: 'sandbox-clay-table', token: 'sandbox-clay-token' },
    context,
  )
})
beforeEach(async () => {
  await world.rows('delete from alert')
  await world.rows('delete from provider_lookup')
  await world.rows('delete from enrichment_request')
  await world.rows('delete from enrichment_call')
})
afterAll(async () => {
  await betterContact.close()
  await clay.close()
  await writer.end()
  await world.stop()
})

const wanted = async (provider: string, count: number) => {
  const ids = await leadsWithoutAddress(
    world,
    Array.from({ length: count }, () => 'found'),
  )
  await world.rows(
    `insert into enrichment_request (provider, purpose, lead_id, created_at) select $1, 'PIPELINE', id, business_now() from unnest($2::uuid[]) id`,
    [provider, ids],
  )
}
const states = (provider: string) =>
  world.rows(`select state::text, code, count(*)::int from enrichment_request where provider = $1 group by 1, 2 order by 1`, [provider])
const spent = async (provider: string) =>
  (await world.rows(`select coalesce(sum(credits), 0)::int as credits from provider_lookup where provider = $1`, [provider]))[0]
const causes = async () =>
  (await world.rows('select cause from alert order by cause')).map(({ cause }) => String(cause).replace(/\d{4}-\d\d/, 'month'))

test('a month’s credits hold to the credit, however many ask at once; the rest is passed over and people are told', async () => {
  await world.set('enrichment', { betterContact: { creditsPerMonth: 250 } })
  // More than one of them takes in a request: each has its own people, and the credits alone stop them.
  await wanted('bettercontact', 500)
  await Promise.all(Array.from({ length: 6 }, () => askBetterContact({ writer, log, betterContact, hookUrl: null })))
  expect(await states('bettercontact')).toEqual([
    { state: 'ASKED', code: null, count: 250 },
    { state: 'REFUSED', code: 'CREDIT_BUDGET', count: 250 },
  ])
  expect(await spent('bettercontact')).toEqual({ credits: 250 })
  expect(await causes()).toEqual(['credits:bettercontact:month:spent', 'credits:bettercontact:month:warning'])
})

test('Clay’s budget is one, for runs and visitors together; at 80 % people are told', async () => {
  await world.set('visitors', { creditsPerMonth: 10 })
  await wanted('clay', 8)
  await Promise.all(Array.from({ length: 4 }, () => askClay({ writer, log, clay, publicUrl: world.api.url })))
  expect(await states('clay')).toEqual([{ state: 'ASKED', code: null, count: 8 }])
  expect(await causes()).toEqual(['credits:clay:month:warning'])
  await wanted('clay', 4)
  await Promise.all(Array.from({ length: 4 }, () => askClay({ writer, log, clay, publicUrl: world.api.url })))
  expect(await spent('clay')).toEqual({ credits: 10 })
  expect(await causes()).toEqual(['credits:clay:month:spent', 'credits:clay:month:warning'])
})

test('a question that no run waits for any more is not asked', async () => {
  const [cancelled, waiting] = await leadsWithoutAddress(world, ['found', 'found'])
  for (const [lead, status] of [
    [cancelled, 'CANCELLED'],
    [waiting, 'RUNNING'],
  ]) {
    const [run] = await world.rows(
      `insert into pipeline_run (key, mode, source, status, started_by, started_at) values ($1, 'sandbox', 'test', $2, 'test', business_now()) returning id`,
      [`run_20261121_000000_${status}`, status],
    )
    await world.rows(`insert into pipeline_run_lead (run_id, lead_id, stage, code) values ($1, $2, 'ENRICH', 'AWAITING')`, [
      run?.['id'],
      lead,
    ])
    await world.rows(
      `insert into enrichment_request (provider, purpose, lead_id, created_at) values ('bettercontact', 'PIPELINE', $1, business_now())`,
      [lead],
    )
  }
  await dropUnwanted(writer.sql)
  expect(await states('bettercontact')).toEqual([
    { state: 'REFUSED', code: 'RUN_OVER', count: 1 },
    { state: 'WAITING', code: null, count: 1 },
  ])
})

test('runs and second looks share Apollo’s month', async () => {
  await world.set('enrichment', { apollo: { creditsPerMonth: 12 } })
  const ids = await leadsWithoutAddress(
    world,
    Array.from({ length: 10 }, () => 'found'),
  )
  await world.rows(
    `insert into enrichment_request (provider, purpose, lead_id, created_at) select 'apollo', 'REFRESH', id, business_now() from unnest($1::uuid[]) id`,
    [ids],
  )
  let calls = 0
  const apollo = {
    matchesPerSecond: 10,
    searchPeople: () => Promise.reject(new Error('not asked')),
    matchPeople: () => Promise.reject(new Error('not asked')),
    matchPerson: () => {
      calls += 1
      return Promise.resolve({ person: null, credits: 1 })
    },
    close: () => Promise.resolve(),
  }
  const settings = enrichmentSettingsSchema.parse({ apollo: { creditsPerMonth: 12 } })
  const lists = { places: loadPlaces(), addressLists: loadAddressLists({ sandbox: true }) }
  const book = (keys: string[]) =>
    writer.transaction(async (tx) => bookCredits(tx, keys, await make.now(writer), settings, 'America/Denver'))
  const [booked] = await Promise.all([
    book(Array.from({ length: 10 }, (_, nth) => `id:${nth}`)),
    refreshLeads({ writer, log, apollo, world: lists }),
    refreshLeads({ writer, log, apollo, world: lists }),
  ])
  expect(booked.booked.size + calls).toBe(12)
  expect(await spent('apollo')).toEqual({ credits: 12 })
})

const calls = (provider: string, outcome: string, count: number) =>
  world.rows(
    `insert into enrichment_call (provider, purpose, outcome, has_email, credits, at) select $1, 'PIPELINE', $2, false, 0, business_now() from generate_series(1, $3)`,
    [provider, outcome, count],
  )

test('more than a fifth of misses in a week is told, once; a fifth is not', async () => {
  await world.set('enrichment', {})
  await calls('apollo', 'FOUND', 16)
  await calls('apollo', 'MISSED', 4)
  await calls('bettercontact', 'FOUND', 15)
  await calls('bettercontact', 'MISSED', 3)
  await calls('bettercontact', 'EXPIRED', 2)
  await calls('clay', 'MISSED', 5)
  await watchMisses(writer)
  await watchMisses(writer)
  expect(await world.rows('select message, count, severity from alert')).toEqual([
    { message: 'BetterContact did not find 5 of the 20 people asked about in 7 days.', count: 1, severity: 'WARNING' },
  ])
})

test('misses are told once in seven days, over a weekend too; then anew, also where the alert of before was only acknowledged', async () => {
  const alerts = async () =>
    (await world.rows('select resolved_at is null as "isOpen" from alert order by first_at')).map(({ isOpen }) => isOpen)
  const watchAt = async (day: string) => {
    await moveClock(writer, `${day}T12:00:00Z`)
    await watchMisses(writer)
  }
  await moveClock(writer, '2030-03-10T12:00:00Z')
  await calls('bettercontact', 'MISSED', 30)
  await watchAt('2030-03-10')
  await watchAt('2030-03-11')
  expect(await alerts()).toEqual([true])
  await world.rows(`update alert set acknowledged_at = business_now(), acknowledged_by = 'Ana'`)
  await watchAt('2030-03-16')
  expect(await alerts()).toEqual([true])
  await calls('bettercontact', 'MISSED', 30)
  await watchAt('2030-03-18')
  expect(await alerts()).toEqual([false, true])
})

test('leads in play whose facts went stale are noted, the oldest first, no more in a day than the settings say', async () => {
  await world.set('enrichment', { refresh: { perDay: 2 } })
  const stale = async (daysAgo: number, status: string) => {
    const lead = await make.lead(world.api.writer, { columns: { status } })
    await world.rows(
      `insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'apollo', '{}', business_now() - make_interval(days => $2))`,
      [lead.id, daysAgo],
    )
    return lead.id
  }
  const [fresh, older, oldest, old, pending, gone] = [
    await stale(10, 'SENT'),
    await stale(200, 'OPENED'),
    await stale(300, 'GHOSTED'),
    await stale(100, 'SENT'),
    await stale(400, 'PENDING'),
    await stale(400, 'UNSUBSCRIBED'),
  ]
  await noteStaleLeads(writer)
  await noteStaleLeads(writer)
  const noted = (
    await world.rows(`select lead_id from enrichment_request where purpose = 'REFRESH' and lead_id = any($1::uuid[])`, [
      [fresh, older, oldest, old, pending, gone],
    ])
  ).map(({ lead_id }) => lead_id)
  expect(noted.toSorted()).toEqual([older, oldest].toSorted())
})

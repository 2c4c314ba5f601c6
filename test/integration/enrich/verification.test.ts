import { createWriter, type Writer } from '@swarm/db/write'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { createLog } from '@swarm/jobs/log'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyAddresses } from '../../../jobs/src/enrich/verify/verify-addresses.ts'
import { createZeroBounce, type ZeroBounce } from '../../../jobs/src/providers/zerobounce.ts'
import * as make from '../../harness/make.ts'
import { type EnrichWorld, startEnrichWorld } from './world.ts'

let world: EnrichWorld
let writer: Writer
let zeroBounce: ZeroBounce
const key = 'a-zerobounce-key-that-must-not-show'
const lines: unknown[] = []
const log = createLog('test', 'silent')
const sinks = { debug: noted, warn: noted, error: noted }
function noted(...parts: unknown[]): void {
  lines.push(...parts)
}

beforeAll(async () => {
  world = await startEnrichWorld({ zeroBounceKey: key })
  writer = createWriter({ url: world.api.database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
  zeroBounce = createZeroBounce(
    { baseUrl: `${world.sandboxUrl}/zerobounce/v2`, apiKey: key, batchBaseUrl: null },
    { mode: 'sandbox', writer, log: sinks },
  )
  await world.set('enrichment', { verification: { isWanted: true } })
})
afterAll(async () => {
  await zeroBounce.close()
  await writer.end()
  await world.stop()
})

/** As a later minute would: no allowance of the last one is used up. */
const verify = async () => {
  await world.rows(`delete from provider_allowance where name like 'zerobounce.%'`)
  await verifyAddresses({ writer, log, zeroBounce, world: { places: loadPlaces(), addressLists: loadAddressLists({ sandbox: true }) } })
}
const approved = async (name: string) => {
  const lead = await make.lead(writer, { email: `${name}@verified.example`, columns: { email_status: 'LIKELY' } })
  await make.draft(writer, { lead, columns: { status: 'APPROVED' } })
  return lead
}
/** Guard 18's word about a first mail to this address, as the preview, the trace and the reservation have it. */
const problemOf = async (email: string) => (await world.rows('select verification_problem($1) as problem', [email]))[0]?.['problem']
const leadOf = async (id: string) => (await world.rows('select status, email_status as "emailStatus" from lead where id = $1', [id]))[0]

test('until an address is checked its first mail is held with that reason; then its verdict decides', async () => {
  const [good, dead, trap, takesAll, unclear, fresh] = await Promise.all(
    ['mara', 'invalid', 'spamtrap', 'catchall', 'unknown', 'newword'].map(approved),
  )
  expect(await problemOf(good?.email ?? '')).toBe('The address waits to be verified.')
  await verify()
  expect(await problemOf(good?.email ?? '')).toBeNull()
  expect(await leadOf(good?.id ?? '')).toEqual({ status: 'PENDING', emailStatus: 'VERIFIED' })
  expect(await problemOf(dead?.email ?? '')).toContain('invalid')
  expect(await leadOf(dead?.id ?? '')).toEqual({ status: 'PENDING', emailStatus: 'INVALID' })
  expect(await leadOf(trap?.id ?? '')).toMatchObject({ status: 'BOUNCED' })
  expect(await world.rows(`select source from suppression where person_key = $1`, [trap?.email])).toEqual([{ source: 'zerobounce' }])
  expect(await problemOf(takesAll?.email ?? '')).toBeNull()
  expect(await leadOf(takesAll?.id ?? '')).toMatchObject({ emailStatus: 'CATCH_ALL' })
  expect(await problemOf(unclear?.email ?? '')).toContain('could not check')
  // A word of next year is no pass.
  expect(await problemOf(fresh?.email ?? '')).toContain('could not check')
  // What it could not check is free; nobody is asked about twice.
  const [credits] = await world.rows(
    `select sum(credits)::int as credits, count(*)::int as asked from provider_lookup where provider = 'zerobounce'`,
  )
  expect(credits).toEqual({ credits: 5, asked: 6 })
  await verify()
  expect((await world.rows(`select sum(credits)::int as credits from provider_lookup where provider = 'zerobounce'`))[0]).toEqual({
    credits: 5,
  })
})

test('a check is believed for 30 days, then the address waits again', async () => {
  const lead = await approved('old')
  await verify()
  expect(await problemOf(lead.email)).toBeNull()
  await world.rows(
    `update address_verification set answered_at = answered_at - interval '31 days', not_before = business_now() where address = $1`,
    [lead.email],
  )
  expect(await problemOf(lead.email)).toContain('too long ago')
  // Its words rest on a fact that no provider told, so what was learned took its approval back.
  await world.rows(`update draft set status = 'APPROVED' where lead_id = $1`, [lead.id])
  await verify()
  expect(await problemOf(lead.email)).toBeNull()
})

test('an answer that was lost is not asked for again at once, and keeps its credit; a refused call gives it back', async () => {
  await world.control('PUT', 'faults', [{ provider: 'zerobounce', method: 'POST', dropAfterActing: true, times: 1 }])
  const lost = await approved('lost')
  await verify()
  await verify()
  expect(await problemOf(lost.email)).toBe('The address waits to be verified.')
  const creditOf = async (email: string) =>
    (await world.rows(`select credits::int from provider_lookup where provider = 'zerobounce' and key = $1`, [email]))[0]
  expect(await creditOf(lost.email)).toEqual({ credits: 1 })
  await world.control('PUT', 'faults', [
    {
      provider: 'zerobounce',
      method: 'POST',
      status: 200,
      act: false,
      body: '{"Error":"Invalid API Key or your account ran out of credits"}',
      times: 1,
    },
  ])
  const refused = await approved('refused')
  await verify()
  expect(await creditOf(refused.email)).toEqual({ credits: 0 })
  expect(await world.rows(`select severity from alert where cause = 'zerobounce:unauthorized'`)).toEqual([{ severity: 'WARNING' }])
})

test('its key shows nowhere, though it travels in queries and bodies', async () => {
  await world.control('PUT', 'faults', [
    { provider: 'zerobounce', method: 'GET', status: 500, body: `no such key ${key}`, contentType: 'text/plain', times: 3 },
  ])
  const error = await zeroBounce.credits().catch((caught: unknown) => caught)
  await world.control('DELETE', 'faults')
  expect(await zeroBounce.credits()).toBeGreaterThan(0)
  const shown = `${JSON.stringify(lines)} ${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`
  expect(shown).toContain('getcredits')
  expect(shown).not.toContain(key)
})

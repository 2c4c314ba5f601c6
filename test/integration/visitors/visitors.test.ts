import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { recordProviderEvent } from '@swarm/jobs/signals/record-provider-event'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ghl } from '../../../jobs/src/providers/ghl.ts'
import { ProviderError } from '../../../jobs/src/providers/http/provider-error.ts'
import { admitVisitors } from '../../../jobs/src/visitors/admit-visitors.ts'
import { syncVisitors } from '../../../jobs/src/visitors/sync-visitors.ts'
import * as make from '../../harness/make.ts'
import { type GhlWorld, startGhlWorld } from '../ghl/ghl-world.ts'

let world: GhlWorld
const operator = { kind: 'user', id: 'u', name: 'Dana', scopes: ['operate'] } as const
const lists = loadAddressLists({ sandbox: true })
const places = loadPlaces()
beforeAll(async () => {
  world = await startGhlWorld()
})
afterAll(() => world.stop())

let people = 0
const somebody = () => {
  people += 1
  return {
    'LinkedIn URL': `https://www.linkedin.com/in/visitor-${people}/`,
    'First Name': 'Mara',
    'Last Name': 'Quill',
    Title: 'Managing Partner',
    'Company Name': `Northfold ${people}`,
    'Business Email': `mara@northfold-${people}.example`,
    Website: `https://northfold-${people}.example`,
    'Employee Count': '51-200',
    City: 'Austin',
    State: 'Texas',
  }
}
const now = async () => (await world.writer.pool.query<{ now: Date }>('select business_now() as now')).rows[0]?.now ?? new Date(0)
const visit = async (person: Record<string, unknown>, page = '/pricing', minutesAgo = 0) => {
  const seen = new Date((await now()).getTime() - minutesAgo * 60_000)
  const payload = { ...person, 'Captured URL': `https://swarm.example${page}?token=secret`, 'Seen At': seen.toISOString() }
  return recordProviderEvent(world.writer, world.sync.log, operator, { provider: 'rb2b', eventType: null, payload, receivedAt: null })
}
const admit = () => admitVisitors({ writer: world.writer, log: world.sync.log, places, addressLists: lists })
const leadsOf = async (email: string) => {
  const { rows } = await world.writer.pool.query(
    `select l.id, l.source, l.title, l.status, l.country_code as country, l.time_zone as zone, c.domain, c.employees_min as least, l.intent,
      (select count(*)::int from signal g where g.lead_id = l.id and g.kind = 'SITE_VISITED') as visits
     from lead l left join company c on c.id = l.company_id where l.email = $1`,
    [email],
  )
  return rows
}

test('who visits becomes a lead at a company, once, and every visit is a signal that counts as intent', async () => {
  const person = somebody()
  await visit(person, '/pricing', 30)
  await visit(person, '/cases', 20)
  // The same page in the same minute, told twice.
  const twice = [await visit(person, '/cases', 10), await visit(person, '/cases', 10)]
  expect(twice.map(({ isDuplicate }) => isDuplicate)).toEqual([false, true])
  expect(await admit()).toBe(1)
  expect(await admit()).toBe(0)
  const [lead, ...others] = await leadsOf(person['Business Email'])
  expect(others).toEqual([])
  expect(lead).toMatchObject({
    source: 'rb2b',
    title: 'Managing Partner',
    status: 'PENDING',
    country: 'US',
    zone: 'America/Chicago',
    domain: `northfold-${people}.example`,
    least: 51,
    visits: 3,
  })
  expect(lead?.intent).toBeGreaterThan(17)
  await visit(person, '/pricing', 1)
  expect((await leadsOf(person['Business Email']))[0]?.visits).toBe(4)
})

test('a visitor whom we know by profile stays the one lead', async () => {
  const person = somebody()
  const known = await make.lead(world.writer, { columns: { linkedin_key: `in:visitor-${people}` } })
  await visit({ ...person, 'Business Email': null })
  expect(await admit()).toBe(0)
  const { rows } = await world.writer.pool.query(
    `select count(*)::int as visits from signal where lead_id = $1 and kind = 'SITE_VISITED'`,
    [known.id],
  )
  expect(rows).toEqual([{ visits: 1 }])
})

test.each([
  [
    'only a private mailbox',
    (one: Record<string, unknown>) => ({ ...one, 'LinkedIn URL': null, 'Business Email': 'quill@gmail.com' }),
    'Ignored: ',
  ],
  ['a test event', (one: Record<string, unknown>) => ({ ...one, 'First Name': 'Test' }), 'Ignored: '],
])('%s makes no lead, and the delivery says why', async (_, change, effect) => {
  const before = await world.writer.pool.query('select count(*) from lead')
  const { deliveryId } = await visit(change(somebody()))
  await admit()
  expect((await world.writer.pool.query('select count(*) from lead')).rows).toEqual(before.rows)
  const { rows } = await world.writer.pool.query('select effect, error, applied_at is not null as applied from delivery where id = $1', [
    deliveryId,
  ])
  expect(rows).toEqual([{ effect: expect.stringContaining(effect), error: null, applied: true }])
})

test('who asked to be left alone is not made a lead by looking at a page', async () => {
  const person = somebody()
  await world.writer.pool.query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'asked to stop', 'test')`, [
    person['Business Email'],
  ])
  await visit(person)
  expect(await admit()).toBe(0)
  expect(await leadsOf(person['Business Email'])).toEqual([])
})

test('a visitor becomes one contact at GoHighLevel, however often that is tried, and a contact that is there stays as it is', async () => {
  const [fresh, there] = [somebody(), somebody()]
  const contact = await world.contact(there['Business Email'], { firstName: 'As it was' })
  await visit(fresh)
  await visit(there)
  await admit()
  for (const _ of [1, 2]) await syncVisitors(world.sync)
  const made = (await world.requests('^/contacts/upsert$')).filter(({ body }) => body.includes('northfold') && body.includes('alpha-swarm'))
  expect(made.filter(({ body }) => body.includes(fresh['Business Email']))).toHaveLength(1)
  expect(made.filter(({ body }) => body.includes(there['Business Email']))).toHaveLength(0)
  const { rows } = await world.writer.pool.query(
    `select k.provider_contact_id as id from contact k join lead l on l.id = k.lead_id where l.email = $1`,
    [there['Business Email']],
  )
  expect(rows).toEqual([{ id: contact.id }])
})

test('visitors whom GoHighLevel refuses each time keep nobody else waiting', async () => {
  const people = Array.from({ length: 25 }, somebody)
  for (const person of people) await visit(person)
  await admit()
  const welcome = people.at(-1)?.['Business Email'] ?? ''
  const { contacts } = world.sync.ghl
  const refusing: Ghl = {
    ...world.sync.ghl,
    contacts: {
      ...contacts,
      find: (address) => contacts.find(address),
      create: (visitor) => {
        if (visitor.email === welcome) return contacts.create(visitor)
        throw new ProviderError({ provider: 'ghl', kind: 'rejected', stage: 'answer', message: 'refused', certainlyNotSent: true })
      },
    },
  }
  // A draw of twenty of them each time.
  for (let run = 0; run < 20; run++) await syncVisitors({ ...world.sync, ghl: refusing })
  const { rows } = await world.writer.pool.query(
    `select count(*)::int as made from contact k join lead l on l.id = k.lead_id where l.email = $1`,
    [welcome],
  )
  expect(rows).toEqual([{ made: 1 }])
})

import { createWriter, type Writer } from '@swarm/db/write'
import { addExclusions } from '@swarm/jobs/suppression/add-exclusions'
import { addSuppressions } from '@swarm/jobs/suppression/add-suppressions'
import { listedBecause, loadListHits } from '@swarm/jobs/suppression/list-hits'
import { loadRecipients } from '@swarm/jobs/suppression/recipients'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { fittingFacts, makeLeads } from '../../harness/make-leads.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  // One connection: what it has read is counted when it says so.
  writer = createWriter({ url: database.urls.superuser, name: 'jobs', maxConnections: 1, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const entries = 3_000

/** Rows of the lists that have been read so far. */
async function rowsRead(): Promise<number> {
  await writer.pool.query('select pg_stat_force_next_flush()')
  const { rows } = await writer.pool.query<{ read: number }>(
    `select sum(seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables where relname in ('exclusion', 'suppression')`,
  )
  return rows[0]?.read ?? 0
}

test('a run asks the lists about its leads and reads what is theirs, however long the lists are', async () => {
  await writer.pool.query(
    `insert into exclusion (kind, domain, name, name_key, source, at) select 'CUSTOMER', 'c' || n || '.example', 'C' || n, 'c' || n, 'test', now() from generate_series(1, $1::int) n`,
    [entries],
  )
  await writer.pool.query(
    `insert into suppression (email, person_key, reason, source, at) select 's' || n || '@s.example', 's' || n || '@s.example', 'opted out', 'test', now() from generate_series(1, $1::int) n`,
    [entries],
  )
  await writer.pool.query('analyze exclusion, suppression')
  const ids = await makeLeads(
    writer,
    Array.from({ length: 50 }, (_, number) => fittingFacts(number)),
  )
  const before = await rowsRead()
  // Often enough for a plan that is kept.
  for (let times = 0; times < 8; times++) expect((await loadRecipients(writer.sql, ids)).size).toBe(50)
  expect((await rowsRead()) - before).toBeLessThan(entries)
})

test('the guards at send time ask the lists about each send and read what is its own', async () => {
  // Entries of every kind: with one alone a plan that reads all of them is not chosen.
  await writer.pool.query(
    `insert into exclusion (kind, email, person_key, source, at) select 'DO_NOT_CONTACT', n || '@x.example', n || '@x.example', 'test', now() from generate_series(1, $1::int) n`,
    [entries],
  )
  await writer.pool.query(
    `insert into suppression (domain, linkedin_key, reason, source, at)
     select case when n % 3 = 0 then 'd' || n || '.example' end, case when n % 3 <> 0 then 'in:s' || n end, 'opted out', 'test', now() from generate_series(1, 1500) n`,
  )
  await writer.pool.query('analyze exclusion, suppression')
  const { rows } = await writer.pool.query<{ items: string }>(
    `select jsonb_agg(jsonb_build_object('key', id, 'leadId', id, 'person', person_key, 'address', email, 'channel', 'EMAIL', 'action', 'EMAIL', 'platform', 'INSTANTLY',
       'motion', 'OUTBOUND', 'round', 1, 'step', 1, 'nameKeys', jsonb_build_array('brightside'), 'isAlone', true))::text as items from lead`,
  )
  const before = await rowsRead()
  const verdicts = await writer.pool.query('select from send_verdicts($1::jsonb, $2) where rule = $3 and passed', [
    rows[0]?.items,
    'PLAN',
    'SUPPRESSED',
  ])
  expect(verdicts.rowCount).toBe(50)
  expect((await rowsRead()) - before).toBeLessThan(entries)
})

test('who stands on a list is found by address, profile, domain and name, by a run and by an import alike', async () => {
  const facts = [100, 101, 102, 103, 104, 105, 106].map((number) => fittingFacts(number))
  const [byAddress, byProfile, byDomain, exAddress, exProfile, exDomain, nobody] = await makeLeads(writer, facts)
  const suppressed = { reason: 'asked to', source: 'test' }
  await addSuppressions(writer.sql, 'Dana', [
    { ...suppressed, email: 'ana100@brightside100.example', personKey: 'ana100@brightside100.example' },
    { ...suppressed, linkedinUrl: 'https://www.linkedin.com/in/ana-ruiz-101', linkedinKey: 'in:ana-ruiz-101' },
    { ...suppressed, domain: 'brightside102.example' },
  ])
  await addExclusions(writer.sql, 'Dana', [
    { kind: 'CUSTOMER', email: 'ana103@brightside103.example', personKey: 'ana103@brightside103.example', source: 'test' },
    { kind: 'DO_NOT_CONTACT', linkedinUrl: 'https://www.linkedin.com/in/ana-ruiz-104', linkedinKey: 'in:ana-ruiz-104', source: 'test' },
    { kind: 'COMPETITOR', domain: 'brightside105.example', source: 'test' },
  ])
  const asked = [byAddress, byProfile, byDomain, exAddress, exProfile, exDomain, nobody].flatMap((id) => id ?? [])
  const recipients = await loadRecipients(writer.sql, asked)
  expect(asked.map((id) => [recipients.get(id)?.suppressed, recipients.get(id)?.excluded])).toEqual([
    ['asked to', null],
    ['asked to', null],
    ['asked to', null],
    [null, 'CUSTOMER'],
    [null, 'DO_NOT_CONTACT'],
    [null, 'COMPETITOR'],
    [null, null],
  ])
  const keys = [100, 101, 102, 103, 104, 105, 106].map((number) => ({
    personKey: `ana${number}@brightside${number}.example`,
    linkedinKey: `in:ana-ruiz-${number}`,
    domains: [`mail.brightside${number}.example`],
    companyKeys: number === 106 ? ['c7'] : [],
  }))
  const hits = await loadListHits(writer.sql, keys)
  expect(keys.map((one) => listedBecause(one, hits)).map((listed) => listed && [listed.code, listed.by])).toEqual([
    ['SUPPRESSED', 'person'],
    ['SUPPRESSED', 'linkedin'],
    ['SUPPRESSED', 'domain'],
    ['CUSTOMER', 'person'],
    ['DO_NOT_CONTACT', 'linkedin'],
    ['COMPETITOR', 'domain'],
    ['CUSTOMER', 'company'],
  ])
  // What an import has listed itself is not what it is told.
  const own = await loadListHits(writer.sql, keys, 'test')
  expect(keys.map((one) => listedBecause(one, own))).toEqual(keys.map(() => null))
})

test('a domain or name that is put on a list finds its leads by an index, on label borders, however many leads there are', async () => {
  await writer.pool.query(
    `with made as (
       insert into company (name, name_key, domain) select 'Firm ' || n, 'firm ' || n, case n when 1 then 'shop.acme.example' else 'firm' || n || '.example' end
       from generate_series(1, 5000) n returning id, name_key
     )
     insert into lead (email, person_key, source, company_id)
     select e.address, e.address, 'test', m.id from made m
     cross join lateral (select case m.name_key
       when 'firm 1' then 'by-employer@home.example' when 'firm 2' then 'at@acme.example' when 'firm 3' then 'below@eu.mail.acme.example' when 'firm 4' then 'near@x-acme.example'
       when 'firm 5' then 'near@xacme.example' when 'firm 6' then 'near@acme.example.test' else replace(m.name_key, ' ', '') || '@somewhere.example' end as address) e`,
  )
  await writer.pool.query('analyze lead, company')
  const read = async (tables: string[]) => {
    await writer.pool.query('select pg_stat_force_next_flush()')
    const { rows } = await writer.pool.query<{ read: number }>(
      'select sum(seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables where relname = any($1)',
      [tables],
    )
    return rows[0]?.read ?? 0
  }
  const before = await read(['lead', 'company'])
  const { rows: found } = await writer.pool.query<{ id: string }>(`select id from leads_of_domains('{acme.example,firm4000.example}')`)
  expect((await read(['lead', 'company'])) - before).toBeLessThan(100)
  const below = ['at@acme.example', 'below@eu.mail.acme.example', 'by-employer@home.example', 'firm4000@somewhere.example']
  const { rows } = await writer.pool.query<{ email: string }>('select email from lead where id = any($1) order by email', [
    found.map(({ id }) => id),
  ])
  expect(rows.map(({ email }) => email)).toEqual(below)

  const companiesBefore = await read(['company'])
  await addExclusions(writer.sql, 'Dana', [{ kind: 'CUSTOMER', name: 'FIRM 3000 Ltd', source: 'test' }])
  expect((await read(['company'])) - companiesBefore).toBeLessThan(100)
  await addExclusions(writer.sql, 'Dana', [{ kind: 'CUSTOMER', domain: 'acme.example', source: 'test' }])
  await addSuppressions(writer.sql, 'Dana', [{ domain: 'firm4000.example', reason: 'asked to', source: 'test' }])
  const { rows: left } = await writer.pool.query<{ email: string }>(
    `select email from lead where status = 'DISQUALIFIED' and source = 'test' order by email`,
  )
  expect(left.map(({ email }) => email)).toEqual([...below, 'firm3000@somewhere.example'].toSorted())
})

test('a connection that began with an empty list does not read all of it for each name later', async () => {
  const entries = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      email: `grown${from + at}@somewhere.example`,
      personKey: `grown${from + at}@somewhere.example`,
      reason: 'asked to',
      source: 'test',
    }))
  await writer.transaction(async (tx) => {
    await tx.execute('truncate suppression')
    // Its plan is the one for the list as it was when the first ones came: nobody has counted it anew since.
    for (let at = 0; at < 10; at += 1) await addSuppressions(tx, 'Dana', entries(at * 40, 40))
    const read = async () => {
      const { rows } = await tx.execute<{ read: number; entries: number }>(
        `select (seq_tup_read + idx_tup_fetch)::int as read, (select count(*)::int from suppression) as entries
         from pg_stat_xact_user_tables where relname = 'suppression'`,
      )
      return rows[0] ?? { read: 0, entries: 0 }
    }
    const before = await read()
    await addSuppressions(tx, 'Dana', entries(400, 15))
    const after = await read()
    expect(after.read - before.read).toBeLessThan(3 * after.entries)
  })
})

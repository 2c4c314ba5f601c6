import { createWriter, type Writer } from '@swarm/db/write'
import { loadModules } from '@swarm/jobs/board/load-modules'
import { rememberPeople, settleLookups } from '@swarm/jobs/enrich/lookups'
import { eraseLead } from '@swarm/jobs/erasure/erase-lead'
import { finishErasures } from '@swarm/jobs/erasure/finish-erasures'
import { loadPersonalData } from '@swarm/jobs/erasure/load-personal-data'
import { createLog } from '@swarm/jobs/log'
import { mergeLeads } from '@swarm/jobs/merge/merge-leads'
import { unmergeLeads } from '@swarm/jobs/merge/unmerge-leads'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { makeAccounts, makeBatch, moveClock, operator, reserve, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { delivered, payload } from '../signals/sent-leads.ts'

const log = createLog('test', 'silent')
let database: TestDatabase
let jobs: Writer
let superuser: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  jobs = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
  superuser = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(jobs, tuesdayMorning)
  await makeAccounts(jobs, 1)
})
afterAll(async () => {
  await jobs.end()
  await superuser.end()
  await database.drop()
})

const rowsOf = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await superuser.pool.query<T>(text, values)).rows
const erase = (leadId: string) => eraseLead(jobs, operator, { leadId, address: null })
const eraseAddress = (address: string) => eraseLead(jobs, operator, { leadId: null, address })
const finish = () => finishErasures(jobs, log)
const told = (email: string, text: string) => delivered(payload('reply_received', { email, campaignId: 'c-1' }, { text }))

test('who was merged by mistake and taken apart again is nobody whom the other’s erasure, or export, concerns', async () => {
  const ana = await make.lead(jobs, {
    email: 'ana@apart.example',
    columns: { linkedin_key: null, linkedin_url: null, full_name: 'Ana Apart' },
  })
  const bea = await make.lead(jobs, { email: 'bea@apart.example', columns: { full_name: 'Beatrix Beside' } })
  const { mergeId } = await mergeLeads(jobs, operator, { leadId: ana.id, otherId: bea.id, reason: 'The same name.' })
  await unmergeLeads(jobs, operator, { mergeId })
  const beside = (table: string) =>
    rowsOf(`select to_jsonb(t) as row from ${table} t where ${table === 'lead' ? 'id' : 'lead_id'} = $1`, [bea.id])
  await jobs.pool.query(
    `insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'apollo', '{"said": "bea@apart.example"}', business_now())`,
    [bea.id],
  )
  await jobs.pool.query(`select raise_alert('test.beside', 'INFO', 'Beatrix Beside has called.')`)
  const before = [await beside('lead'), await beside('lead_observation'), await beside('timeline_entry')]
  const exported = JSON.stringify(await loadPersonalData(jobs.sql, { leadId: ana.id, keys: [] }))
  expect(exported).toContain('ana@apart.example')
  expect(exported).not.toMatch(/bea@apart\.example|Beatrix/)

  await erase(ana.id)
  expect(await finish()).toBe(1)
  expect([await beside('lead'), await beside('lead_observation'), await beside('timeline_entry')]).toEqual(before)
  expect(await rowsOf(`select message from alert where cause = 'test.beside'`)).toEqual([{ message: 'Beatrix Beside has called.' }])
  expect(await rowsOf('select id from lead_merge where lead_id = $1', [ana.id])).toEqual([])
  expect(await rowsOf(`select id from timeline_entry where lead_id = $1 and kind = 'merge'`, [ana.id])).toEqual([])
})

test('whoever was taken for another is not named in the other’s history either', async () => {
  const kept = await make.lead(jobs, { email: 'kept@named.example', columns: { linkedin_key: null, linkedin_url: null } })
  const gone = await make.lead(jobs, { email: 'gone@named.example', columns: { full_name: 'Gisela Named' } })
  const { mergeId } = await mergeLeads(jobs, operator, { leadId: kept.id, otherId: gone.id, reason: 'The same name.' })
  await unmergeLeads(jobs, operator, { mergeId })
  await erase(gone.id)
  expect(await finish()).toBe(1)
  expect(await rowsOf(`select summary from timeline_entry where lead_id = $1 and kind = 'merge' order by at`, [kept.id])).toEqual([
    { summary: 'Merged with [erased]: The same name.' },
    { summary: 'Taken apart again: they are two people.' },
  ])
  expect(await rowsOf(`select 1 from audit_detail where detail::text like '%gone@named%'`)).toEqual([])
})

test('two who are one are not taken apart once that one is to be erased', async () => {
  const one = await make.lead(jobs, { email: 'one@pending.example', columns: { linkedin_key: null, linkedin_url: null } })
  const other = await make.lead(jobs, { email: 'other@pending.example' })
  const { mergeId } = await mergeLeads(jobs, operator, { leadId: one.id, otherId: other.id, reason: 'They say so.' })
  await erase(one.id)
  await expect(unmergeLeads(jobs, operator, { mergeId })).rejects.toMatchObject({
    reasons: [{ code: 'ERASED', message: expect.stringContaining('erased') }],
  })
  expect(await finish()).toBe(1)
})

test('a history that is imported while an erasure waits does not keep it from ending, and what was sent stays proven', async () => {
  const lead = await make.lead(jobs, { email: 'twin@history.example' })
  const draft = await make.draft(jobs, { lead, columns: { status: 'APPROVED', decided_at: await make.now(jobs) } })
  const { sendIds } = await makeBatch(jobs, [sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1 })])
  expect(await reserve(jobs.pool, sendIds)).toMatchObject([{ reserved: true }])
  const history = (message: string) =>
    jobs.pool.query(`select take_history($1, 'test')`, [
      JSON.stringify([{ person: lead.email, channel: 'EMAIL', at: tuesdayMorning, source: 'file', message }]),
    ])
  await history('told before')
  await erase(lead.id)
  await history('told before')
  await history('told while it waits')
  await superuser.pool.query(`update send_attempt set settled_at = now(), outcome = 'ACCEPTED' where send_id = $1`, [sendIds[0]])
  await superuser.pool.query(`update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now() where id = $1`, [
    sendIds[0],
  ])
  expect(await finish()).toBe(1)
  expect(await rowsOf(`select person like 'erased:%' as "isDigest" from send_once where send_id = $1`, [sendIds[0]])).toEqual([
    { isDigest: true },
  ])
  expect(
    await rowsOf(`select 1 from send_once where person = $1 union all select 1 from history_send where person = $1`, [lead.email]),
  ).toEqual([])
})

test('an erasure that fails holds up no other, stands on the board, and ends once it can', async () => {
  const [first, second] = [
    await make.lead(jobs, { email: 'first@fails.example' }),
    await make.lead(jobs, { email: 'second@fails.example' }),
  ]
  await superuser.pool.query(`
    create function refuse_here() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
    create trigger refuse_here before update on lead for each row when (new.full_name = 'Erased person' and old.email = 'first@fails.example') execute function refuse_here()`)
  await erase(first.id)
  await erase(second.id)
  await expect(finish()).rejects.toThrow('1 of 2 erasures could not be finished')
  expect(await rowsOf('select email from lead where id = any ($1) order by email', [[first.id, second.id]])).toEqual([
    { email: 'first@fails.example' },
    { email: null },
  ])
  const checkOf = async (code: string) => (await loadModules(jobs.sql)).flatMap(({ checks }) => checks).find((check) => check.code === code)
  expect(await checkOf('ERASURE_FAILED')).toMatchObject({ value: 1, light: 'RED' })
  await superuser.pool.query(`update erasure set asked_at = asked_at - interval '25 hours' where lead_id = $1`, [first.id])
  expect(await checkOf('ERASURE_WAITS')).toMatchObject({ light: 'YELLOW', detail: 'FAILED' })
  await superuser.pool.query('drop trigger refuse_here on lead; drop function refuse_here()')
  expect(await finish()).toBe(1)
  expect(await checkOf('ERASURE_FAILED')).toMatchObject({ value: 0, light: 'GREEN' })
})

test('whoever’s address or profile only contains another’s loses nothing with them', async () => {
  const dan = await make.lead(jobs, {
    email: 'dan@acme-words.example',
    columns: { linkedin_key: 'in:john-smith', linkedin_url: 'https://www.linkedin.com/in/john-smith', full_name: 'Dan Ü "Ace" Smith' },
  })
  const jordan = await make.lead(jobs, { email: 'jordan@acme-words.example', columns: { full_name: 'Jordan Ü "Ace" Smithers' } })
  const said = 'jordan@acme-words.example is Jordan Ü "Ace" Smithers, www.linkedin.com/in/john-smith-4b2a1'
  await jobs.pool.query(`select write_audit('Olga', 'lead.noted', 'lead', $1, $2)`, [jordan.id, JSON.stringify({ note: said })])
  await jobs.pool.query(`select raise_alert('test.jordan', 'INFO', $1), raise_alert('test.dan', 'INFO', $2)`, [
    said,
    'Write to dan@acme-words.example. He is Dan Ü "Ace" Smith: https://de.linkedin.com/in/john-smith/',
  ])
  const delivery = async (text: string, isApplied: boolean) => {
    const [row] = await rowsOf<{ id: string }>(
      `insert into delivery (id, provider, headers, body, is_authenticated, received_at, is_duplicate, applied_at, effect, error)
       values (uuid_v7(business_now()), 'instantly', '{}', $1, true, business_now(), false, case when $2 then business_now() end, case when $2 then 'x' end, case when not $2 then 'No lead has this address.' end) returning id`,
      [Buffer.from(text), isApplied],
    )
    return row?.id ?? ''
  }
  const jordans = await delivery(JSON.stringify({ email: 'jordan@acme-words.example', said }), true)
  const dans = [
    await delivery(JSON.stringify({ text: 'so\ndan@acme-words.example\nsaid' }), true),
    await delivery(String.raw`{"name":"DAN \u00dc \"Ace\" Smith"}`, true),
    await delivery('name;"Dan Ü ""Ace"" Smith"', true),
    await delivery('from=dan%40acme-words.example', true),
  ]
  // Another's opt-out that mentions Dan, and that nobody could apply yet.
  const optOut = JSON.stringify({
    ...payload('lead_unsubscribed', { email: 'nobody@acme-words.example', campaignId: 'c-1' }),
    note: 'dan@acme-words.example says so',
  })
  const waiting = await delivery(optOut, false)
  const replies = await rowsOf<{ id: string }>(
    `insert into reply (delivery_id, lead_id, provider, channel, from_address, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     select gen_random_uuid(), null, 'instantly', 'EMAIL', f, 'Ask dan@acme-words.example or jordan@acme-words.example', '', 'OTHER', 'OTHER', 0.5, '[]', 'no', false, true, business_now()
     from unnest(array['stranger@else.example', 'dan@acme-words.example']) f returning id`,
  )
  const exported = JSON.stringify(await loadPersonalData(jobs.sql, { leadId: dan.id, keys: [] }))
  expect(exported).toContain('dan@acme-words.example')
  expect(exported).not.toMatch(/Jordan|stranger@else/)

  await erase(dan.id)
  expect(await finish()).toBe(1)
  expect(
    await rowsOf('select detail from audit_detail d join audit_entry e on e.id = d.audit_id where e.subject_id = $1', [jordan.id]),
  ).toEqual([{ detail: { note: said } }])
  expect(await rowsOf(`select message from alert where cause like 'test.%an' order by cause`)).toEqual([
    { message: 'Write to [erased]. He is [erased]: https://de.[erased]/' },
    { message: said },
  ])
  const bodies = new Map(
    (
      await rowsOf<{ id: string; body: Buffer | null }>('select id, body from delivery where id = any ($1)', [[jordans, waiting, ...dans]])
    ).map((row) => [row.id, row.body?.toString() ?? null]),
  )
  expect(bodies.get(jordans)).toContain(said.slice(0, 20))
  expect(dans.map((id) => bodies.get(id))).toEqual([null, null, null, null])
  expect(bodies.get(waiting)).toBe(optOut)
  const [open] = await rowsOf('select applied_at, error from delivery where id = $1', [waiting])
  expect(open).toEqual({ applied_at: null, error: null })
  expect(
    await rowsOf('select text, needs_person, confirmed_by from reply where id = any ($1) order by text', [replies.map(({ id }) => id)]),
  ).toEqual([
    { text: '', needs_person: false, confirmed_by: 'Erasure' },
    { text: 'Ask [erased] or jordan@acme-words.example', needs_person: true, confirmed_by: null },
  ])
  // The opt-out has its effect all the same.
  await applyAllDeliveries(jobs, log)
  expect(await rowsOf(`select 1 as n from suppression where person_key = 'nobody@acme-words.example'`)).toEqual([{ n: 1 }])
})

test('while whole tables are read for words nobody waits for the person’s lead, and what came meanwhile goes with the rest', async () => {
  const lead = await make.lead(jobs, { email: 'busy@reading.example' })
  await jobs.pool.query(`select raise_alert('test.reading', 'INFO', 'busy@reading.example was called.')`)
  await erase(lead.id)
  const holder = await superuser.pool.connect()
  await holder.query('begin')
  await holder.query(`select from alert where cause = 'test.reading' for update`)
  const finishing = finish()
  await expect
    .poll(() => rowsOf(`select 1 as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%finish_erasure%'`), {
      timeout: 30_000,
    })
    .toEqual([{ n: 1 }])
  await jobs.transaction((tx) => storeDeliveries(tx, [{ ...told('busy@reading.example', 'It is I, busy.'), key: 'busy-1' }]))
  await applyAllDeliveries(jobs, log)
  expect(await rowsOf(`select text from reply where lead_id = $1`, [lead.id])).toEqual([{ text: 'It is I, busy.' }])
  await holder.query('commit')
  holder.release()
  expect(await finishing).toBe(1)
  expect(await rowsOf(`select text from reply where lead_id = $1`, [lead.id])).toEqual([{ text: '' }])
  expect(await rowsOf(`select body from delivery where lead_id = $1 and body is not null`, [lead.id])).toEqual([])
})

test('what is kept at that very moment, by somebody who was told that nobody is forgotten, goes too', async () => {
  const lead = await make.lead(jobs, { email: 'moment@keeping.example' })
  await erase(lead.id)
  const keeping = await jobs.pool.connect()
  await keeping.query('begin')
  const { rows } = await keeping.query<{ keys: string[] }>(`select forgotten(array['moment@keeping.example']) as keys`)
  expect(rows).toEqual([{ keys: [] }])
  const finishing = finish()
  await expect
    .poll(() => rowsOf(`select 1 as n from pg_stat_activity where wait_event = 'advisory' and query like '%finish_erasure%'`), {
      timeout: 30_000,
    })
    .toEqual([{ n: 1 }])
  await keeping.query(
    `insert into reply (delivery_id, provider, channel, from_address, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     values (gen_random_uuid(), 'instantly', 'EMAIL', 'moment@keeping.example', 'At this moment.', '', 'OTHER', 'OTHER', 0.5, '[]', 'no', false, true, business_now())`,
  )
  await keeping.query('commit')
  keeping.release()
  expect(await finishing).toBe(1)
  expect(await rowsOf(`select 1 from reply where from_address = 'moment@keeping.example' or text = 'At this moment.'`)).toEqual([])
})

test('what a provider answers about somebody who was erased is paid for once and not kept', async () => {
  const lead = await make.lead(jobs, { email: 'back@answer.example' })
  await erase(lead.id)
  expect(await finish()).toBe(1)
  const person = { apolloId: 'a-1', facts: { email: { value: 'Back@answer.example', confidence: 1 } } }
  const other = { apolloId: 'a-2', facts: { email: { value: 'kept@answer.example', confidence: 1 } } }
  await jobs.pool.query(
    `insert into provider_lookup (provider, key, is_found, credits, at) values ('apollo', 'id:a-1', false, 1, business_now())`,
  )
  await jobs.transaction(async (tx) => {
    await settleLookups(tx, [{ key: 'id:a-1', isFound: true, answer: person, credits: 1 }])
    await rememberPeople(tx, [{ ...person, apolloId: 'a-3' }, other], new Date(tuesdayMorning))
  })
  expect(
    await rowsOf(`select key, is_found, answer from provider_lookup where key in ('id:a-1', 'id:a-2', 'id:a-3') order by key`),
  ).toEqual([
    { key: 'id:a-1', is_found: true, answer: null },
    { key: 'id:a-2', is_found: true, answer: other },
    { key: 'id:a-3', is_found: true, answer: null },
  ])
  const raw = (provider: string, key: string, content: unknown) => ({
    ...delivered({}),
    provider,
    key,
    body: Buffer.from(JSON.stringify(content)),
  })
  await jobs.transaction((tx) =>
    storeDeliveries(tx, [
      raw('clay', 'clay-1', { correlation_id: 'x-1', answer: { email: 'Back@answer.example' } }),
      raw('clay', 'clay-2', { correlation_id: 'x-2', answer: { email: 'kept@answer.example' } }),
      raw('instantly', 'new-1', { event_type: 'learned_later', who: 'back@answer.example' }),
      raw('instantly', 'new-2', { event_type: 'learned_later', who: 'kept@answer.example', by: 'back@answer.example' }),
    ]),
  )
  await applyAllDeliveries(jobs, log)
  expect(
    await rowsOf(
      `select o.key, d.body is not null as "isKept" from delivery d join delivery_once o on o.delivery_id = d.id where o.key in ('clay-1', 'clay-2', 'new-1', 'new-2') order by 1`,
    ),
  ).toEqual([
    { key: 'clay-1', isKept: false },
    { key: 'clay-2', isKept: true },
    { key: 'new-1', isKept: false },
    { key: 'new-2', isKept: true },
  ])
})

test('asked again by an address after it was done, whatever came back under that address goes too', async () => {
  const lead = await make.lead(jobs, { email: 'again@erased.example' })
  const first = await erase(lead.id)
  expect(await finish()).toBe(1)
  await jobs.pool.query(`select raise_alert('test.again', 'INFO', 'again@erased.example was seen.')`)
  expect(await eraseAddress('Again+x@erased.example')).toMatchObject({ erasureId: first.erasureId, isNew: false })
  expect(await finish()).toBe(1)
  expect(await rowsOf(`select message from alert where cause = 'test.again'`)).toEqual([{ message: '[erased] was seen.' }])
  expect(await rowsOf('select typed_keys, done_at is not null as "isDone" from erasure where id = $1', [first.erasureId])).toEqual([
    { typed_keys: [], isDone: true },
  ])
  expect(await finish()).toBe(0)
})

test('a lead that an import is just making of an erased address is erased with it', async () => {
  const importing = await superuser.pool.connect()
  await importing.query('begin')
  const { rows } = await importing.query<{ id: string }>(
    `insert into lead (email, person_key, full_name, source) values ('making@import.example', 'making@import.example', 'Made Meanwhile', 'csv') returning id`,
  )
  const { erasureId } = await eraseAddress('making@import.example')
  expect(await finish()).toBe(0)
  await importing.query('commit')
  importing.release()
  // It is theirs from now on, and then nothing of it stays.
  await finish()
  expect(await rowsOf('select lead_id from erasure where id = $1', [erasureId])).toEqual([{ lead_id: rows[0]?.id }])
  await finish()
  expect(await rowsOf('select email, full_name from lead where id = $1', [rows[0]?.id])).toEqual([
    { email: null, full_name: 'Erased person' },
  ])
})

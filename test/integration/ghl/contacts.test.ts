import { eraseLead } from '@swarm/jobs/erasure/erase-lead'
import { finishErasures } from '@swarm/jobs/erasure/finish-erasures'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { unsuppress } from '@swarm/jobs/suppression/unsuppress'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { pushBlocks } from '../../../jobs/src/contacts/push-blocks.ts'
import { searchContacts } from '../../../jobs/src/contacts/search-contacts.ts'
import { syncContacts } from '../../../jobs/src/contacts/sync-contacts.ts'
import { watchGhl } from '../../../jobs/src/signals/watch-ghl.ts'
import * as make from '../../harness/make.ts'
import { type GhlWorld, startGhlWorld } from './ghl-world.ts'

let world: GhlWorld
beforeAll(async () => {
  world = await startGhlWorld()
})
beforeEach(async () => {
  await world.deafen()
  await world.control('DELETE', 'faults')
})
afterAll(() => world.stop())

const watch = (isSigned = true) => watchGhl({ ...world.sync, isSigned })
const one = async <T extends object>(text: string, values: unknown[]): Promise<T | undefined> =>
  (await world.writer.pool.query<T>(text, values)).rows[0]
const contactOf = (email: string) =>
  one<{ leadId: string | null; tags: string[]; isOff: boolean; stage: string | null }>(
    `select c.lead_id as "leadId", c.tags, c.is_do_not_disturb as "isOff", s.name as stage from contact c left join contact_stage s on s.id = c.stage_id where c.email = $1`,
    [email],
  )
const statusOf = async (leadId: string) => (await one<{ status: string }>('select status from lead where id = $1', [leadId]))?.status
const suppress = (email: string) =>
  world.writer.pool.query(`select from suppress($1::jsonb, 'test')`, [
    JSON.stringify([{ email, person_key: email, reason: 'Asked us.', source: 'test' }]),
  ])
const isHearing = async () =>
  await one<{ isHearing: boolean; problem: string | null }>(
    `select is_hearing as "isHearing", problem from provider_hook where provider = 'ghl'`,
    [],
  )

test('the sync brings contacts with their tags, stage and lead, and only what changed after that', async () => {
  const lead = await make.lead(world.writer)
  const contact = await world.contact(lead.email.toUpperCase(), { tags: ['vip'] })
  const deal = { locationId: 'swarmSandboxLocation', pipelineId: 'swarmSandboxPipeline', name: 'x', status: 'open', contactId: contact.id }
  await world.call('POST', '/opportunities/', { ...deal, pipelineStageId: 'stageMeeting' })
  await world.pass(5_000)
  await syncContacts(world.sync)
  expect(await contactOf(lead.email.toUpperCase())).toEqual({ leadId: lead.id, tags: ['vip'], isOff: false, stage: 'Meeting' })
  await world.pass(3_600_000)
  await world.contact('new@one.example')
  await world.pass(5_000)
  await syncContacts(world.sync)
  const asked = (await world.requests('^/contacts/search$')).at(-1)
  expect(JSON.parse(asked?.body ?? '')).toMatchObject({ filters: [{ field: 'dateUpdated' }] })
  expect(await contactOf('new@one.example')).toMatchObject({ leadId: null })
  // A lead that is found later is linked with its contact.
  const late = await make.lead(world.writer, { email: 'new@one.example' })
  await syncContacts(world.sync)
  expect(await contactOf('new@one.example')).toMatchObject({ leadId: late.id })
})

test('contacts are found by tag, stage, silence and words, page by page', async () => {
  await world.contact('search-1@one.example', { tags: ['Found'], firstName: 'Ágata', lastName: 'Nowak' })
  await world.pass(5_000)
  const second = await world.contact('search-2@one.example', { tags: ['Found', 'late'] })
  const deal = { locationId: 'swarmSandboxLocation', pipelineId: 'swarmSandboxPipeline', name: 'x', status: 'open', contactId: second.id }
  await world.call('POST', '/opportunities/', { ...deal, pipelineStageId: 'stageProposal' })
  await world.pass(3_700_000)
  await syncContacts(world.sync)
  const search = async (...asked: Parameters<typeof searchContacts> extends [unknown, ...infer Rest] ? Rest : never) =>
    (await searchContacts(world.writer.sql, ...asked)).map(({ email }) => email)
  expect(await search({ tag: 'Found' }, 10)).toEqual(['search-1@one.example', 'search-2@one.example'])
  expect(await search({ tag: 'Found', stage: 'Proposal' }, 10)).toEqual(['search-2@one.example'])
  expect(await search({ words: 'agat now' }, 10)).toEqual(['search-1@one.example'])
  const [first] = await searchContacts(world.writer.sql, { tag: 'Found' }, 1)
  if (!first?.lastActivityAt) throw new Error('nobody was found')
  expect(await search({ tag: 'Found' }, 1, { id: first.id, lastActivityAt: first.lastActivityAt })).toEqual(['search-2@one.example'])
  expect(await search({ tag: 'Found', silentSince: new Date(first.lastActivityAt.getTime() + 1) }, 10)).toEqual(['search-1@one.example'])
})

test('do-not-disturb that no event told of suppresses here, once', async () => {
  const lead = await make.lead(world.writer)
  const contact = await world.contact(lead.email)
  await world.pass(5_000)
  await syncContacts(world.sync)
  await world.call('PUT', `/contacts/${contact.id}`, { dndSettings: { Email: { status: 'permanent' } } })
  await world.pass(5_000)
  await syncContacts(world.sync)
  await syncContacts(world.sync)
  expect(await statusOf(lead.id)).toBe('UNSUBSCRIBED')
  expect(await contactOf(lead.email)).toMatchObject({ isOff: true })
  expect(await one('select count(*)::int as count from signal where lead_id = $1', [lead.id])).toEqual({ count: 1 })
})

test('who is suppressed here is left alone there: pushed, retried until reading confirms it, and its echo changes nothing', async () => {
  const lead = await make.lead(world.writer)
  const contact = await world.contact(lead.email)
  await world.pass(5_000)
  await syncContacts(world.sync)
  await suppress(lead.email)
  await suppress('nobody-there@one.example')
  await world.listen()
  await world.control('PUT', 'faults', [{ provider: 'ghl', method: 'PUT', path: '^/contacts/', times: 1, status: 500 }])
  await pushBlocks(world.sync)
  const owed = () =>
    one<{ attempts: number; isDone: boolean }>(
      `select b.attempts, b.confirmed_at is not null as "isDone" from contact_block b join contact c on c.id = b.contact_id where c.email = $1`,
      [lead.email],
    )
  expect(await owed()).toEqual({ attempts: 1, isDone: false })
  await world.pass(60_000)
  await pushBlocks(world.sync)
  expect(await owed()).toEqual({ attempts: 2, isDone: true })
  expect(await world.call('GET', `/contacts/${contact.id}`)).toMatchObject({
    contact: { dndSettings: { Email: { status: 'active', code: 'alpha-swarm' } } },
  })
  await world.pass(5_000)
  await world.apply()
  await syncContacts(world.sync)
  expect(await one('select count(*)::int as count from signal where lead_id = $1', [lead.id])).toEqual({ count: 0 })
  // Nobody is made known to the CRM by leaving them alone.
  expect((await world.requests('^/contacts/upsert$')).filter(({ body }) => body.includes('nobody-there'))).toHaveLength(0)
  const before = (await world.requests('^/contacts/')).length
  await pushBlocks(world.sync)
  expect((await world.requests('^/contacts/')).length).toBe(before)
})

test('a whole domain is left alone there too, found at once among thousands of contacts and hundreds of entries', async () => {
  await world.writer.pool.query(
    `insert into contact (provider_contact_id, email, person_keys, synced_at) select 'many' || n, n || '@many' || n || '.example', array[n || '@many' || n || '.example'], business_now() from generate_series(1, 4000) n`,
  )
  await world.writer.pool.query(
    `insert into suppression (domain, reason, source, at) select 'list' || n || '.example', 'Asked us.', 'test', business_now() from generate_series(1, 800) n`,
  )
  const { id } = await world.contact('Ana@Mail.Whole.example')
  await world.pass(5_000)
  await syncContacts(world.sync)
  await world.writer.pool.query(`select from suppress($1::jsonb, 'test')`, [
    JSON.stringify([{ domain: 'whole.example', reason: 'All of us.', source: 'test' }]),
  ])
  await pushBlocks(world.sync)
  const owed = await world.writer.pool.query(
    `select c.provider_contact_id as contact, b.reason from contact_block b join contact c on c.id = b.contact_id where b.reason = 'All of us.' or c.provider_contact_id like 'many%'`,
  )
  expect(owed.rows).toEqual([{ contact: id, reason: 'All of us.' }])
  await world.writer.pool.query(`delete from contact where provider_contact_id like 'many%'`)
})

test('a suppression that an admin lifts is taken back there, retried until reading confirms it; what somebody else switched off stays off', async () => {
  const [ours, theirs] = [await make.lead(world.writer), await make.lead(world.writer)]
  const contacts = [await world.contact(ours.email), await world.contact(theirs.email)]
  await world.pass(5_000)
  await syncContacts(world.sync)
  for (const { email } of [ours, theirs]) await suppress(email)
  await pushBlocks(world.sync)
  // Somebody in the CRM switches it off as well, in their own words.
  await world.call('PUT', `/contacts/${contacts[1]?.id}`, {
    dndSettings: { Email: { status: 'active', message: 'Called us.', code: 'crm' } },
  })
  const lift = async (email: string) => {
    const found = await one<{ id: string }>('select id from suppression where person_key = $1 and lifted_at is null', [email])
    await unsuppress(
      world.writer,
      { kind: 'user', id: 'a', name: 'Ada', scopes: ['admin'] },
      { suppressionId: found?.id ?? '', reason: 'A mistake of ours.' },
    )
  }
  for (const { email } of [ours, theirs]) await lift(email)
  await world.control('PUT', 'faults', [{ provider: 'ghl', method: 'PUT', path: '^/contacts/', times: 1, status: 500 }])
  await pushBlocks(world.sync)
  expect(await contactOf(ours.email)).toMatchObject({ isOff: true })
  await world.pass(60_000)
  await pushBlocks(world.sync)
  const shape = z.object({ contact: z.object({ dndSettings: z.object({ Email: z.object({ status: z.string() }).optional() }) }) })
  const mailOf = async (id: string | undefined) => shape.parse(await world.call('GET', `/contacts/${id}`)).contact.dndSettings.Email?.status
  expect(await mailOf(contacts[0]?.id)).toBe('inactive')
  expect(await mailOf(contacts[1]?.id)).toBe('active')
  expect(await contactOf(ours.email)).toMatchObject({ isOff: false })
  expect(await contactOf(theirs.email)).toMatchObject({ isOff: true })
  // Suppressed anew it is off again; until then nothing more is asked.
  const before = (await world.requests('^/contacts/')).length
  await pushBlocks(world.sync)
  expect((await world.requests('^/contacts/')).length).toBe(before)
  await suppress(ours.email)
  await pushBlocks(world.sync)
  expect(await mailOf(contacts[0]?.id)).toBe('active')
})

test('a meeting whose contact nobody knew is applied when the sync brings it', async () => {
  const lead = await make.lead(world.writer)
  const contact = await world.contact(lead.email)
  await world.listen()
  const meeting = {
    calendarId: 'swarmSandboxCalendar',
    locationId: 'swarmSandboxLocation',
    contactId: contact.id,
    startTime: '2026-11-30T15:00:00Z',
  }
  await world.call('POST', '/calendars/events/appointments', meeting, '2021-04-15')
  await world.pass(3_000)
  await world.apply()
  expect(await statusOf(lead.id)).not.toBe('MEETING_BOOKED')
  await syncContacts(world.sync)
  await world.apply()
  expect(await statusOf(lead.id)).toBe('MEETING_BOOKED')
})

test('a message of a contact without an address waits without asking again, and is applied when the contact gets one', async () => {
  const lead = await make.lead(world.writer)
  const shape = z.object({ contact: z.object({ id: z.string() }) })
  const made = await world.call('POST', '/contacts/upsert', { locationId: 'swarmSandboxLocation', phone: '+13035550199', firstName: 'Bo' })
  const { id } = shape.parse(made).contact
  const body = Buffer.from(
    JSON.stringify({
      type: 'InboundMessage',
      contactId: id,
      messageType: 'SMS',
      messageId: 'sms-1',
      body: 'Hm, not sure about that.',
      dateAdded: '2026-11-24T16:00:00Z',
    }),
  )
  await world.writer.transaction((tx) => storeDeliveries(tx, [{ provider: 'ghl', headers: {}, body, isAuthenticated: true }]))
  const round = async () => {
    await world.apply()
    await syncContacts(world.sync)
    await world.apply()
    return {
      alerts: await one('select count from alert where cause like $1 and resolved_at is null', ['reply.undecided.%']),
      asked: (await world.requests(`^/contacts/${id}$`)).length,
    }
  }
  await round()
  const before = await round()
  expect(before).toEqual({ alerts: expect.anything(), asked: expect.toSatisfy((count: number) => count <= 1) })
  expect([await round(), await round()]).toEqual([before, before])
  await world.call('PUT', `/contacts/${id}`, { email: lead.email })
  await world.pass(5_000)
  await syncContacts(world.sync)
  await world.apply()
  expect(await statusOf(lead.id)).toBe('REPLIED')
})

test('what names somebody who was erased by their contact alone ends when the sync learns who it is, and no reply of it stays', async () => {
  const lead = await make.lead(world.writer)
  const contact = await world.contact(lead.email)
  await eraseLead(world.writer, { kind: 'user', id: 'a', name: 'Ada', scopes: ['admin'] }, { leadId: lead.id, address: null })
  expect(await finishErasures(world.writer, world.sync.log)).toBe(1)
  await world.listen()
  const meeting = {
    calendarId: 'swarmSandboxCalendar',
    locationId: 'swarmSandboxLocation',
    contactId: contact.id,
    startTime: '2026-12-01T15:00:00Z',
  }
  await world.call('POST', '/calendars/events/appointments', meeting, '2021-04-15')
  await world.pass(3_000)
  await world.apply()
  const waiting = await one<{ id: string }>(`select id from delivery where error = $1 and applied_at is null`, [
    `Unknown contact ${contact.id}.`,
  ])
  await world.writer.pool.query(
    `insert into reply (delivery_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     values ($1, 'ghl', 'EMAIL', 'It is I.', '', 'OTHER', 'OTHER', 0.5, '[]', 'no', false, true, business_now())`,
    [waiting?.id],
  )
  await syncContacts(world.sync)
  await world.apply()
  expect(await one('select body, error, effect from delivery where id = $1', [waiting?.id])).toEqual({
    body: null,
    error: null,
    effect: 'Of a person who was erased: not kept.',
  })
  expect(await one(`select 1 from reply where text = 'It is I.'`, [])).toBeUndefined()
  expect(await contactOf(lead.email)).toBeUndefined()
})

test('a poll brings the answer and the meeting that no event brought, makes us deaf until they are here, and brings nothing twice', async () => {
  await watch()
  const batch = await world.approved()
  await world.control('PUT', 'behaviour', { fates: { [batch.address]: 'reply:interested' } })
  const { sweepOnce } = await import('../../../jobs/src/dispatch/execute/sweep-once.ts')
  await sweepOnce(world.hands)
  await world.pass(24 * 3_600_000)
  await syncContacts(world.sync)
  await watch()
  expect(await statusOf(batch.leadId)).toBe('REPLIED')
  expect(await world.sendRow(batch.sendIds[0] ?? '')).toMatchObject({ status: 'PROVEN' })
  expect(await isHearing()).toEqual({ isHearing: true, problem: null })
  const count = async () => (await one<{ count: number }>('select count(*)::int as count from delivery', []))?.count
  const before = await count()
  await world.pass(6 * 60_000)
  await watch()
  expect(await count()).toBe(before)
})

test('a poll that does not reach the end goes on where it stopped, and a mail whose words are gone still counts', async () => {
  const leads = await Promise.all(Array.from({ length: 42 }, () => make.lead(world.writer)))
  const contacts = await Promise.all(leads.map(({ email }) => world.contact(email)))
  await world.pass(5_000)
  await syncContacts(world.sync)
  await watch()
  const begin = (await make.now(world.writer)).getTime() + 60_000
  const mails = contacts.map(({ id }, place) => ({
    messageId: `m-${place}`,
    emailMessageId: `mail-${place}`,
    conversationId: 'c',
    contactId: id,
    isOutbound: false,
    isByApi: false,
    state: 'OUT' as const,
    at: new Date(begin + place * 30 * 60_000).toISOString(),
  }))
  const gone = new Set(['mail-3', 'mail-41'])
  /** One mail a page. */
  const conversations = {
    ...world.ghl.conversations,
    mailsSince: async (since: Date, cursor: string | null) => {
      const found = mails.filter(({ at }) => Date.parse(at) >= since.getTime())
      const mail = found[cursor === null ? 0 : found.findIndex(({ messageId }) => messageId === cursor) + 1]
      return { mails: mail ? [mail] : [], next: mail?.messageId ?? null }
    },
    getMail: async (id: string) =>
      gone.has(id) ? null : { subject: 'Re: Hi', body: 'Call me.', from: null, to: [], isOutbound: false, state: 'OUT' as const, at: null },
  }
  const look = () => watchGhl({ ...world.sync, ghl: { ...world.ghl, conversations }, isSigned: true })
  const heard = async () =>
    (
      await one<{ count: number }>(`select count(*)::int as count from lead where id = any($1) and status = 'REPLIED'`, [
        leads.map(({ id }) => id),
      ])
    )?.count
  await world.pass(41.2 * 30 * 60_000)
  await look()
  expect(await heard()).toBe(40)
  expect(await isHearing()).toMatchObject({ isHearing: false, problem: expect.stringContaining('the next goes on') })
  // The last one is young: its words may be there a moment later.
  await look()
  expect([await heard(), await isHearing()]).toEqual([41, { isHearing: true, problem: null }])
  await world.pass(6 * 60_000)
  gone.delete('mail-41')
  await look()
  expect(await heard()).toBe(42)
  const { rows } = await world.writer.pool.query('select r.text, r.needs_person from reply r where r.lead_id = any($1) order by r.at', [
    [leads[3]?.id, leads[41]?.id],
  ])
  expect(rows).toEqual([
    { text: '', needs_person: true },
    { text: expect.stringContaining('Call me.'), needs_person: false },
  ])
}, 60_000)

test('without a public key, and while GoHighLevel can not be asked, nothing is handed over', async () => {
  await watch(false)
  expect(await isHearing()).toMatchObject({ isHearing: false, problem: expect.stringContaining('GHL_WEBHOOK_PUBLIC_KEY') })
  await world.pass(6 * 60_000)
  await world.control('PUT', 'faults', [{ provider: 'ghl', path: '^/conversations/messages/export', status: 500 }])
  await watch()
  expect(await isHearing()).toMatchObject({ isHearing: false })
  await world.control('DELETE', 'faults')
  await watch()
  expect(await isHearing()).toMatchObject({ isHearing: true })
}, 30_000)

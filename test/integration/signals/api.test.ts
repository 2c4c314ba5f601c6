import { schemaFor } from '@swarm/api/graphql/schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { globalId } from '../../harness/make.ts'
import { openSocket } from '../../harness/socket.ts'
import { payload, type SentLead, sentLeads } from './sent-leads.ts'

let api: TestApi
let operator: string
let admin: string
let hookKey: string

beforeAll(async () => {
  api = await startTestApi()
  operator = await api.keyFor('operate')
  admin = await api.keyFor('admin')
  hookKey = await api.keyFor('webhook')
})
afterAll(() => api.stop())

const record = `mutation ($input: RecordProviderEventInput!) { recordProviderEvent(input: $input) {
  __typename ... on RecordProviderEventSuccess { duplicate applied } ... on UserError { code message } } }`
const recordWhole = `mutation ($input: RecordProviderEventInput!) { recordProviderEvent(input: $input) {
  __typename ... on RecordProviderEventSuccess { duplicate applied delivery { id provider eventType authenticated applied duplicate effect error lead { status } } } } }`

async function sentLead(): Promise<SentLead & { campaignId: string }> {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 1 })
  if (!leads[0]) throw new Error('no lead')
  return { ...leads[0], campaignId }
}

test('recordProviderEvent applies at once, and the same event again is a copy', async () => {
  const lead = await sentLead()
  const input = { provider: 'instantly', payload: payload('reply_received', lead, { text: 'Call me' }) }
  const first = await api.ask(operator, recordWhole, { input })
  expect(first.data).toMatchObject({
    recordProviderEvent: {
      duplicate: false,
      applied: true,
      delivery: {
        provider: 'instantly',
        eventType: 'reply_received',
        applied: true,
        duplicate: false,
        effect: 'EMAIL_REPLIED',
        error: null,
        lead: { status: 'REPLIED' },
      },
    },
  })
  expect((await api.ask(operator, record, { input })).data).toEqual({
    recordProviderEvent: { __typename: 'RecordProviderEventSuccess', duplicate: true, applied: false },
  })
})

test('an event came at the latest now; a clock that is minutes ahead is forgiven', async () => {
  const lead = await sentLead()
  const told = (minutes: number) =>
    api.ask(operator, record, {
      input: {
        provider: 'instantly',
        payload: payload('reply_received', lead, { text: 'Call me' }),
        receivedAt: new Date(Date.now() + minutes * 60_000).toISOString(),
      },
    })
  expect((await told(18 * 30 * 1_440)).data).toMatchObject({
    recordProviderEvent: { code: 'INVALID_INPUT', message: expect.stringContaining('lies in the future') },
  })
  expect((await told(2)).data).toMatchObject({ recordProviderEvent: { applied: true } })
})

test('it needs webhook or operate; a webhook key can do nothing else', async () => {
  const lead = await sentLead()
  const input = { provider: 'instantly', payload: payload('email_sent', lead) }
  expect((await api.ask(await api.keyFor('review'), record, { input })).data).toMatchObject({ recordProviderEvent: { code: 'FORBIDDEN' } })
  expect((await api.ask(hookKey, record, { input })).data).toMatchObject({ recordProviderEvent: { applied: true } })
  expect((await api.ask(hookKey, '{ deliveries { totalCount } }')).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
  expect((await api.ask(operator, record, { input: { provider: 'nobody', payload: {} } })).data).toMatchObject({
    recordProviderEvent: { code: 'INVALID_INPUT' },
  })
  expect((await api.ask(operator, record, { input: { provider: 'unsubscribe-link', payload: {} } })).data).toMatchObject({
    recordProviderEvent: { code: 'INVALID_INPUT' },
  })
})

test('deliveries are listed, found by their id, and one that found no lead is replayed when there is one', async () => {
  const lead = await sentLead()
  const newcomer = `new.${lead.email}`
  await api.ask(operator, record, {
    input: { provider: 'instantly', payload: payload('email_opened', { email: newcomer, campaignId: 'x' }) },
  })
  const listed = await api.ask<{ deliveries: { totalCount: number; nodes?: unknown; edges: { node: { id: string; error: string } }[] } }>(
    operator,
    '{ deliveries(provider: "instantly", applied: false, first: 1) { totalCount edges { node { id error applied } } } }',
  )
  const node = listed.data?.deliveries.edges[0]?.node
  expect(node).toMatchObject({ error: 'No lead has this address.', applied: false })
  await api.writer.pool.query('update lead set email = $2, person_key = $2 where id = $1', [lead.id, newcomer])
  const replay = `mutation ($id: ID!) { replayDelivery(input: { deliveryId: $id }) { ... on ReplayDeliverySuccess { applied delivery { error lead { id } } } ... on UserError { code } } }`
  expect((await api.ask(operator, replay, { id: node?.id })).data).toEqual({
    replayDelivery: { applied: true, delivery: { error: null, lead: { id: globalId('Lead', lead.id) } } },
  })
  await api.ask(operator, replay, { id: node?.id })
  expect((await api.writer.pool.query('select count(*)::int as count from signal where lead_id = $1', [lead.id])).rows).toEqual([
    { count: 1 },
  ])
  expect((await api.ask(operator, replay, { id: globalId('Lead', lead.id) })).data).toMatchObject({
    replayDelivery: { code: 'INVALID_INPUT' },
  })
  expect((await api.ask(operator, replay, { id: globalId('Delivery', lead.id) })).data).toMatchObject({
    replayDelivery: { code: 'NOT_FOUND' },
  })
  expect((await api.ask(operator, 'query ($id: ID!) { node(id: $id) { __typename id } }', { id: node?.id })).data).toEqual({
    node: { __typename: 'Delivery', id: node?.id },
  })
})

test('all deliveries of a kind that had no effect are replayed at once, and none has it twice', async () => {
  const lead = await sentLead()
  const newcomer = `late.${lead.email}`
  for (const minutes of [1, 2, 3]) {
    await api.ask(operator, record, {
      input: {
        provider: 'instantly',
        payload: payload('link_clicked', { email: newcomer, campaignId: 'x' }, { at: new Date(Date.now() - minutes * 60_000) }),
      },
    })
  }
  const replay = `mutation ($input: ReplayDeliveriesInput!) { replayDeliveries(input: $input) { ... on ReplayDeliveriesSuccess { tried applied left } ... on UserError { code } } }`
  const input = { provider: 'instantly', eventType: 'link_clicked' }
  expect((await api.ask(operator, replay, { input })).data).toEqual({ replayDeliveries: { tried: 3, applied: 0, left: 3 } })
  await api.writer.pool.query('update lead set email = $2, person_key = $2 where id = $1', [lead.id, newcomer])
  expect((await api.ask(operator, replay, { input: { ...input, eventType: 'email_sent' } })).data).toMatchObject({
    replayDeliveries: { applied: 0 },
  })
  expect((await api.ask(operator, replay, { input })).data).toEqual({ replayDeliveries: { tried: 3, applied: 3, left: 0 } })
  expect((await api.ask(operator, replay, { input })).data).toEqual({ replayDeliveries: { tried: 0, applied: 0, left: 0 } })
  const { rows } = await api.writer.pool.query(`select count(*)::int as count from signal where lead_id = $1`, [lead.id])
  expect(rows).toEqual([{ count: 3 }])
  expect((await api.ask(operator, replay, { input: { provider: 'nobody' } })).data).toEqual({ replayDeliveries: { code: 'INVALID_INPUT' } })
  expect((await api.ask(await api.keyFor('review'), replay, { input })).data).toEqual({ replayDeliveries: { code: 'FORBIDDEN' } })
})

test('a note stands on the timeline under its kind, as it was written', async () => {
  const lead = await sentLead()
  const note = `mutation ($input: AddNoteInput!) { addNote(input: $input) { ... on AddNoteSuccess { lead { timeline(kinds: ["note"]) { edges { node { kind actor summary } } } } } ... on UserError { code } } }`
  const text = 'Met her at the fair; <b>call</b> in May.'
  expect((await api.ask(operator, note, { input: { leadId: globalId('Lead', lead.id), text } })).data).toEqual({
    addNote: { lead: { timeline: { edges: [{ node: { kind: 'note', actor: 'operate', summary: text } }] } } },
  })
  for (const [input, code] of [
    [{ leadId: globalId('Lead', lead.sendId), text }, 'NOT_FOUND'],
    [{ leadId: globalId('Lead', lead.id), text: '' }, 'INVALID_INPUT'],
    [{ leadId: globalId('Lead', lead.id), text: 'a'.repeat(2_001) }, 'INVALID_INPUT'],
  ] as const)
    expect((await api.ask(operator, note, { input })).data).toEqual({ addNote: { code } })
  const { rows } = await api.writer.pool.query(`select action from audit_entry where subject_id = $1`, [lead.id])
  expect(rows).toEqual([{ action: 'lead.noted' }])
})

test('the timeline is live: the lead and the activity tell of a reply', async () => {
  const lead = await sentLead()
  const socket = openSocket(api.url, { key: operator })
  const changed = socket.listen(
    'subscription ($id: ID!) { leadChanged(id: $id) { status timeline(first: 5) { edges { node { kind summary } } } } }',
    { id: globalId('Lead', lead.id) },
  )
  const activity = socket.listen('subscription { activity { kind summary actor lead { id } } }')
  await socket.listen('{ viewer { name } }').until(1)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await api.ask(operator, record, { input: { provider: 'instantly', payload: payload('reply_received', lead, { text: 'Yes please' }) } })
  await Promise.all([changed.until(1), activity.until(2)])
  expect(changed.events.at(-1)).toMatchObject({ data: { leadChanged: { status: 'REPLIED' } } })
  expect(activity.events.map((event) => JSON.stringify(event)).join()).toContain('Replied.')
  await socket.stop()
})

test('the newest move of a status on the timeline says where the lead stands, told at once or late', async () => {
  const { campaignId, leads } = await sentLeads(api.writer, { count: 6 })
  const moves = `query ($id: ID!) { lead(id: $id) { status timeline(kinds: ["status"]) { edges { node { detail } } } } }`
  const movesOf = async (lead: SentLead) => {
    type Told = { lead: { status: string; timeline: { edges: { node: { detail: { to: string } } }[] } } }
    const { data } = await api.ask<Told>(operator, moves, { id: globalId('Lead', lead.id) })
    return [data?.lead.status, data?.lead.timeline.edges.map(({ node }) => node.detail.to)]
  }
  const tell = async (type: string, lead: SentLead, text?: string) =>
    api.ask(operator, record, {
      input: { provider: 'instantly', payload: payload(type, { ...lead, campaignId }, text === undefined ? {} : { text }) },
    })
  const correct = `mutation ($input: CorrectLeadStatusInput!) { correctLeadStatus(input: $input) { __typename } }`
  for (const lead of leads) {
    // An hour ago, and heard of after somebody had laid the lead aside.
    await api.ask(admin, correct, {
      input: { leadId: globalId('Lead', lead.id), from: 'DISPATCHED', to: 'GHOSTED', reason: 'Nobody is there.' },
    })
    await tell('link_clicked', lead)
    expect(await movesOf(lead)).toEqual(['OPENED', ['OPENED', 'GHOSTED']])
    // Two moves by one delivery.
    await tell('reply_received', lead, 'Please remove me from your list.')
    expect(await movesOf(lead)).toEqual(['UNSUBSCRIBED', ['UNSUBSCRIBED', 'REPLIED', 'OPENED', 'GHOSTED']])
  }
})

test('a bounce is of a mailbox: of one that they had before it says nothing of the one that they have', async () => {
  const { pool } = api.writer
  const lead = await sentLead()
  const address = `new.${lead.email}`
  await pool.query('update lead set email = $2, person_key = $2 where id = $1', [lead.id, address])
  await pool.query('insert into lead_alias (key, lead_id) values ($2, $1)', [lead.id, lead.email])
  const bounced = (email: string) =>
    api.ask(operator, record, {
      input: { provider: 'instantly', payload: payload('email_bounced', { ...lead, email }, { emailId: email }) },
    })
  const now = async () => {
    const { rows: suppressed } = await pool.query('select person_key from suppression where person_key = any ($1) order by 1', [
      [lead.email, address],
    ])
    const { rows } = await pool.query('select status from lead where id = $1', [lead.id])
    return [rows[0]?.status, suppressed.map(({ person_key: key }) => key)]
  }
  await bounced(lead.email)
  expect(await now()).toEqual(['DISPATCHED', [lead.email]])
  await bounced(address)
  expect(await now()).toEqual(['BOUNCED', [lead.email, address].toSorted()])
})

test('a status is corrected by an admin alone, with a reason, and only from where it was seen', async () => {
  const lead = await sentLead()
  await api.ask(operator, record, { input: { provider: 'instantly', payload: payload('email_bounced', lead) } })
  const correct = `mutation ($input: CorrectLeadStatusInput!) { correctLeadStatus(input: $input) { ... on CorrectLeadStatusSuccess { lead { status } } ... on UserError { code } } }`
  const input = { leadId: globalId('Lead', lead.id), from: 'BOUNCED', to: 'PENDING', reason: 'The mailbox exists after all.' }
  expect((await api.ask(operator, correct, { input })).data).toEqual({ correctLeadStatus: { code: 'FORBIDDEN' } })
  expect((await api.ask(admin, correct, { input: { ...input, reason: 'no' } })).data).toEqual({
    correctLeadStatus: { code: 'INVALID_INPUT' },
  })
  expect((await api.ask(admin, correct, { input })).data).toEqual({ correctLeadStatus: { lead: { status: 'PENDING' } } })
  expect((await api.ask(admin, correct, { input })).data).toEqual({ correctLeadStatus: { code: 'CONFLICT' } })
  const { rows } = await api.writer.pool.query(`select action from audit_entry where subject_id = $1`, [lead.id])
  expect(rows).toEqual([{ action: 'lead.corrected' }])
  const { rows: told } = await api.writer.pool.query(
    `select detail - 'from' as detail from timeline_entry where lead_id = $1 and kind = 'status' and detail ->> 'to' in ('BOUNCED', 'PENDING') order by id`,
    [lead.id],
  )
  expect(told.map(({ detail }) => detail)).toEqual([
    { to: 'BOUNCED', signal: 'EMAIL_BOUNCED', reason: 'The email bounced.' },
    { to: 'PENDING', signal: 'CORRECTED', reason: input.reason },
  ])
})

test('the table of transitions is served', async () => {
  const answer = await api.ask<{ statusTransitions: { from: string; signal: string; to: string }[] }>(
    operator,
    '{ statusTransitions { from signal to } }',
  )
  expect(answer.data?.statusTransitions).toContainEqual({ from: 'GHOSTED', signal: 'EMAIL_SENT', to: 'SENT' })
})

test('outside the sandbox there is no clock to move', () => {
  expect(schemaFor('sandbox').getMutationType()?.getFields()).toHaveProperty('advanceClock')
  const production = schemaFor('production')
  expect(production.getMutationType()?.getFields()).not.toHaveProperty('advanceClock')
  expect(Object.keys(production.getTypeMap()).filter((name) => name.startsWith('AdvanceClock'))).toEqual([])
  expect(Object.keys(production.getTypeMap()).length).toBe(Object.keys(schemaFor('sandbox').getTypeMap()).length - 3)
})

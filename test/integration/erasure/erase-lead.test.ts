import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { finishErasures } from '@swarm/jobs/erasure/finish-erasures'
import { createLog } from '@swarm/jobs/log'
import { mergeLeads } from '@swarm/jobs/merge/merge-leads'
import { verifyDatabase } from '@swarm/jobs/proof/verify-database'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { unsuppress } from '@swarm/jobs/suppression/unsuppress'
import { forgetRaw } from '@swarm/jobs/tidy/forget-raw'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveContacts } from '../../../jobs/src/contacts/save-contacts.ts'
import { drawStatements } from '../../../jobs/src/statements/draw-statements.ts'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import {
  changeSettings,
  makeAccounts,
  makeBatch,
  moveClock,
  operator,
  reserve,
  sendTo,
  tuesdayMorning,
} from '../../harness/make-dispatch.ts'
import { load } from '../import/import-file.ts'
import { delivered, payload } from '../signals/sent-leads.ts'

const log = createLog('test', 'silent')
let api: TestApi
let key: string
let jobs: Writer
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('admin', 'operate')
  jobs = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(jobs, tuesdayMorning)
  await makeAccounts(jobs, 1)
  for (const name of ['emailPerDay', 'emailPerAccountPerDay']) await changeSettings(jobs, 'dispatch', ['ceilings', name], 10_000)
  await jobs.pool.query(`select graduate_ramp('test', 'for a test')`)
})
afterAll(async () => {
  await jobs.end()
  await api.stop()
})

type Erasure = { id: string; doneAt: string | null; waitsFor: { code: string }[]; heldBy: string[] }
type Answer = { __typename: string; isNew?: boolean; erasure?: Erasure; message?: string; code?: string }
async function erase(input: { leadId?: string; address?: string }): Promise<Answer> {
  const { data, errors } = await api.ask<{ eraseLead: Answer }>(
    key,
    `mutation ($input: EraseLeadInput!) { eraseLead(input: $input) { __typename ... on EraseLeadSuccess { isNew erasure { id doneAt heldBy waitsFor { code message } } } ... on UserError { code message } } }`,
    { input },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.eraseLead
}
const ofLead = (id: string) => ({ leadId: make.globalId('Lead', id) })
const finish = () => finishErasures(jobs, log)
/** What an erasure waits for now; null once it is done. */
async function waits(leadId: string): Promise<string[] | null> {
  const { data } = await api.ask<{ lead: { erasure: Erasure } | null }>(
    key,
    'query ($id: ID!) { lead(id: $id) { erasure { doneAt waitsFor { code } } } }',
    {
      id: make.globalId('Lead', leadId),
    },
  )
  const erasure = data?.lead?.erasure
  return erasure?.doneAt == null ? (erasure?.waitsFor.map(({ code }) => code) ?? []) : null
}
const sendStatus = async (id: string | undefined) =>
  (await jobs.pool.query<{ status: string; code: string | null }>('select status, code from send where id = $1', [id])).rows[0]
const leadsWith = async (word: string) =>
  (await jobs.pool.query<{ id: string }>(`select id from lead where email like $1 or linkedin_key like $1`, [`%${word}%`])).rows

/** A person who was erased, and nothing of whom was under way. */
async function erased(email: string, columns: Record<string, unknown> = {}): Promise<string> {
  const lead = await make.lead(jobs, { email, columns })
  expect(await erase(ofLead(lead.id))).toMatchObject({ __typename: 'EraseLeadSuccess', isNew: true })
  expect(await finish()).toBe(1)
  return lead.id
}

test('asked twice, by the lead and by its address, it is one erasure', async () => {
  const lead = await make.lead(jobs, { email: 'twice@erase.example' })
  const first = await erase(ofLead(lead.id))
  const again = await erase({ address: 'Twice+news@erase.example' })
  expect(again).toMatchObject({ isNew: false, erasure: { id: first.erasure?.id } })
  await finish()
  expect(await erase(ofLead(lead.id))).toMatchObject({ isNew: false, erasure: { id: first.erasure?.id } })
  expect(await finish()).toBe(0)
})

test('what names nobody, or two, is refused in words', async () => {
  expect(await erase({})).toMatchObject({ __typename: 'InvalidInputError' })
  expect(await erase({ ...ofLead('0190a1b2-0000-7000-8000-000000000001') })).toMatchObject({ __typename: 'NotFoundError' })
  expect(await erase({ address: 'nobody' })).toMatchObject({ __typename: 'InvalidInputError', message: expect.stringContaining('address') })
})

test('what was planned is skipped at once; what is on its way is waited for, and then goes too', async () => {
  const [planned, flying] = [
    await make.lead(jobs, { email: 'planned@erase.example' }),
    await make.lead(jobs, { email: 'flying@erase.example' }),
  ]
  const sendOf = async (lead: make.MadeLead) => {
    const draft = await make.draft(jobs, { lead, columns: { status: 'APPROVED', decided_at: await make.now(jobs) } })
    return sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1 })
  }
  const { sendIds } = await makeBatch(jobs, [await sendOf(planned), await sendOf(flying)])
  expect(await reserve(jobs.pool, sendIds.slice(1))).toMatchObject([{ reserved: true }])

  await erase(ofLead(planned.id))
  expect(await sendStatus(sendIds[0])).toEqual({ status: 'SKIPPED', code: 'SUPPRESSED' })
  await erase(ofLead(flying.id))
  expect(await finish()).toBe(1)
  expect(await waits(planned.id)).toBe(null)
  expect(await waits(flying.id)).toEqual(['HANDING_OVER'])
  const { rows } = await jobs.pool.query<{ full_name: string; suppressed: boolean }>(
    `select l.full_name, exists (select from suppression s where s.person_key = l.person_key) as suppressed from lead l where l.id = $1`,
    [flying.id],
  )
  expect(rows).toEqual([{ full_name: 'Ana Ruiz', suppressed: true }])

  const attempt = await jobs.pool.query<{ key: string }>('select key from send_attempt where send_id = $1', [sendIds[1]])
  await jobs.pool.query('select settle($1, $2)', [
    attempt.rows[0]?.key,
    JSON.stringify([{ sendId: sendIds[1], outcome: 'ACCEPTED', providerMessageId: 'm-2' }]),
  ])
  expect(await finish()).toBe(0)
  expect(await waits(flying.id)).toEqual(['PROOF'])
  await jobs.pool.query(`update send set status = 'PROVEN', proven_at = business_now() where id = $1`, [sendIds[1]])
  expect(await finish()).toBe(1)
  expect(await waits(flying.id)).toBe(null)
})

test('that nobody here let a message go stays on record: the proof of its send still holds', async () => {
  const lead = await make.lead(jobs, { email: 'running@erase.example' })
  const draft = await make.draft(jobs, { lead, columns: { status: 'APPROVED', decided_at: await make.now(jobs) } })
  const { sendIds } = await makeBatch(jobs, [sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1 })])
  await jobs.pool.query('select found_running($1)', [sendIds])
  await jobs.pool.query('update send set next_check_at = null where id = any ($1)', [sendIds])
  const faults = async () => {
    const { sendFaults } = await verifyDatabase({ read: (work) => work(jobs.sql) }, { keptHead: null })
    return sendFaults.filter(({ sendId }) => sendIds.includes(sendId))
  }
  expect(await faults()).toEqual([])
  await erase(ofLead(lead.id))
  expect(await finish()).toBe(1)
  expect(await faults()).toEqual([])
})

test('nobody becomes a lead again: not by a file, by hand, by a provider, nor by the address of another', async () => {
  await erased('gone@erase.example', { linkedin_key: 'in:gone-erase', linkedin_url: 'https://www.linkedin.com/in/gone-erase' })
  const file = Buffer.from(
    'email,first name,last name,linkedin url,company\nGone+x@Erase.example,Ana,Ruiz,,Acme\n,Ana,Ruiz,https://linkedin.com/in/gone-erase/,Acme\n',
  )
  const imported = await load(api, key, file)
  expect(imported).toMatchObject({ created: 0, excluded: 2 })
  expect(imported.outcomes.nodes.map(({ reason }) => reason)).toEqual([
    'The address is suppressed (erased: never again).',
    'The LinkedIn profile is suppressed (erased: never again).',
  ])
  const byHand = await api.ask<{ createLead: Answer }>(
    key,
    'mutation { createLead(input: { email: "gone@erase.example" }) { __typename ... on UserError { message } } }',
  )
  expect(byHand.data?.createLead.__typename).toBe('RefusedError')
  const inserted = await jobs.pool.query(
    `insert into lead (email, person_key, source) values ('gone@erase.example', 'gone@erase.example', 'any') on conflict do nothing returning id`,
  )
  expect(inserted.rows).toEqual([])
  const other = await make.lead(jobs, { email: 'stays@erase.example' })
  await jobs.pool.query(
    `update lead set email = 'gone@erase.example', person_key = 'gone@erase.example', linkedin_key = 'in:gone-erase' where id = $1`,
    [other.id],
  )
  await jobs.pool.query(`insert into lead_alias (key, lead_id) values ('gone@erase.example', $1)`, [other.id])
  expect(await leadsWith('gone')).toEqual([])
  expect(await leadsWith('stays')).toEqual([{ id: other.id }])
})

test('whatever list names them again keeps a digest, and nothing is ever sent to them, and no suppression of theirs is lifted', async () => {
  await erased('listed@erase.example')
  await jobs.pool.query(`select from suppress($1, 'test')`, [
    JSON.stringify([{ email: 'listed@erase.example', person_key: 'listed@erase.example', reason: 'A file says so.', source: 'import' }]),
  ])
  await jobs.pool.query(`select take_history($1, 'test')`, [
    JSON.stringify([
      { person: 'listed@erase.example', channel: 'EMAIL', at: tuesdayMorning, source: 'file', message: 'listed@erase.example then' },
    ]),
  ])
  const said = await jobs.pool.query(
    `select from suppression where person_key like 'listed%' or email like 'listed%' union all select from history_send where person like 'listed%' or message like 'listed%'
     union all select from send_once where person like 'listed%'`,
  )
  expect(said.rowCount).toBe(0)
  const [row] = (await jobs.pool.query<{ id: string }>(`select id from suppression where person_key = erased_name('listed@erase.example')`))
    .rows
  await expect(unsuppress(jobs, operator, { suppressionId: row?.id ?? '', reason: 'They are back.' })).rejects.toMatchObject({
    reasons: [{ code: 'ERASED' }],
  })
  await jobs.pool.query(`update suppression set lifted_at = business_now(), lifted_by = 'test' where id = $1`, [row?.id])
  const { sendIds } = await makeBatch(jobs, [sendTo('listed@erase.example')])
  expect(await reserve(jobs.pool, sendIds)).toMatchObject([{ reserved: false, code: 'SUPPRESSED' }])
})

test('what a platform still tells of them is not kept, and brings nobody back', async () => {
  await erased('late@erase.example')
  const [stored] = await jobs.transaction((tx) =>
    storeDeliveries(tx, [
      {
        ...delivered(payload('reply_received', { email: 'Late@erase.example', campaignId: 'c-1' }, { text: 'Hello, it is me.' })),
        key: 'late-1',
      },
    ]),
  )
  await applyAllDeliveries(jobs, log)
  const { rows } = await jobs.pool.query('select body, effect, error from delivery where id = $1', [stored?.id])
  expect(rows).toEqual([{ body: null, effect: 'Of a person who was erased: not kept.', error: null }])
  expect((await jobs.pool.query(`select from reply where text like '%it is me%'`)).rowCount).toBe(0)

  const news = {
    fields: { addresses: ['late@erase.example'], firstName: 'Late', lastName: null, companyName: null },
    tags: null,
    block: null,
    stage: null,
    lastActivityAt: null,
  }
  await jobs.transaction(async (tx) => {
    await saveContacts(tx, await make.now(jobs), [
      { ...news, contactId: 'late-contact', changedAt: null, isDeleted: false },
      {
        ...news,
        fields: { ...news.fields, addresses: ['other@erase.example'] },
        contactId: 'other-contact',
        changedAt: null,
        isDeleted: false,
      },
    ])
  })
  const contacts = await jobs.pool.query(
    `select provider_contact_id as id from contact where provider_contact_id in ('late-contact', 'other-contact')`,
  )
  expect(contacts.rows).toEqual([{ id: 'other-contact' }])
})

test('the statement of a day still agrees with the platform about them, and keeps no address', async () => {
  const day = '2026-11-23'
  const at = `${day}T18:00:00.000Z`
  await jobs.pool.query(`insert into batch (id, motion, status, scope_hash, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
    values ('0190a1b2-0000-7000-8000-00000000000a', 'OUTBOUND', 'EXECUTED', sha256('x'), 'Olga', '1', '${at}', '${at}', 'Olga', '1', '${at}')`)
  const lead = await make.lead(jobs, { email: 'counted@erase.example' })
  await jobs.pool.query(
    `insert into send (batch_id, place, lead_id, person, address, domain, channel, platform, account, motion, round, step, zone, window_from, window_to, scheduled_at, hash, status,
       accepted_at, proven_at, provider_campaign_id, created_at)
     values ('0190a1b2-0000-7000-8000-00000000000a', 1, $1, $2, $2, 'erase.example', 'EMAIL', 'RESEND', 'ana@sender-0.example', 'OUTBOUND', 1, 1, 'UTC', $3, $3, $3, sha256('h'), 'PROVEN', $3, $3, 'c-9', $3)`,
    [lead.id, lead.email, at],
  )
  await erase(ofLead(lead.id))
  expect(await finish()).toBe(1)
  await drawStatements(jobs, log, [
    {
      platform: 'RESEND',
      sentBetween: async (from) =>
        from.toISOString().startsWith(day)
          ? [
              { messageId: 'm-9', campaignId: 'c-9', address: 'Counted@erase.example', account: null, at },
              { messageId: 'x counted@erase.example', campaignId: 'c-0', address: 'counted@erase.example', account: null, at },
            ]
          : [],
    },
  ])
  const { rows } = await jobs.pool.query<{ differences: { kind: string }[]; text: string }>(
    `select differences, differences::text as text from daily_statement where platform = 'RESEND' and day = $1`,
    [day],
  )
  expect(rows[0]?.differences.map(({ kind }) => kind)).toEqual(['THEIRS_ALONE'])
  expect(rows[0]?.text).not.toContain('counted')
})

test('who had two names is erased under both, and a merge with them is refused from the asking on', async () => {
  const older = await make.lead(jobs, { email: 'older@erase.example', columns: { linkedin_key: null, linkedin_url: null } })
  const younger = await make.lead(jobs, {
    email: 'younger@erase.example',
    columns: { linkedin_key: 'in:younger-erase', linkedin_url: 'https://www.linkedin.com/in/younger-erase' },
  })
  await mergeLeads(jobs, operator, { leadId: older.id, otherId: younger.id, reason: 'They say so.' })
  await erase({ address: 'younger@erase.example' })
  const third = await make.lead(jobs)
  await expect(mergeLeads(jobs, operator, { leadId: older.id, otherId: third.id, reason: 'x' })).rejects.toMatchObject({
    reasons: [{ code: 'ERASED' }],
  })
  expect(await finish()).toBe(1)
  expect((await jobs.pool.query('select from lead_merge where lead_id = $1', [older.id])).rowCount).toBe(0)
  for (const name of ['older', 'younger']) {
    expect(await leadsWith(`${name}@erase`)).toEqual([])
    const { rows } = await jobs.pool.query(`select is_erased($1) as erased`, [`${name}@erase.example`])
    expect(rows).toEqual([{ erased: true }])
  }
})

test('an address that no lead has is never made one', async () => {
  expect(await erase({ address: 'https://www.linkedin.com/in/nobody-erase' })).toMatchObject({ isNew: true })
  expect(await erase({ address: 'stranger@erase.example' })).toMatchObject({ isNew: true })
  expect(await finish()).toBe(2)
  expect((await jobs.pool.query(`select from suppression where email like 'stranger%' or person_key like 'stranger%'`)).rowCount).toBe(0)
  const imported = await load(api, key, Buffer.from('email,first name,company\nstranger@erase.example,Ana,Acme\n'))
  expect(imported).toMatchObject({ created: 0, excluded: 1 })
})

test('a person’s data is everything by table, in plain text, and nothing of others', async () => {
  const lead = await make.lead(jobs, { email: 'told@erase.example' })
  const draft = await make.draft(jobs, { lead, columns: { status: 'APPROVED', decided_at: await make.now(jobs) } })
  await make.lead(jobs, { email: 'untold@erase.example' })
  await jobs.pool.query(`select write_audit('Olga', 'lead.noted', 'lead', $1, '{"note": "called"}')`, [lead.id])
  const { batchId } = await makeBatch(jobs, [
    sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1, text: 'What we wrote to them' }),
  ])
  const { data, errors } = await api.ask<{ personalData: Record<string, unknown[]>; personalDataOf: unknown }>(
    key,
    'query ($id: ID!) { personalData(leadId: $id) personalDataOf(address: "Told@erase.example") }',
    { id: make.globalId('Lead', lead.id) },
  )
  expect(errors).toBeUndefined()
  expect(data?.personalData).toMatchObject({
    lead: [{ email: 'told@erase.example', full_name: 'Ana Ruiz' }],
    draft: [{ id: draft.id, subject: draft.subject }],
    send: [{ batch_id: batchId, frozen: expect.stringContaining('What we wrote to them') }],
    audit_detail: expect.any(Array),
  })
  expect(data?.personalDataOf).toEqual(data?.personalData)
  expect(JSON.stringify(data?.personalData)).not.toContain('untold')
  const nobody = await api.ask(key, 'query ($id: ID!) { personalData(leadId: $id) }', {
    id: make.globalId('Lead', '0190a1b2-0000-7000-8000-000000000001'),
  })
  expect(nobody.errors?.[0]?.extensions?.code).toBe('NOT_FOUND')
})

test('raw requests and files lose their content after 90 days; that they came, and what they did, stays', async () => {
  const old = newId(new Date(Date.parse(tuesdayMorning) - 91 * 86_400_000))
  const young = newId(new Date(Date.parse(tuesdayMorning) - 89 * 86_400_000))
  for (const id of [old, young])
    await jobs.pool.query(
      `insert into delivery (id, provider, headers, body, is_authenticated, received_at, applied_at, is_duplicate, effect) values ($1, 'instantly', '{"x": 1}', 'long ago', true, business_now(), business_now(), false, 'EMAIL_OPENED')`,
      [id],
    )
  await load(api, key, Buffer.from('email,first name,company\nfile@erase.example,Ana,Acme\n'))
  await forgetRaw(jobs)
  const kept = async () =>
    (
      await jobs.pool.query(`select d.id, d.body is not null as "isKept", d.effect from delivery d where d.id = any($1) order by d.id`, [
        [old, young],
      ])
    ).rows
  expect(await kept()).toEqual([
    { id: old, isKept: false, effect: 'EMAIL_OPENED' },
    { id: young, isKept: true, effect: 'EMAIL_OPENED' },
  ])
  const files = async () =>
    (await jobs.pool.query('select from upload_chunk c join import i on i.upload_id = c.upload_id where i.finished_at is not null'))
      .rowCount
  expect(await files()).toBeGreaterThan(0)
  await jobs.pool.query(`update import set started_at = started_at - interval '91 days', finished_at = finished_at - interval '91 days'`)
  await forgetRaw(jobs)
  expect(await files()).toBe(0)
})

test('the register names every erasure, and only an admin sees it or the data', async () => {
  const asked = await api.ask<{ erasures: { edges: { node: Erasure }[] } }>(key, '{ erasures(first: 3) { edges { node { id doneAt } } } }')
  expect(asked.data?.erasures.edges).toHaveLength(3)
  const reader = await api.keyFor('operate')
  for (const query of ['{ erasures { edges { node { id } } } }', '{ personalDataOf(address: "told@erase.example") }'])
    expect((await api.ask(reader, query)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
})

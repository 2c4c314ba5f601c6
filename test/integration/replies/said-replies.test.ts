import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import type { Actor } from '@swarm/jobs/actors'
import { createLog } from '@swarm/jobs/log'
import { assignReply } from '@swarm/jobs/replies/assign-reply'
import { classifyReply } from '@swarm/jobs/replies/classify-reply'
import type { ReplyClass } from '@swarm/jobs/replies/reply-class'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { root } from '../../harness/run-process.ts'
import { delivered, payload, type SentLead, sentLeads } from '../signals/sent-leads.ts'

let database: TestDatabase
let writer: Writer
const log = createLog('test', 'silent')
const olga: Actor = { kind: 'user', name: 'Olga', id: '00000000-0000-7000-8000-000000000001', scopes: ['review'] }

beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

let told = 0
/** The reply as it lies in the inbox. */
async function heard(
  about: { email: string; campaignId: string },
  text: string,
  extra: object = {},
): Promise<{ id: string; version: number }> {
  const emailId = `m-${++told}`
  await writer.transaction((tx) => storeDeliveries(tx, [delivered({ ...payload('reply_received', about, { emailId, text }), ...extra })]))
  await applyAllDeliveries(writer, log)
  const [reply] = await rows<{ id: string; version: number }>('select id, version from reply order by id desc limit 1')
  if (!reply) throw new Error('no reply')
  return reply
}
async function one(): Promise<SentLead & { campaignId: string }> {
  const { campaignId, leads } = await sentLeads(writer, { count: 1 })
  if (!leads[0]) throw new Error('no lead')
  return { ...leads[0], campaignId }
}
/** Somebody whom nobody knows. */
const strangerTo = (lead: SentLead) => ({ email: `alias@nowhere-${lead.id.slice(-6)}.example`, campaignId: 'unknown' })
const rows = async <T extends object>(query: string, ...values: unknown[]) => (await writer.pool.query<T>(query, values)).rows
const classify = async (replyId: string, is: ReplyClass) => {
  const [now] = await rows<{ version: number }>('select version from reply where id = $1', replyId)
  await classifyReply(writer, log, olga, { replyId, class: is, version: now?.version ?? 0 })
}
const standingOf = async (leadId: string) => {
  const [lead] = await rows<{ status: string; cause: string | null; out: number }>(
    `select l.status, l.status_cause as cause, (select count(*) from suppression x where x.person_key = l.person_key and x.lifted_at is null)::int as out
     from lead l where l.id = $1`,
    leadId,
  )
  const signals = await rows<{ kind: string }>('select kind from signal where lead_id = $1 order by kind', leadId)
  return { ...lead, kinds: signals.map(({ kind }) => kind) }
}

test('what a person said of a reply in the tray has its effect on whose it is then found to be', async () => {
  const assigned = async (text: string, is: ReplyClass) => {
    const lead = await one()
    const { id } = await heard(strangerTo(lead), text)
    await classify(id, is)
    await assignReply(writer, log, olga, { replyId: id, leadId: lead.id })
    return standingOf(lead.id)
  }
  const annoyed = 'How did you get my email? This is getting annoying.'
  expect(await assigned(annoyed, 'UNSUBSCRIBE')).toEqual({
    status: 'UNSUBSCRIBED',
    cause: null,
    out: 1,
    kinds: ['EMAIL_REPLIED', 'UNSUBSCRIBED'],
  })
  expect(await assigned(annoyed, 'NOT_INTERESTED')).toMatchObject({ status: 'DISQUALIFIED', cause: 'not_interested', out: 0 })
  expect(await assigned('No thanks, not interested.', 'INTERESTED')).toMatchObject({ status: 'REPLIED', kinds: ['EMAIL_REPLIED'] })
  expect(await assigned(annoyed, 'OUT_OF_OFFICE')).toMatchObject({ status: 'DISPATCHED', kinds: ['OUT_OF_OFFICE'] })
  // Another word lifts no suppression, and takes back no stop that was sure.
  expect(await assigned('Please remove me from your list.', 'INTERESTED')).toMatchObject({ status: 'UNSUBSCRIBED', out: 1 })
})

test('the timeline of whose a reply is found to be tells what a person had said of it in the tray, and who', async () => {
  const told = async (said: ReplyClass | null) => {
    const lead = await one()
    const { id } = await heard(strangerTo(lead), 'How did you get my email? This is getting annoying.')
    if (said !== null) await classify(id, said)
    await assignReply(writer, log, olga, { replyId: id, leadId: lead.id })
    return rows(
      `select actor, summary from timeline_entry where lead_id = $1 and kind = 'signal' and detail ->> 'replyId' = $2 order by id`,
      lead.id,
      id,
    )
  }
  expect(await told('NOT_NOW')).toEqual([{ actor: 'Olga', summary: 'The reply is not now.' }])
  expect(await told(null)).toEqual([{ actor: 'Instantly', summary: 'A person decides what the reply is.' }])
})

test('a stop that a person hears in the tray holds for the profile and the address that were written to, though nobody is a lead yet', async () => {
  const outOf = (key: string) => rows('select 1 from suppression where $1 in (person_key, linkedin_key) and lifted_at is null', key)
  const annoyed = 'How did you get my contact? This is getting annoying.'
  const slug = `mara-${crypto.randomUUID()}`
  const body = {
    conversation_id: `c-${slug}`,
    recent_messages: [{ creation_time: new Date(Date.now() - 3_600_000).toISOString(), message: annoyed, is_reply: true }],
    sender: { id: 5_001 },
    lead: { profile_url: `https://www.linkedin.com/in/${slug}` },
    timestamp: new Date().toISOString(),
    event_type: 'every_message_reply_received',
  }
  const onLinkedin = { provider: 'heyreach', headers: {}, body: Buffer.from(JSON.stringify(body)), isAuthenticated: true }
  await writer.transaction((tx) => storeDeliveries(tx, [{ ...onLinkedin, eventType: body.event_type }]))
  await applyAllDeliveries(writer, log)
  const [there] = await rows<{ id: string }>(`select id from reply where channel = 'LINKEDIN' and lead_id is null`)
  await classify(there?.id ?? '', 'UNSUBSCRIBE')
  await applyAllDeliveries(writer, log)
  expect(await outOf(`in:${slug}`)).toHaveLength(1)

  // Another than whom we wrote to answers: both asked.
  const about = strangerTo(await one())
  const { id } = await heard(about, annoyed, { from_address_email: `other-${about.email}` })
  await classify(id, 'UNSUBSCRIBE')
  expect(await outOf(`other-${about.email}`)).toHaveLength(1)
  await applyAllDeliveries(writer, log)
  expect(await outOf(about.email)).toHaveLength(1)
})

test('what is said of a reply in the tray is heard by who has its address by now, once', async () => {
  const about = strangerTo(await one())
  const { id } = await heard(about, 'How did you get my email? This is getting annoying.')
  const late = await one()
  await rows('update lead set email = $2, person_key = $2 where id = $1', late.id, about.email)
  await classify(id, 'UNSUBSCRIBE')
  expect(await standingOf(late.id)).toMatchObject({ out: 1 })
  await applyAllDeliveries(writer, log)
  expect(await standingOf(late.id)).toEqual({ status: 'UNSUBSCRIBED', cause: null, out: 1, kinds: ['EMAIL_REPLIED', 'UNSUBSCRIBED'] })
  expect(await rows('select lead_id from reply where id = $1', id)).toEqual([{ lead_id: late.id }])
})

const enroll = (leadId: string) =>
  rows(
    `with plan as (insert into cadence_plan (name, version, document, created_by) values ($1, 1, '{}', 'test') returning name)
     insert into enrollment (lead_id, person, round, plan, plan_version, platform, account, anchor_at, created_at, updated_at)
     select l.id, l.email, 1, p.name, 1, 'INSTANTLY', 'dani@sender.example', business_now(), business_now(), business_now()
     from lead l, plan p where l.id = $1::text::uuid`,
    leadId,
  )

test('what is said of a reply in the tray stops the lead that wrote it, though another was written to', async () => {
  const answeredBy = async (is: ReplyClass, text = 'How did you get my email? This is getting annoying.') => {
    const lead = await one()
    const { id } = await heard(strangerTo(lead), text, { from_address_email: lead.email })
    await enroll(lead.id)
    await classify(id, is)
    const cadences = await rows<{ state: string }>('select state from enrollment where lead_id = $1', lead.id)
    expect
      .soft(await rows('select matched_by from reply where lead_id = $1', lead.id))
      .toEqual([{ matched_by: 'Its writer is this lead.' }])
    return { ...(await standingOf(lead.id)), cadence: cadences[0]?.state }
  }
  const closed = { status: 'DISQUALIFIED', cause: 'not_interested', out: 0, kinds: ['EMAIL_REPLIED', 'NOT_INTERESTED'], cadence: 'ENDED' }
  expect(await answeredBy('NOT_INTERESTED')).toEqual(closed)
  // Where it was read as that already, too.
  expect(await answeredBy('NOT_INTERESTED', 'No thanks, not interested.')).toEqual(closed)
  expect(await answeredBy('OUT_OF_OFFICE')).toMatchObject({ status: 'DISPATCHED', kinds: ['OUT_OF_OFFICE'], cadence: 'PAUSED' })
})

test('a reply is of whom a person named, also where another lead has its address by then', async () => {
  const named = await one()
  const about = strangerTo(named)
  const { id } = await heard(about, 'Please remove me from your list.')
  const writing = await one()
  await rows('update lead set email = $2, person_key = $2 where id = $1', writing.id, about.email)
  await assignReply(writer, log, olga, { replyId: id, leadId: named.id })
  expect(await standingOf(named.id)).toMatchObject({ status: 'UNSUBSCRIBED', out: 1 })
  // The address asked too, and stays out; the answer is not its lead's.
  expect(await standingOf(writing.id)).toMatchObject({ out: 1, kinds: [] })
  expect(await rows('select lead_id, matched_by from reply where id = $1', id)).toEqual([
    { lead_id: named.id, matched_by: 'Assigned by Olga.' },
  ])
})

test('a reply that lay in the tray for longer than what brought it is kept stops whom it is assigned to', async () => {
  const assignedLate = async (text: string, is?: ReplyClass) => {
    const lead = await one()
    const { id } = await heard(strangerTo(lead), text)
    if (is) await classify(id, is)
    await applyAllDeliveries(writer, log)
    await rows(`update delivery set body = null, headers = '{}' where id = (select delivery_id from reply where id = $1)`, id)
    await assignReply(writer, log, olga, { replyId: id, leadId: lead.id })
    return { id, ...(await standingOf(lead.id)) }
  }
  const stopped = { status: 'UNSUBSCRIBED', out: 1, kinds: ['EMAIL_REPLIED', 'UNSUBSCRIBED'] }
  expect(await assignedLate('Please remove me from your list.')).toMatchObject(stopped)
  const annoyed = 'How did you get my email? This is getting annoying.'
  expect(await assignedLate(annoyed, 'UNSUBSCRIBE')).toMatchObject(stopped)
  const doubted = await assignedLate(annoyed)
  expect(doubted).toMatchObject({ status: 'REPLIED', out: 0 })
  expect(await rows('select needs_person from reply where id = $1', doubted.id)).toEqual([{ needs_person: true }])
})

test('a reply in the tray that another version reads otherwise is not less of a stop than either says', async () => {
  const readOnceAs = async (text: string, stop: 'yes' | 'no', is: ReplyClass) => {
    const lead = await one()
    const { id } = await heard(strangerTo(lead), text)
    await rows('update reply set stop = $2, class = $3, read_as = $3, needs_person = false where id = $1', id, stop, is)
    await assignReply(writer, log, olga, { replyId: id, leadId: lead.id })
    const [row] = await rows<object>('select stop, needs_person from reply where id = $1', id)
    return { ...(await standingOf(lead.id)), ...row }
  }
  const annoyed = 'How did you get my email? This is getting annoying.'
  expect(await readOnceAs(annoyed, 'yes', 'UNSUBSCRIBE')).toMatchObject({
    status: 'UNSUBSCRIBED',
    out: 1,
    stop: 'yes',
    needs_person: false,
  })
  expect(await readOnceAs(annoyed, 'no', 'OBJECTION')).toMatchObject({ status: 'REPLIED', out: 0, stop: 'doubt', needs_person: true })
})

test('the stop of a reply whose delivery was refused has its effect when a person says it', async () => {
  const lead = await one()
  const { id } = await heard(strangerTo(lead), 'Please remove me from your list.')
  const refused = `update delivery set error = 'It could not be applied; the log says why.' where id = (select delivery_id from reply where id = $1)`
  await rows(refused, id)
  await rows('update reply set lead_id = $2 where id = $1', id, lead.id)
  await classify(id, 'UNSUBSCRIBE')
  expect(await standingOf(lead.id)).toMatchObject({ status: 'UNSUBSCRIBED', out: 1 })
})

test('an upgrade applies what was assigned before and stopped nothing', async () => {
  const lead = await one()
  const { id } = await heard(strangerTo(lead), 'Please remove me from your list.')
  await rows('update reply set lead_id = $2 where id = $1', id, lead.id)
  await applyAllDeliveries(writer, log)
  expect(await standingOf(lead.id)).toMatchObject({ status: 'DISPATCHED' })
  await rows(readFileSync(join(root, 'db/migrations/20261122200154_assigned/migration.sql'), 'utf8'))
  await applyAllDeliveries(writer, log)
  expect(await standingOf(lead.id)).toMatchObject({ status: 'UNSUBSCRIBED', out: 1 })
})

test('a reply that is assigned is applied by the next who comes where its own process ended before that', async () => {
  const lead = await one()
  const { id } = await heard(strangerTo(lead), 'Please remove me from your list.')
  let left = 1
  const transaction: Writer['transaction'] = (run) => (left-- > 0 ? writer.transaction(run) : Promise.reject(new Error('killed')))
  await expect(assignReply({ ...writer, transaction }, log, olga, { replyId: id, leadId: lead.id })).rejects.toThrow('killed')
  await applyAllDeliveries(writer, log)
  expect(await standingOf(lead.id)).toMatchObject({ status: 'UNSUBSCRIBED', out: 1 })
})

test('a bounce that no report told of suppresses once a person confirms it', async () => {
  const lead = await one()
  const { id } = await heard(lead, 'This person is not known at our house any more, your message went nowhere.')
  await writer.pool.query(`update reply set class = 'BOUNCE', needs_person = true, is_automatic = false where id = $1`, [id])
  await classify(id, 'BOUNCE')
  expect(await standingOf(lead.id)).toMatchObject({ status: 'BOUNCED', out: 1 })
  // Once: what is confirmed again has had its effect.
  await classify(id, 'BOUNCE')
  expect((await standingOf(lead.id)).kinds).toEqual(['EMAIL_BOUNCED', 'EMAIL_REPLIED'])
})

test('a bounce that somebody else told of is of whom was written to, not of who wrote it', async () => {
  const [gone, reception] = [await one(), await one()]
  const { id } = await heard(gone, 'Ana has left us, your message went nowhere.', { from_address_email: reception.email })
  await writer.pool.query(`update reply set class = 'BOUNCE', needs_person = true, is_automatic = false where id = $1`, [id])
  await classify(id, 'BOUNCE')
  expect(await standingOf(gone.id)).toMatchObject({ status: 'BOUNCED', out: 1 })
  expect(await standingOf(reception.id)).toMatchObject({ status: 'DISPATCHED', out: 0 })
  // Nor where they write from another address of the same person.
  const { id: alias } = await heard(reception, 'She has left us, your message went nowhere.', { from_address_email: 'old@alias.example' })
  await writer.pool.query(`insert into lead_alias (key, lead_id) values ('old@alias.example', $1)`, [reception.id])
  await writer.pool.query(`update reply set class = 'BOUNCE', needs_person = true, is_automatic = false where id = $1`, [alias])
  await classify(alias, 'BOUNCE')
  expect(await standingOf(reception.id)).toMatchObject({ status: 'BOUNCED', out: 1 })
})

test('a bounce that somebody told of in the tray is of whose it is found to be, not of who wrote it', async () => {
  const [gone, reception] = [await one(), await one()]
  const { id } = await heard(strangerTo(gone), 'Ana has left us, your message went nowhere.', { from_address_email: reception.email })
  await classify(id, 'BOUNCE')
  await rows(`update delivery set body = null, headers = '{}' where id = (select delivery_id from reply where id = $1)`, id)
  await assignReply(writer, log, olga, { replyId: id, leadId: gone.id })
  expect(await standingOf(gone.id)).toEqual({ status: 'BOUNCED', cause: null, out: 1, kinds: ['EMAIL_BOUNCED'] })
  expect(await standingOf(reception.id)).toMatchObject({ status: 'DISPATCHED', out: 0 })
})

test('a lead that said no in another reply too stays closed when one of them was misread', async () => {
  const lead = await one()
  const first = await heard(lead, 'No thanks, not interested.')
  const second = await heard(lead, 'As I said: not interested, thank you.')
  await classify(second.id, 'OTHER')
  expect(await standingOf(lead.id)).toMatchObject({ status: 'DISQUALIFIED', cause: 'not_interested' })
  await classify(first.id, 'OTHER')
  expect(await standingOf(lead.id)).toMatchObject({ status: 'REPLIED', cause: null })
})

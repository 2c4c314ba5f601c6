import { createWriter, type Writer } from '@swarm/db/write'
import type { Actor } from '@swarm/jobs/actors'
import { createLog } from '@swarm/jobs/log'
import { assignReply } from '@swarm/jobs/replies/assign-reply'
import { classifyReply } from '@swarm/jobs/replies/classify-reply'
import { createReferredLead } from '@swarm/jobs/replies/create-referred-lead'
import type { ReplyClass } from '@swarm/jobs/replies/reply-class'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { correctLeadStatus } from '@swarm/jobs/signals/correct-lead-status'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { requalifyLeads } from '@swarm/jobs/suppression/requalify-leads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
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
const say = async (about: { email: string; campaignId: string }, text: string, more: { at?: Date; type?: string; extra?: object } = {}) => {
  const body = {
    ...payload(more.type ?? 'reply_received', about, { emailId: `m-${++told}`, text, ...(more.at && { at: more.at }) }),
    ...more.extra,
  }
  await writer.transaction((tx) => storeDeliveries(tx, [delivered(body)]))
  await applyAllDeliveries(writer, log)
}
async function one(): Promise<SentLead & { campaignId: string }> {
  const { campaignId, leads } = await sentLeads(writer, { count: 1 })
  if (!leads[0]) throw new Error('no lead')
  return { ...leads[0], campaignId }
}
const rows = async <T extends object>(query: string, ...values: unknown[]) => (await writer.pool.query<T>(query, values)).rows
const replyOf = async (leadId: string) => {
  const [row] = await rows<{
    id: string
    class: string
    version: number
    confirmed_by: string | null
    needs_person: boolean
    stop: string
    not_before: string | null
  }>(
    'select id, class, version, confirmed_by, needs_person, stop, not_before::text from reply where lead_id = $1 order by at desc, id desc limit 1',
    leadId,
  )
  if (!row) throw new Error('no reply')
  return row
}
const statusOf = async (leadId: string) =>
  (await rows<{ status: string; status_cause: string | null }>('select status, status_cause from lead where id = $1', leadId))[0]
const suppressions = async (leadId: string) =>
  (
    await rows<{ until: Date | null }>(
      'select x.until from lead l join suppression x on x.person_key = l.person_key where l.id = $1 and x.lifted_at is null',
      leadId,
    )
  ).map(({ until }) => until)

test('a hot reply is kept with the words that decided, and alerts', async () => {
  const lead = await one()
  await say(lead, 'Sounds interesting, tell me more.')
  const reply = await replyOf(lead.id)
  expect(reply).toMatchObject({ class: 'INTERESTED', needs_person: false, stop: 'no' })
  expect(await statusOf(lead.id)).toEqual({ status: 'REPLIED', status_cause: null })
  expect(await rows('select severity from alert where cause = $1', `reply.hot.${reply.id}`)).toEqual([{ severity: 'INFO' }])
  // The first alert is still open; the next answer is another one all the same.
  await say(lead, 'Let us set up a call. Are you free on Thursday at 3 pm?')
  const next = await replyOf(lead.id)
  expect(next.id).not.toBe(reply.id)
  expect(await rows('select count from alert where cause = $1', `reply.hot.${next.id}`)).toEqual([{ count: 1 }])
  // Another hot word for it changes nothing of that; a cold one ends it.
  const endsWith = async (said: ReplyClass) => {
    const { version } = await replyOf(lead.id)
    await classifyReply(writer, log, olga, { replyId: next.id, class: said, version })
    return (await rows<{ resolve_note: string | null }>('select resolve_note from alert where cause = $1', `reply.hot.${next.id}`))[0]
      ?.resolve_note
  }
  expect([await endsWith('QUESTION'), await endsWith('NOT_NOW')]).toEqual([null, 'Olga has said that it is not now.'])
})

test('of a reply of a megabyte the row keeps the beginning and the address that it came from; what is asked behind it is heard', async () => {
  const about = await one()
  const extra = { reply_subject: 'Notes '.repeat(2_000), from_address_email: `${'a'.repeat(100_000)} <${about.email}>` }
  await say(about, `${'Thank you. '.repeat(60_000)}Please do not email me again.`, { extra })
  expect(
    await rows(
      `select length(text) as text, length(new_text) as new_text, length(subject) as subject, from_address, class from reply where lead_id = $1`,
      about.id,
    ),
  ).toEqual([{ text: 50_000, new_text: 50_000, subject: 1_000, from_address: about.email, class: 'UNSUBSCRIBE' }])
  expect(await suppressions(about.id)).toEqual([null])
  // Nor do its signals and their lines of the timeline, which the lead's page asks for.
  expect(
    await rows(
      `select max(length(g.detail::text)) < 2_000 as signals, max(length(t.detail::text)) < 2_000 as lines
       from signal g join timeline_entry t on t.lead_id = g.lead_id where g.lead_id = $1`,
      about.id,
    ),
  ).toEqual([{ signals: true, lines: true }])
  expect((await rows<{ body: Buffer }>(`select body from delivery order by received_at desc limit 1`))[0]?.body.length).toBeGreaterThan(
    700_000,
  )
}, 60_000)

test('who may have asked to stop waits for a person, whose word is kept and obeyed', async () => {
  const lead = await one()
  await say(lead, 'How did you get my email? This is getting annoying.')
  const reply = await replyOf(lead.id)
  expect(reply).toMatchObject({ needs_person: true, stop: 'doubt' })
  expect(await suppressions(lead.id)).toEqual([])
  await classifyReply(writer, log, olga, { replyId: reply.id, class: 'UNSUBSCRIBE', version: reply.version })
  expect(await suppressions(lead.id)).toEqual([null])
  expect(await statusOf(lead.id)).toEqual({ status: 'UNSUBSCRIBED', status_cause: null })
  expect(await rows('select to_class, actor from reply_label where reply_id = $1', reply.id)).toEqual([
    { to_class: 'UNSUBSCRIBE', actor: 'Olga' },
  ])
  await expect(classifyReply(writer, log, olga, { replyId: reply.id, class: 'OTHER', version: reply.version })).rejects.toThrow(
    'Olga said unsubscribe',
  )
})

test('each reply that waits for a person alerts, whoever is on another one, until a person has said what it is', async () => {
  const lead = await one()
  await say(lead, 'How did you get my email? This is getting annoying.')
  const first = await replyOf(lead.id)
  await rows(`select acknowledge_alert(id, 'Dana') from alert where cause like 'reply.undecided%' and resolved_at is null`)
  await say(lead, 'Where did you find me? This is annoying.')
  const next = await replyOf(lead.id)
  expect(next.id).not.toBe(first.id)
  const alertOf = (id: string) => rows(`select count, acknowledged_by, resolve_note from alert where cause = $1`, `reply.undecided.${id}`)
  expect(await alertOf(next.id)).toEqual([{ count: 1, acknowledged_by: null, resolve_note: null }])
  await classifyReply(writer, log, olga, { replyId: first.id, class: 'OTHER', version: first.version })
  expect(await alertOf(first.id)).toEqual([{ count: 1, acknowledged_by: 'Dana', resolve_note: 'Olga has said what it is.' }])
  expect(await alertOf(next.id)).toMatchObject([{ resolve_note: null }])
})

test('an answer counts from when somebody first said that it is one, whatever they call it later', async () => {
  const lead = await one()
  await say(lead, 'How did you get my email? This is getting annoying.')
  const { id } = await replyOf(lead.id)
  const said = async (as: 'OUT_OF_OFFICE' | 'INTERESTED' | 'OTHER') => {
    const { version } = await replyOf(lead.id)
    await classifyReply(writer, log, olga, { replyId: id, class: as, version })
    return (await rows<{ at: Date }>('select confirmed_at as at from reply where id = $1', id))[0]?.at.getTime() ?? 0
  }
  const none = await said('OUT_OF_OFFICE')
  const first = await said('INTERESTED')
  expect(first).toBeGreaterThan(none)
  expect(await said('OTHER')).toBe(first)
})

test('a plain no closes the lead; when it was misread, a person opens it again', async () => {
  const lead = await one()
  await say(lead, 'No thanks, not interested.')
  expect(await statusOf(lead.id)).toEqual({ status: 'DISQUALIFIED', status_cause: 'not_interested' })
  const reply = await replyOf(lead.id)
  await classifyReply(writer, log, olga, { replyId: reply.id, class: 'NOT_NOW', version: reply.version, notBefore: '2027-03-01' })
  expect(await statusOf(lead.id)).toEqual({ status: 'REPLIED', status_cause: null })
  expect((await replyOf(lead.id)).not_before).toBe('2027-03-01')
})

test.each(['NOT_NOW', 'OUT_OF_OFFICE', 'OTHER'] as const)('a no that was misread and is %s leaves the lead open', async (said) => {
  const lead = await one()
  await say(lead, 'No thanks, not interested.')
  const { id: replyId, version } = await replyOf(lead.id)
  await classifyReply(writer, log, olga, { replyId, class: said, version })
  expect(await statusOf(lead.id)).toEqual({ status: 'REPLIED', status_cause: null })
})

test('what seemed a program’s is called a no and then interest: the lead is open again, and has answered once', async () => {
  const lead = await one()
  await say(lead, 'Thank you for your message. Your ticket is 4711.', { type: 'auto_reply_received' })
  for (const [as, status] of [
    ['NOT_INTERESTED', 'DISQUALIFIED'],
    ['INTERESTED', 'REPLIED'],
  ] as const) {
    const { id, version } = await replyOf(lead.id)
    await classifyReply(writer, log, olga, { replyId: id, class: as, version })
    expect(await statusOf(lead.id)).toMatchObject({ status })
  }
  expect(await rows(`select from signal where lead_id = $1 and kind = 'EMAIL_REPLIED'`, lead.id)).toHaveLength(1)
})

test('a class that a person sets finds in the text what it asks for, though it was read as another one', async () => {
  const later = await one()
  await say(later, 'Sounds interesting, tell me more. Ask me in April 2027.')
  const heard = await replyOf(later.id)
  expect(heard).toMatchObject({ class: 'INTERESTED', not_before: null })
  await classifyReply(writer, log, olga, { replyId: heard.id, class: 'NOT_NOW', version: heard.version })
  expect((await replyOf(later.id)).not_before).toBe('2027-04-01')
  expect(await rows('select due_at::date::text as due from revival_date where lead_id = $1', later.id)).toEqual([{ due: '2027-04-01' }])

  for (const as of ['REFERRAL', 'WRONG_PERSON'] as const) {
    const lead = await one()
    const email = `eva.${lead.id.slice(-6)}@else.example`
    await say(lead, `Not now, ${lead.email} is read by nobody. ${email} is.`)
    await writer.pool.query('update reply set referral_name = null, referral_email = null where lead_id = $1', [lead.id])
    const reply = await replyOf(lead.id)
    expect(reply.class).not.toBe(as)
    await classifyReply(writer, log, olga, { replyId: reply.id, class: as, version: reply.version })
    expect(await rows('select source from lead where email = $1', email)).toEqual([{ source: 'referral' }])
  }

  const away = await one()
  await say(away, 'Sounds interesting, I am away until 4 January 2027.')
  const absent = await replyOf(away.id)
  await classifyReply(writer, log, olga, { replyId: absent.id, class: 'OUT_OF_OFFICE', version: absent.version })
  expect(await rows('select returns_on::text from reply where id = $1', absent.id)).toEqual([{ returns_on: '2027-01-04' }])
})

test('the latest day that somebody names is when they are asked again, whichever reply is heard first', async () => {
  const lead = await one()
  const at = (hours: number) => new Date(Date.now() - 3_600_000 * hours)
  await say(lead, 'Not now. Ask me again on 1 May 2027.', { at: at(1) })
  await say(lead, 'Not now. Ask me again on 1 April 2027.', { at: at(5) })
  const [date] = await rows<{ due: string }>(
    `select to_char(due_at at time zone 'UTC', 'YYYY-MM-DD') as due from revival_date where lead_id = $1`,
    lead.id,
  )
  expect(date?.due).toBe('2027-05-01')
})

test('whom they name becomes a lead with that source, once', async () => {
  const lead = await one()
  const email = `dana.${lead.id.slice(-6)}@else.example`
  for (const words of [`Not my area. Please contact Dana Whitlock at ${email}.`, `As I said, please contact Dana Whitlock, ${email}.`])
    await say(lead, words)
  expect(await rows('select full_name, source, status from lead where email = $1', email)).toEqual([
    { full_name: 'Dana Whitlock', source: 'referral', status: 'PENDING' },
  ])
  expect(await rows('select distinct referral_lead_id is not null as linked from reply where lead_id = $1', lead.id)).toEqual([
    { linked: true },
  ])
})

test('the third soft bounce in 30 days suppresses for 30, in every order; a hard one for ever', async () => {
  const report = (code: string) => `Your message could not be delivered. Status: ${code}`
  const extra = { from_address_email: 'mailer-daemon@mx.example' }
  const at = [25, 12, 3].map((days) => new Date(Date.now() - 86_400_000 * days))
  const untils: (Date | null | undefined)[] = []
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
  ]) {
    const lead = await one()
    for (const place of order) {
      expect(await suppressions(lead.id)).toEqual([])
      await say(lead, report('4.2.2'), { extra, ...(at[place] && { at: at[place] }) })
    }
    untils.push((await suppressions(lead.id))[0])
    expect(await statusOf(lead.id)).toEqual({ status: 'DISPATCHED', status_cause: null })
  }
  const last = at[2]?.getTime() ?? 0
  expect(untils.map((until) => until?.getTime())).toEqual([last + 30 * 86_400_000, last + 30 * 86_400_000])
  const lead = await one()
  await say(lead, report('5.1.1'), { extra })
  expect(await suppressions(lead.id)).toEqual([null])
  expect(await statusOf(lead.id)).toEqual({ status: 'BOUNCED', status_cause: null })
})

test('automatic mail is no reply; it is kept with the day of return', async () => {
  const lead = await one()
  await say(lead, 'I am out of the office until 4 January 2027.', { type: 'auto_reply_received' })
  expect(await statusOf(lead.id)).toEqual({ status: 'DISPATCHED', status_cause: null })
  expect(await rows('select class, is_automatic, returns_on::text from reply where lead_id = $1', lead.id)).toEqual([
    { class: 'OUT_OF_OFFICE', is_automatic: true, returns_on: '2027-01-04' },
  ])
})

test('who a person says is out of office is waited for until the day that they name', async () => {
  const lead = await one()
  await say(lead, 'Thank you for your message. Your ticket is 4711. Away until 4 January 2027.', { type: 'auto_reply_received' })
  await writer.pool.query(`update reply set class = 'OTHER', returns_on = null where lead_id = $1`, [lead.id])
  await writer.pool.query(`insert into cadence_plan (name, version, document, created_by) values ('away', 1, '{}', 'test')`)
  await writer.pool.query(
    `insert into enrollment (lead_id, person, round, plan, plan_version, platform, account, anchor_at, created_at, updated_at)
     select id, email, 1, 'away', 1, 'INSTANTLY', 'dani@sender.example', business_now(), business_now(), business_now() from lead where id = $1`,
    [lead.id],
  )
  const reply = await replyOf(lead.id)
  await classifyReply(writer, log, olga, { replyId: reply.id, class: 'OUT_OF_OFFICE', version: reply.version })
  expect(await rows('select state, paused_until from enrollment where lead_id = $1', lead.id)).toEqual([
    { state: 'PAUSED', paused_until: new Date('2027-01-05T00:00:00Z') },
  ])
  // Another day moves the end of the pause, to sooner as well; a day that is over ends it.
  const away = async (returnsOn: string) => {
    const { id: replyId, version } = await replyOf(lead.id)
    await classifyReply(writer, log, olga, { replyId, class: 'OUT_OF_OFFICE', version, returnsOn })
    return rows('select state, paused_until from enrollment where lead_id = $1', lead.id)
  }
  expect(await away('2026-12-14')).toEqual([{ state: 'PAUSED', paused_until: new Date('2026-12-15T00:00:00Z') }])
  expect(await away('2026-11-02')).toEqual([{ state: 'ACTIVE', paused_until: null }])
})

test('a copy of our own mail that a platform brings is no reply, whatever stands in it', async () => {
  const lead = await one()
  await writer.pool.query(
    `insert into sending_account (platform, address, domain, position, checked_at) values ('SMTP', 'dani@sender.example', 'sender.example', 1, now())`,
  )
  await say(lead, 'Please take me off your list.', { extra: { from_address_email: 'Dani <Dani@Sender.example>' } })
  expect([await statusOf(lead.id), await suppressions(lead.id)]).toEqual([{ status: 'DISPATCHED', status_cause: null }, []])
  expect(await rows('select from reply where lead_id = $1', lead.id)).toEqual([])
  expect(await rows(`select effect from delivery order by id desc limit 1`)).toEqual([{ effect: 'Our own mail: it is no reply.' }])
})

test('a reply from nobody we know lies in the tray until a person says whose it is, and is applied then, once', async () => {
  const lead = await one()
  const stranger = { email: `someone@nowhere-${lead.id.slice(-6)}.example`, campaignId: 'unknown' }
  await say(stranger, 'Please remove me from your list.')
  const [tray] = await rows<{ id: string }>('select id from reply where lead_id is null and from_address = $1', stranger.email)
  if (!tray) throw new Error('not in the tray')
  await assignReply(writer, log, olga, { replyId: tray.id, leadId: lead.id })
  expect(await statusOf(lead.id)).toEqual({ status: 'UNSUBSCRIBED', status_cause: null })
  expect(await rows('select matched_by from reply where id = $1', tray.id)).toEqual([{ matched_by: 'Assigned by Olga.' }])
  expect(await rows('select kind from signal where lead_id = $1 order by kind', lead.id)).toEqual([
    { kind: 'EMAIL_REPLIED' },
    { kind: 'UNSUBSCRIBED' },
  ])
  await expect(assignReply(writer, log, olga, { replyId: tray.id, leadId: lead.id })).rejects.toThrow('Somebody has said')
})

test('who asks to stop in the thread of somebody else is left alone, and so is whom it was written to', async () => {
  const lead = await one()
  const colleague = await one()
  await say(lead, 'Please take me off your list.', { extra: { from_address_email: `Bo Li <${colleague.email.toUpperCase()}>` } })
  for (const { id } of [lead, colleague]) {
    expect([await statusOf(id), await suppressions(id)]).toEqual([{ status: 'UNSUBSCRIBED', status_cause: null }, [null]])
  }
  expect(await rows('select reason from recall where send_id = $1', colleague.sendId)).toEqual([{ reason: 'Suppressed.' }])
  const other = await one()
  await say(other, 'Not sure yet, call me.', { extra: { from_address_email: (await one()).email } })
  expect(await suppressions(other.id)).toEqual([])
})

test('what was written before our mail, and is heard or found to be theirs only after it, takes that mail back', async () => {
  const recalls = (sendId: string) => rows('select reason from recall where send_id = $1', sendId)
  const at = new Date(Date.now() - 3 * 86_400_000)
  const late = await one()
  await say(late, 'Happy to talk on Monday.', { at })
  expect(await recalls(late.sendId)).toEqual([{ reason: 'The lead is replied.' }])

  const lead = await one()
  const stranger = { email: `nobody@nowhere-${lead.id.slice(-6)}.example`, campaignId: 'unknown' }
  await say(stranger, 'Happy to talk on Monday.', { at })
  await writer.pool.query(`update delivery set received_at = $2 where id = (select delivery_id from reply where from_address = $1)`, [
    stranger.email,
    at,
  ])
  const [tray] = await rows<{ id: string }>('select id from reply where lead_id is null and from_address = $1', stranger.email)
  await assignReply(writer, log, olga, { replyId: tray?.id ?? '', leadId: lead.id })
  expect(await recalls(lead.sendId)).toEqual([{ reason: 'The lead is replied.' }])

  const taken = await one()
  await say(taken, 'I am out of office until Monday.', { at })
  await writer.pool.query(`update delivery set received_at = $2, applied_at = $2 where lead_id = $1`, [taken.id, at])
  expect(await recalls(taken.sendId)).toEqual([])
  const { id: replyId, version } = await replyOf(taken.id)
  await classifyReply(writer, log, olga, { replyId, class: 'INTERESTED', version })
  expect(await recalls(taken.sendId)).toEqual([{ reason: 'The lead is replied.' }])
})

test('a report from a mailbox of before that a person calls an answer ends what an answer ends, and the mailbox of today stays good', async () => {
  const lead = await one()
  const former = `before.${lead.email}`
  const extra = { from_address_email: 'mailer-daemon@mx.example' }
  await say(
    { email: former, campaignId: 'unknown' },
    'Your message could not be delivered. Status: 5.1.1. I read it all the same, tell me more.',
    {
      extra,
    },
  )
  // A person says in the tray what it is; whose mailbox that was is known only later.
  const [tray] = await rows<{ delivery: string }>(
    `update reply set class = 'INTERESTED', confirmed_at = business_now(), confirmed_by = 'Olga'
     where delivery_id = (select id from delivery where error = 'No lead has this address.' order by id desc limit 1) returning delivery_id as delivery`,
  )
  await rows(`insert into lead_alias (key, lead_id) values ($1, $2)`, former, lead.id)
  await rows(`insert into cadence_plan (name, version, document, created_by) values ('before', 1, '{}', 'test')`)
  await rows(
    `insert into enrollment (lead_id, person, round, plan, plan_version, platform, account, anchor_at, created_at, updated_at)
     select id, email, 1, 'before', 1, 'INSTANTLY', 'dani@sender.example', business_now(), business_now(), business_now() from lead where id = $1`,
    lead.id,
  )
  await rows(`update delivery set applied_at = null, error = null where id = $1`, tray?.delivery)
  await applyAllDeliveries(writer, log)
  expect(await statusOf(lead.id)).toEqual({ status: 'REPLIED', status_cause: null })
  expect(await rows('select state, cause from enrollment where lead_id = $1', lead.id)).toEqual([{ state: 'ENDED', cause: 'REPLIED' }])
  expect(await rows('select reason from recall where send_id = $1', lead.sendId)).toEqual([{ reason: 'The lead is replied.' }])
  expect(await suppressions(lead.id)).toEqual([])
})

test('an answer that a person has heard of takes back what the platform still holds, as one that it told us of', async () => {
  const lead = await one()
  const reason = 'They called us this morning.'
  await correctLeadStatus(writer, olga, { leadId: lead.id, from: 'DISPATCHED', to: 'REPLIED', cause: null, reason })
  await writer.pool.query('select ask_recalls()')
  expect(await rows('select reason from recall where send_id = $1', lead.sendId)).toEqual([{ reason: 'The lead is replied.' }])
})

test('a colleague of the only one who was written to there is told to be one', async () => {
  const lead = await one()
  const domain = `firm-${lead.id.slice(-6)}.example`
  await writer.pool.query(
    `with c as (insert into company (domain, name, name_key) values ($1, 'Firm', $1) returning id) update lead set company_id = c.id from c where lead.id = $2`,
    [domain, lead.id],
  )
  await say({ email: `boss@${domain}`, campaignId: 'unknown' }, 'I am taking over from Ana. Sounds interesting, tell me more.')
  expect(await rows('select matched_by from reply where lead_id = $1', lead.id)).toEqual([
    { matched_by: expect.stringContaining('the only one written to there') },
  ])
  expect(await statusOf(lead.id)).toEqual({ status: 'REPLIED', status_cause: null })
})

test('what a person confirms has its effect, also where it was read so and left to them', async () => {
  const lead = await one()
  await say(lead, 'Hmm, I would say no for now, not sure, maybe not for us.')
  await writer.pool.query(`update reply set class = 'NOT_INTERESTED', needs_person = true where lead_id = $1`, [lead.id])
  const reply = await replyOf(lead.id)
  await classifyReply(writer, log, olga, { replyId: reply.id, class: 'NOT_INTERESTED', version: reply.version })
  expect(await statusOf(lead.id)).toEqual({ status: 'DISQUALIFIED', status_cause: 'not_interested' })
})

test('who was out by a list when they said no stays out when the list lets them go', async () => {
  const lead = await one()
  await writer.pool.query(`update lead set status = 'DISQUALIFIED', status_cause = 'exclusion' where id = $1`, [lead.id])
  await say(lead, 'Thanks, but we are not interested.')
  expect(await statusOf(lead.id)).toEqual({ status: 'DISQUALIFIED', status_cause: 'not_interested' })
  await writer.transaction((tx) => requalifyLeads(tx, olga))
  expect(await statusOf(lead.id)).toEqual({ status: 'DISQUALIFIED', status_cause: 'not_interested' })
})

test('who is on a list stays out when their no turns out to have been misread', async () => {
  const lead = await one()
  await say(lead, 'Thanks, but we are not interested.')
  await writer.pool.query(
    `insert into exclusion (kind, email, person_key, source) select 'DO_NOT_CONTACT', email, person_key, 'test' from lead where id = $1`,
    [lead.id],
  )
  const reply = await replyOf(lead.id)
  await classifyReply(writer, log, olga, { replyId: reply.id, class: 'QUESTION', version: reply.version })
  expect(await statusOf(lead.id)).toEqual({ status: 'DISQUALIFIED', status_cause: 'exclusion' })
})

test('a day that was read in a reply which a person calls something else is not theirs; one that they named before it is', async () => {
  const lead = await one()
  const dates = () => rows('select due_at::date::text as due from revival_date where lead_id = $1', lead.id)
  await say(lead, 'Not now, please write to me again in March 2027.', { at: new Date(Date.now() - 3_600_000) })
  await say(lead, 'Please come back to us in May 2027.')
  const heard = await replyOf(lead.id)
  await classifyReply(writer, log, olga, { replyId: heard.id, class: 'NOT_NOW', version: heard.version, notBefore: '2027-05-01' })
  expect(await dates()).toEqual([{ due: '2027-05-01' }])
  await classifyReply(writer, log, olga, { replyId: heard.id, class: 'QUESTION', version: heard.version + 1 })
  const [before] = await rows<{ id: string; version: number }>(
    `select id, version from reply where lead_id = $1 and id <> $2`,
    lead.id,
    heard.id,
  )
  await classifyReply(writer, log, olga, {
    replyId: before?.id ?? '',
    class: 'NOT_NOW',
    version: before?.version ?? 0,
    notBefore: '2027-03-01',
  })
  expect(await dates()).toEqual([{ due: '2027-03-01' }])
  await classifyReply(writer, log, olga, { replyId: before?.id ?? '', class: 'QUESTION', version: (before?.version ?? 0) + 1 })
  expect(await dates()).toEqual([])
  expect(
    await rows(
      `select action, detail ->> 'dueOn' as due from audit_entry e join audit_detail d on d.audit_id = e.id
      where subject_id = $1 and action = 'revival.undated' order by e.id`,
      lead.id,
    ),
  ).toEqual([
    { action: 'revival.undated', due: '2027-05-01' },
    { action: 'revival.undated', due: '2027-03-01' },
  ])
  expect(await rows(`select from timeline_entry where lead_id = $1 and summary like 'Not to be asked again from %'`, lead.id)).toHaveLength(
    2,
  )
})

/** Two leads of one company, both written to. */
async function colleagues(): Promise<{ first: SentLead & { campaignId: string }; second: SentLead; domain: string }> {
  const { campaignId, leads } = await sentLeads(writer, { count: 2 })
  const [first, second] = leads
  if (!first || !second) throw new Error('no leads')
  const domain = `whole-${first.id.slice(-6)}.example`
  await writer.pool.query(
    `with c as (insert into company (domain, name, name_key) values ($1, 'Whole', $1) returning id) update lead set company_id = c.id from c where lead.id = any($2)`,
    [domain, [first.id, second.id]],
  )
  return { first: { ...first, campaignId }, second, domain }
}
const suppressedDomains = async (domain: string) => rows('select domain, until, reason from suppression where domain = $1', domain)

test('who asks us to stop writing to their whole company stops us from writing to anybody there, subdomains too', async () => {
  const { first, second, domain } = await colleagues()
  await say(first, 'Please stop mailing anyone at our company.')
  expect(await statusOf(first.id)).toEqual({ status: 'UNSUBSCRIBED', status_cause: null })
  expect(await statusOf(second.id)).toEqual({ status: 'DISQUALIFIED', status_cause: 'exclusion' })
  expect(await suppressedDomains(domain)).toEqual([{ domain, until: null, reason: expect.stringContaining('whole company') }])
  expect(
    await rows('select send_id is not null as held from recall where send_id in (select id from send where lead_id = $1)', second.id),
  ).toEqual([{ held: true }])
})

test('one who asks for themselves stops nobody else; of a doubtful one a person says it first', async () => {
  const { first, second, domain } = await colleagues()
  await say(first, 'Please take me off your list.')
  expect(await statusOf(second.id)).toEqual({ status: 'DISPATCHED', status_cause: null })
  expect(await suppressedDomains(domain)).toEqual([])
  const other = await colleagues()
  await say(other.first, 'All of my colleagues are annoyed by this spam.')
  const reply = await replyOf(other.first.id)
  if (reply.stop === 'doubt') {
    expect(await suppressedDomains(other.domain)).toEqual([])
    await classifyReply(writer, log, olga, { replyId: reply.id, class: 'UNSUBSCRIBE', version: reply.version })
  }
  expect(await suppressedDomains(other.domain)).toHaveLength(1)
})

test('who asks for their data is flagged to an operator with the day by which they must be answered', async () => {
  const lead = await one()
  await say(lead, 'Please delete all personal data you hold about me.', { at: new Date('2026-11-04T10:00:00Z') })
  const [reply] = await rows<{ id: string; data_request: string }>('select id, data_request from reply where lead_id = $1', lead.id)
  expect(reply?.data_request).toBe('ERASURE')
  expect(await rows('select severity, message from alert where cause = $1', `reply.data_request.${reply?.id}`)).toEqual([
    { severity: 'WARNING', message: expect.stringMatching(/erased\. Answer by 2026-12-04\.$/) },
  ])
})

test('whom a reply names without an address is kept and shown; a lead is made of them by a person alone', async () => {
  const { first, domain } = await colleagues()
  await say(first, 'I am not the right person. Please contact our Head of Finance, Ines Roth.')
  const [named] = await rows<{ id: string }>(
    'select id, referral_name, referral_title, referral_email, referral_lead_id from reply where lead_id = $1',
    first.id,
  )
  expect(named).toMatchObject({
    referral_name: 'Ines Roth',
    referral_title: 'Head of Finance',
    referral_email: null,
    referral_lead_id: null,
  })
  expect(await rows('select from lead where full_name = $1', 'Ines Roth')).toEqual([])
  const input = { replyId: named?.id ?? '', firstName: 'Ines', lastName: 'Roth', title: 'Head of Finance' }
  const { leadId } = await createReferredLead(writer, olga, { ...input, email: `ines.roth@${domain}` }, 'sandbox')
  expect(
    await rows(
      'select l.full_name, l.title, l.source, c.domain, r.id = $2 as linked from lead l join company c on c.id = l.company_id join reply r on r.referral_lead_id = l.id where l.id = $1',
      leadId,
      named?.id,
    ),
  ).toEqual([{ full_name: 'Ines Roth', title: 'Head of Finance', source: 'referral', domain, linked: true }])
  await expect(createReferredLead(writer, olga, { ...input, email: `ines@${domain}` }, 'sandbox')).rejects.toThrow('a lead already')
})

import { createWriter, type Writer } from '@swarm/db/write'
import { craftFollowUpDrafts, type FollowUpItem, type FollowUpOutcome } from '@swarm/jobs/craft/craft-follow-up-drafts'
import { unapproveOutdatedDrafts } from '@swarm/jobs/craft/unapprove-outdated-drafts'
import { writeScripts } from '@swarm/jobs/craft/write-scripts'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { knownLead, leadWrittenTo, observe, TECHNOLOGIES } from './written-to.ts'

let database: TestDatabase
let writer: Writer
const world = { publicUrl: 'http://localhost:4000', addressLists: loadAddressLists({ sandbox: true }) }
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

const rowsOf = async (text: string, ...values: unknown[]) => (await writer.pool.query(text, values)).rows

function item(leadId: string, over: Partial<FollowUpItem> = {}): FollowUpItem {
  return { leadId, motion: 'CADENCE', round: 1, step: 3, template: 'value_followup', action: 'EMAIL', ...over }
}
const crafted = (...items: FollowUpItem[]): Promise<FollowUpOutcome[]> => writer.transaction((tx) => craftFollowUpDrafts(tx, world, items))

test('a step gets its draft for its batch: text, footer, evidence, guards passed, not in the queue', async () => {
  const lead = await leadWrittenTo(writer)
  const [outcome] = await crafted(item(lead.id))
  expect(outcome).toMatchObject({ leadId: lead.id, step: 3, state: 'READY' })
  const [draft] = await rowsOf('select * from draft where id = $1', outcome?.draftId)
  expect(draft).toMatchObject({
    status: 'PENDING',
    is_decided_in_batch: true,
    channel: 'EMAIL',
    action: 'EMAIL',
    motion: 'CADENCE',
    round: 1,
    step: 3,
    angle: 'value_followup',
    is_compliant: true,
    run_id: null,
  })
  expect(draft.body).toContain('My note about who should own AI')
  expect(draft.footer).toContain('Reply STOP to unsubscribe.')
  expect(await rowsOf('select lead_id from unsubscribe_token where draft_id = $1', draft.id)).toEqual([{ lead_id: lead.id }])
  expect(await rowsOf(`select source from evidence where draft_id = $1 and kind = 'history'`, draft.id)).toEqual([
    { source: 'Alpha Swarm' },
  ])
  expect(
    await rowsOf(`select summary from timeline_entry where lead_id = $1 and actor in ('CRAFTER', 'GATEKEEPER') order by id`, lead.id),
  ).toEqual([{ summary: `Draft made: value_followup, subject ${draft.variant}` }, { summary: 'Guards passed' }])
})

test('asking again makes nothing twice, whatever became of the draft', async () => {
  const lead = await leadWrittenTo(writer)
  const [first] = await crafted(item(lead.id))
  for (const [status, state] of [
    ['PENDING', 'READY'],
    ['APPROVED', 'DECIDED'],
    ['SENT', 'DECIDED'],
    ['BLOCKED', 'BLOCKED'],
  ]) {
    await writer.pool.query('update draft set status = $2 where id = $1', [first?.draftId, status])
    expect(await crafted(item(lead.id))).toEqual([{ leadId: lead.id, step: 3, draftId: first?.draftId, state }])
  }
  const [one, two] = await Promise.all([
    crafted(item(lead.id, { step: 5, template: 'social_proof' })),
    crafted(item(lead.id, { step: 5, template: 'social_proof' })),
  ])
  expect(one).toEqual(two)
  expect(await rowsOf('select count(*)::int from draft where lead_id = $1 and step = 5', lead.id)).toEqual([{ count: 1 }])
})

test('an expired or withdrawn draft is made again; a rejected text is not', async () => {
  const lead = await leadWrittenTo(writer)
  const [first] = await crafted(item(lead.id))
  await writer.pool.query(`update draft set status = 'EXPIRED' where id = $1`, [first?.draftId])
  const [second] = await crafted(item(lead.id))
  expect(second).toMatchObject({ state: 'READY' })
  expect(second?.draftId).not.toBe(first?.draftId)
  await writer.pool.query(`update draft set status = 'REJECTED', version = 2 where id = $1`, [second?.draftId])
  await writer.pool.query(
    `insert into review (id, draft_id, draft_version, decision, tag, reason, actor, at)
     values (uuid_v7(), $1, 1, 'REJECT', 'weak_cta', 'Asks for too much.', 'Dana', business_now())`,
    [second?.draftId],
  )
  expect(await crafted(item(lead.id))).toMatchObject([{ state: 'REFUSED', draftId: null, reason: { code: 'NO_ANGLE' } }])
})

test('LinkedIn messages have no footer and no subject, and thank for a connection that was made', async () => {
  const lead = await leadWrittenTo(writer)
  await writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at) values (uuid_v7(), $1, 'LINKEDIN_CONNECTED', 'heyreach', business_now())`,
    [lead.id],
  )
  const outcomes = await crafted(
    item(lead.id, { step: 4, template: 'linkedin_message', action: 'LINKEDIN_MESSAGE' }),
    item(lead.id, { step: 2, template: 'connection_note', action: 'LINKEDIN_REQUEST' }),
  )
  expect(outcomes.map(({ state }) => state)).toEqual(['READY', 'READY'])
  expect(
    await rowsOf(
      `select action, subject, footer, step, body like '%Thanks for connecting.%' as thanks from draft where lead_id = $1 and channel = 'LINKEDIN' order by step`,
      lead.id,
    ),
  ).toEqual([
    { action: 'LINKEDIN_REQUEST', subject: null, footer: '', step: 2, thanks: false },
    { action: 'LINKEDIN_MESSAGE', subject: null, footer: '', step: 4, thanks: true },
  ])
})

test('what no draft can be made for says why, and the others are made', async () => {
  const good = await leadWrittenTo(writer)
  const closed = await leadWrittenTo(writer, { columns: {} })
  await writer.pool.query(`update lead set status = 'UNSUBSCRIBED' where id = $1`, [closed.id])
  const noProfile = await leadWrittenTo(writer, { columns: { linkedin_key: null, linkedin_url: null } })
  const nowhere = await leadWrittenTo(writer, { columns: { country_code: null } })
  expect(
    await crafted(
      item(closed.id),
      item(noProfile.id, { step: 4, template: 'linkedin_message', action: 'LINKEDIN_MESSAGE' }),
      item(nowhere.id),
      item(good.id, { step: 5, template: 'no_such_text' }),
      item(good.id, { step: 7, template: 'breakup', action: 'EMAIL' }),
    ),
  ).toMatchObject([
    { reason: { code: 'LEAD_CLOSED' } },
    { reason: { code: 'NO_ADDRESS' } },
    { reason: { code: 'UNKNOWN_REGION' } },
    { reason: { code: 'NO_TEMPLATE' } },
    { state: 'READY' },
  ])
})

test('a guard that only notes sends the draft to the queue, one that blocks keeps it out of everybody’s way', async () => {
  await writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('guards', 1, '{"mode": "soft", "leastEvidence": 20}', 'test')`,
  )
  const noted = await leadWrittenTo(writer)
  expect(await crafted(item(noted.id))).toMatchObject([{ state: 'QUEUED' }])
  expect(
    await rowsOf(
      `select status, is_decided_in_batch, guard_notes -> 0 ->> 'code' as code from draft where lead_id = $1 and step = 3`,
      noted.id,
    ),
  ).toEqual([{ status: 'PENDING', is_decided_in_batch: false, code: 'GUARD-003' }])
  await writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('guards', 2, '{"leastEvidence": 20}', 'test')`,
  )
  const blocked = await leadWrittenTo(writer)
  expect(await crafted(item(blocked.id))).toMatchObject([{ state: 'BLOCKED' }])
  expect(await rowsOf(`select status from draft where lead_id = $1 and step = 3`, blocked.id)).toEqual([{ status: 'BLOCKED' }])
  await writer.pool.query(`insert into setting_version (section, version, document, created_by) values ('guards', 3, '{}', 'test')`)
})

test('colleagues do not get the same words', async () => {
  const employer = await make.company(writer)
  const leads = []
  for (const firstName of ['Ana', 'Bea', 'Cy']) leads.push(await leadWrittenTo(writer, { firstName, companyId: employer.id }))
  const outcomes = await crafted(...leads.map(({ id }) => item(id)))
  expect(outcomes.map(({ state }) => state)).toEqual(['READY', 'READY', 'READY'])
  const openers = await rowsOf(
    `select distinct opener from draft where lead_id = any($1) and step = 3`,
    leads.map(({ id }) => id),
  )
  expect(openers).toHaveLength(3)
  const lone = await leadWrittenTo(writer, { firstName: 'Dee', companyId: employer.id })
  const late = await leadWrittenTo(writer, { firstName: 'Eve', companyId: employer.id })
  const more = await crafted(item(lone.id), item(late.id))
  expect(more.map((outcome) => ('reason' in outcome ? outcome.reason.code : outcome.state))).toEqual(['READY', 'NO_ANGLE'])
})

test('a revival waits in the queue like any other draft, and needs something to take up', async () => {
  const silent = await leadWrittenTo(writer)
  const unknown = await knownLead(writer)
  const revival = { motion: 'REVIVAL' as const, round: 2, step: 1, template: 'reengage_context' }
  expect(await crafted(item(silent.id, revival), item(unknown.id, revival))).toMatchObject([
    { state: 'QUEUED' },
    { reason: { code: 'NO_HISTORY' } },
  ])
  expect(
    await rowsOf(`select motion, round, step, angle, is_decided_in_batch from draft where lead_id = $1 and motion = 'REVIVAL'`, silent.id),
  ).toEqual([{ motion: 'REVIVAL', round: 2, step: 1, angle: 'reengage_context', is_decided_in_batch: false }])
})

test('an approved follow-up keeps its approval while its facts stand, and loses it when they change', async () => {
  const lead = await leadWrittenTo(writer)
  const [outcome] = await crafted(item(lead.id))
  await writer.pool.query(`update draft set status = 'APPROVED', decided_at = business_now() where id = $1`, [outcome?.draftId])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [lead.id]))
  expect(await rowsOf('select status from draft where id = $1', outcome?.draftId)).toEqual([{ status: 'APPROVED' }])
  await observe(writer, lead.id, { title: 'VP Marketing', companyName: 'Brightside Talent', technologies: TECHNOLOGIES, email: lead.email })
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [lead.id]))
  expect(await rowsOf('select status from draft where id = $1', outcome?.draftId)).toEqual([{ status: 'APPROVED' }])
  await observe(writer, lead.id, { title: 'VP Marketing', companyName: 'Northwind Talent', technologies: TECHNOLOGIES, email: lead.email })
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [lead.id]))
  const [after] = await rowsOf(
    `select d.status, r.reason from draft d join review r on r.draft_id = d.id where d.id = $1`,
    outcome?.draftId,
  )
  expect(after).toEqual({ status: 'PENDING', reason: 'No longer so: Works at Brightside Talent' })
})

test('tasks get their words', async () => {
  const lead = await leadWrittenTo(writer)
  const other = await leadWrittenTo(writer)
  const scripts = await writer.transaction((tx) =>
    writeScripts(tx, [
      { leadId: lead.id, template: 'phone_script' },
      { leadId: other.id, template: 'voice_note_script' },
    ]),
  )
  expect(scripts.get(lead.id)).toContain('Brightside Talent')
  expect(scripts.get(other.id)).toContain('Hi Ana, this is Dani.')
})

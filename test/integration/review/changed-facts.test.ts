import { createWriter, type Writer } from '@swarm/db/write'
import { evidenceIdsOf } from '@swarm/jobs/craft/evidence'
import { extractAll } from '@swarm/jobs/craft/extractors/extract-all'
import { factsDigestOf } from '@swarm/jobs/craft/facts-digest'
import { loadCraftFacts } from '@swarm/jobs/craft/load-craft-facts'
import { DEFAULT_ORGANISATION, type Organisation } from '@swarm/jobs/craft/organisation'
import { readCraftFacts } from '@swarm/jobs/craft/read-craft-facts'
import { unapproveOutdatedDrafts } from '@swarm/jobs/craft/unapprove-outdated-drafts'
import { loadFacts } from '@swarm/jobs/enrich/load-facts'
import { resolveFacts } from '@swarm/jobs/enrich/resolve-facts'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { approveDraft } from '@swarm/jobs/review/approve-draft'
import { cleanQueue } from '@swarm/jobs/review/clean-queue'
import { editDraft } from '@swarm/jobs/review/edit-draft'
import { expireDrafts } from '@swarm/jobs/review/expire-drafts'
import { renewFooters } from '@swarm/jobs/review/renew-footers'
import { unapproveChangedDrafts } from '@swarm/jobs/review/unapprove-changed-drafts'
import { undoReview } from '@swarm/jobs/review/undo-review'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { approvedSend, makeBatch, operator, sendTo } from '../../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
let root: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 2, onConnectionError: () => {} })
  root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 1, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await root.end()
  await database.drop()
})

async function observe(leadId: string, technologies: string[]): Promise<void> {
  const facts = { companyName: 'Acme', technologies }
  await writer.pool.query(
    `insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'csv', $2, now())
     on conflict (lead_id, provider) do update set facts = excluded.facts`,
    [leadId, JSON.stringify(Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { value, confidence: null }])))],
  )
}

/** An approved draft whose one claim rests on the tools that its lead's company uses. */
async function approvedDraftOn(
  technologies: string[],
  columns: Record<string, unknown> = { status: 'APPROVED' },
): Promise<{ draftId: string; leadId: string }> {
  const lead = await make.lead(writer)
  await observe(lead.id, technologies)
  const draft = await make.draft(writer, { lead, columns })
  const at = await make.now(writer)
  const observed = await loadFacts(writer.sql, [lead.id])
  const craftLead = { id: lead.id, firstName: 'Ana', lastName: 'Ruiz', fullName: 'Ana Ruiz', seniority: 'VP' as const, countryCode: 'US' }
  const { evidence } = extractAll(readCraftFacts(craftLead, resolveFacts(observed.get(lead.id) ?? []), at), evidenceIdsOf(draft.id))
  const used = evidence.filter(({ kind }) => kind === 'technologies')
  expect(used).not.toHaveLength(0)
  const claims = used.map(({ id }) => ({ field: 'body' as const, start: 0, end: 2, evidenceId: id }))
  await writer.pool.query('update draft set claims = $2, facts_digest = $3 where id = $1', [
    draft.id,
    JSON.stringify(claims),
    Buffer.from(factsDigestOf(evidence, claims), 'hex'),
  ])
  await writer.pool.query('delete from evidence where draft_id = $1', [draft.id])
  for (const piece of used) {
    await writer.pool.query('insert into evidence (id, draft_id, kind, text, source) values ($1, $2, $3, $4, $5)', [
      piece.id,
      draft.id,
      piece.kind,
      piece.text,
      piece.source,
    ])
  }
  return { draftId: draft.id, leadId: lead.id }
}

async function stateOf(draftId: string): Promise<{ status: string; decision: string | null; reason: string | null }> {
  const { rows } = await writer.pool.query(
    `select d.status, r.decision, r.reason from draft d left join review r on r.draft_id = d.id where d.id = $1`,
    [draftId],
  )
  return rows[0]
}

test('an approval falls when a fact that the text rests on is no longer so, and says which', async () => {
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'])
  await observe(leadId, ['Shopify'])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  const state = await stateOf(draftId)
  expect(state).toMatchObject({ status: 'PENDING', decision: 'UNAPPROVE' })
  expect(state.reason).toMatch(/^No longer so: .*HubSpot/)
})

test('an approval stands when something else about the lead changed', async () => {
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'])
  await writer.pool.query(
    `update lead_observation set facts = facts || '{"city": {"value": "Denver", "confidence": null}}' where lead_id = $1`,
    [leadId],
  )
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await stateOf(draftId)).toMatchObject({ status: 'APPROVED', decision: null })
})

test('an approval falls when the name that the text greets is no longer the lead’s', async () => {
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'])
  await writer.pool.query(`update lead set last_name = 'Ruiz-Ortega', full_name = 'Ana Ruiz-Ortega' where id = $1`, [leadId])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await stateOf(draftId)).toMatchObject({ status: 'APPROVED' })
  await writer.pool.query(`update lead set first_name = 'Roberta', full_name = 'Roberta Ruiz-Ortega' where id = $1`, [leadId])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await stateOf(draftId)).toEqual({
    status: 'PENDING',
    decision: 'UNAPPROVE',
    reason: "It greets Ana, which is no longer this lead's name.",
  })
})

test('an approval falls when they are known to be where nobody is written to, or not without a notice', async () => {
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'])
  await saveOrganisation({ regionRules: { ...DEFAULT_ORGANISATION.regionRules, UK: 'legitimate_interest_with_notice' } })
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await stateOf(draftId)).toMatchObject({ status: 'APPROVED' })
  await writer.pool.query(`update lead set country_code = 'GB' where id = $1`, [leadId])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await stateOf(draftId)).toMatchObject({ status: 'PENDING', reason: expect.stringContaining('lacks the notice') })
  const other = await approvedDraftOn(['HubSpot', 'Salesforce'])
  await writer.pool.query(`update lead set country_code = 'DE' where id = $1`, [other.leadId])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [other.leadId]))
  expect(await stateOf(other.draftId)).toMatchObject({ status: 'PENDING', reason: expect.stringContaining('No lawful basis') })
  await saveOrganisation({})
})

const lists = loadAddressLists({ sandbox: true })

type Waiting = { status: string; version: number; isInBatch: boolean; notes: unknown }
const waitingNow = async (draftId: string): Promise<Waiting> =>
  (
    await writer.pool.query('select status, version, is_decided_in_batch as "isInBatch", guard_notes as notes from draft where id = $1', [
      draftId,
    ])
  ).rows[0]

test('a text that waits says what is no longer so, is another version then and leaves its batch; once it is so again it says nothing', async () => {
  const step = { motion: 'CADENCE', step: 3, is_decided_in_batch: true }
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'], step)
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await waitingNow(draftId)).toEqual({ status: 'PENDING', version: 1, isInBatch: true, notes: [] })
  await observe(leadId, ['Shopify'])
  for (let again = 0; again < 2; again++) await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  const note = { code: 'FACT_CHANGED', message: expect.stringMatching(/^No longer so: .*HubSpot/) }
  expect(await waitingNow(draftId)).toEqual({ status: 'PENDING', version: 2, isInBatch: false, notes: [note] })
  await expect(approveDraft(writer, operator, { draftId, version: 1 }, lists)).rejects.toThrow(/at version 2 now/)
  await observe(leadId, ['HubSpot', 'Salesforce'])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect(await waitingNow(draftId)).toEqual({ status: 'PENDING', version: 3, isInBatch: false, notes: [] })
})

test('a text from which a person took what it said of the lead does not fall with that', async () => {
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'], {})
  const body = 'Good day,\n\nWorth a look?\n\nDani'
  const version = await editDraft(writer, operator, { draftId, version: 1, body }, lists)
  await approveDraft(writer, operator, { draftId, version }, lists)
  await observe(leadId, ['Shopify'])
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect((await waitingNow(draftId)).status).toBe('APPROVED')
})

async function saveOrganisation(changed: Partial<Organisation>): Promise<void> {
  await writer.pool.query(
    `insert into setting_version (section, version, document, created_by, created_at)
     select 'organisation', coalesce(max(version), 1) + 1, $1, 'test', now() - interval '2 minutes' from setting_version where section = 'organisation'`,
    [JSON.stringify({ ...DEFAULT_ORGANISATION, ...changed })],
  )
}
const footerOf = async (draftId: string): Promise<{ footer: string; version: number; isGreen: boolean }> =>
  (await writer.pool.query(`select footer, version, is_compliant as "isGreen" from draft where id = $1`, [draftId])).rows[0]

test('after the profile changed, what was approved with another footer waits for a person again, and what waits gets the new one', async () => {
  const approved = await make.draft(writer, { columns: { status: 'APPROVED' } })
  const edited = await make.draft(writer, { columns: { is_edited: true } })
  const link = /\S+$/.exec(approved.footer)?.[0]
  await saveOrganisation({
    postalAddress: '12 New Street, Santa Fe, NM',
    signature: ['Dani Apgar', 'Chief AI Officer, CAIO', 'Albuquerque'],
  })
  expect(await renewFooters(writer, lists)).toBeGreaterThanOrEqual(2)
  expect(await stateOf(approved.id)).toEqual({
    status: 'PENDING',
    decision: 'UNAPPROVE',
    reason: 'Its footer is another one since the organisation’s profile changed.',
  })
  expect(await footerOf(approved.id)).toEqual({
    footer: `Dani Apgar\nChief AI Officer, CAIO\nAlbuquerque\n\nCAIO, 12 New Street, Santa Fe, NM\nReply STOP to unsubscribe. Or with one click: ${link}`,
    version: 3,
    isGreen: true,
  })
  // Whoever saw the old footer decides about another text.
  expect(await footerOf(edited.id)).toMatchObject({ footer: expect.stringContaining('12 New Street'), version: 2, isGreen: true })
  expect(await renewFooters(writer, lists)).toBe(0)
  const { rows } = await writer.pool.query(`select actor, action from audit_entry where action = 'drafts.renewed'`)
  expect(rows).toEqual([{ actor: 'GATEKEEPER', action: 'drafts.renewed' }])
})

test('a text that lacked a notice does not say so any more once the profile gave it one', async () => {
  const { draftId, leadId } = await approvedDraftOn(['HubSpot', 'Salesforce'], {})
  await writer.pool.query(`update lead set country_code = 'GB' where id = $1`, [leadId])
  const said = JSON.stringify({ email: { value: `${leadId}@acme.example`, confidence: null } })
  await writer.pool.query(`insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'apollo', $2, now())`, [
    leadId,
    said,
  ])
  const regionRules: Organisation['regionRules'] = { ...DEFAULT_ORGANISATION.regionRules, UK: 'legitimate_interest_with_notice' }
  await saveOrganisation({ regionRules })
  await writer.transaction((tx) => unapproveOutdatedDrafts(tx, [leadId]))
  expect((await waitingNow(draftId)).notes).toEqual([
    { code: 'FACT_CHANGED', message: 'Its footer lacks the notice that people get where they are.' },
  ])
  await renewFooters(writer, lists)
  expect((await footerOf(draftId)).footer).toContain('Your business contact details came from')
  expect((await waitingNow(draftId)).notes).toEqual([])
  await saveOrganisation({})
  await renewFooters(writer, lists)
})

test('an approval falls when the text has the old booking link, or tells a result that was taken back; another stands', async () => {
  const result = 'A staffing firm cut its screening time by a third.'
  await saveOrganisation({ proofPoints: [result] })
  await renewFooters(writer, lists)
  const columns = { status: 'APPROVED' }
  const other = await approvedDraftOn(['HubSpot', 'Salesforce'])
  const [link, proof] = [
    await make.draft(writer, { body: 'Hi Ana,\n\nYou run operations at Acme. Pick 20 minutes here: caio.cx\n\nDani', columns }),
    await make.draft(writer, { body: `Hi Ana,\n\nYou run operations at Acme. ${result} Worth a look?\n\nDani`, columns }),
  ]
  await saveOrganisation({ bookingLink: 'caio.example/dani' })
  await renewFooters(writer, lists)
  expect((await stateOf(link.id)).reason).toContain('fails call_to_action')
  expect((await stateOf(proof.id)).reason).toBe(`The organisation’s profile no longer has what it tells: ${result}`)
  expect(await stateOf(other.draftId)).toMatchObject({ status: 'APPROVED', decision: null })
  const request = await make.draft(writer, {
    columns: { status: 'APPROVED', channel: 'LINKEDIN', action: 'LINKEDIN_REQUEST', subject: null, original_subject: null, footer: '' },
  })
  await saveOrganisation({ bookingLink: 'caio.example/dani', senderName: 'Kim Berg' })
  await renewFooters(writer, lists)
  expect((await stateOf(request.id)).reason).toBe('It is signed Dani, who is no longer the sender.')
  expect(await stateOf(other.draftId)).toMatchObject({ status: 'PENDING', decision: 'UNAPPROVE' })
})

const followUp = { motion: 'CADENCE', step: 2, is_decided_in_batch: true }
const inBatch = async (draftId: string): Promise<{ status: string; isInBatch: boolean }> =>
  (await writer.pool.query(`select status, is_decided_in_batch as "isInBatch" from draft where id = $1`, [draftId])).rows[0]

test('a follow-up that would be approved with its batch waits for a person instead when it tells a result that was taken back', async () => {
  const result = 'A clinic filled its rota in a day.'
  await saveOrganisation({ proofPoints: [result] })
  await renewFooters(writer, lists)
  const told = await make.draft(writer, {
    body: `Hi Ana,\n\nYou run operations at Acme. ${result} Worth a look?\n\nDani`,
    columns: followUp,
  })
  const other = await make.draft(writer, { columns: followUp })
  await saveOrganisation({})
  expect(await renewFooters(writer, lists)).toBe(1)
  expect(await inBatch(told.id)).toEqual({ status: 'PENDING', isInBatch: false })
  expect(await inBatch(other.id)).toEqual({ status: 'PENDING', isInBatch: true })
  const { rows } = await writer.pool.query('select summary from timeline_entry where lead_id = $1', [told.lead.id])
  expect(rows).toEqual([{ summary: expect.stringContaining(result) }])
})

test('a send that is leaving keeps its draft; one whose approval fell meanwhile went out all the same', async () => {
  const sends = await Promise.all(Array.from({ length: 3 }, () => approvedSend(root)))
  const drafts = sends.map(({ draft }) => draft ?? '')
  const { sendIds } = await makeBatch(root, sends)
  const key = '00000000-0000-4000-8000-000000000001'
  await root.pool.query(`update send set status = 'IN_FLIGHT', ceiling_day = current_date where id = any($1)`, [sendIds])
  await root.pool.query(
    `insert into send_attempt (send_id, key, taken_at, lease_until) select s, $2, now(), now() + interval '1 minute' from unnest($1::uuid[]) s`,
    [sendIds, key],
  )
  await saveOrganisation({ postalAddress: '5 Second Street, Reno, NV' })
  await renewFooters(writer, lists)
  for (const id of drafts) expect(await stateOf(id)).toMatchObject({ status: 'APPROVED', decision: null })
  await writer.transaction((tx) =>
    unapproveChangedDrafts(
      tx,
      { kind: 'agent', name: 'GATEKEEPER' },
      drafts.slice(1).map((draftId) => ({ draftId, factsDigest: null, reason: 'changed' })),
    ),
  )
  const settled = [
    { sendId: sendIds[0], outcome: 'NOT_SENT' },
    { sendId: sendIds[1], outcome: 'ACCEPTED' },
  ]
  await root.pool.query('select settle($1, $2)', [key, JSON.stringify(settled)])
  await root.pool.query('select prove_sends($1)', [JSON.stringify([{ sendId: sendIds[2], messageId: 'm', at: null }])])
  const proof = await root.pool.query('select accepted_at is not null and proven_at is not null as dated from send where id = $1', [
    sendIds[2],
  ])
  expect(proof.rows).toEqual([{ dated: true }])
  await renewFooters(writer, lists)
  const states = await Promise.all(drafts.map(stateOf))
  expect(states.map(({ status }) => status)).toEqual(['PENDING', 'SENT', 'SENT'])
})

test('a follow-up approved with its batch loses its approval like any other, and waits in the queue for its whole time again', async () => {
  const crafted = new Date((await make.now(writer)).getTime() - 96 * 3_600_000)
  const draft = await make.draft(writer, { createdAt: crafted, columns: followUp })
  await makeBatch(writer, [sendTo(draft.lead.email, { lead: draft.lead.id, draft: draft.id, draftVersion: 1, motion: 'CADENCE', step: 2 })])
  expect(await inBatch(draft.id)).toEqual({ status: 'APPROVED', isInBatch: true })
  await saveOrganisation({ postalAddress: '9 Third Street, Reno, NV' })
  await renewFooters(writer, lists)
  expect(await inBatch(draft.id)).toEqual({ status: 'PENDING', isInBatch: false })
  expect((await footerOf(draft.id)).footer).toContain('9 Third Street')
  await cleanQueue(writer, operator)
  expect(await expireDrafts(writer, 72)).toBe(0)
  expect(await inBatch(draft.id)).toMatchObject({ status: 'PENDING' })
  await expireDrafts(writer, 0)
  expect(await inBatch(draft.id)).toMatchObject({ status: 'EXPIRED' })
})

test('a follow-up approved with its batch that a person takes back waits in the queue, not for the next batch', async () => {
  const draft = await make.draft(writer, { columns: followUp })
  await makeBatch(writer, [sendTo(draft.lead.email, { lead: draft.lead.id, draft: draft.id, draftVersion: 1, motion: 'CADENCE', step: 2 })])
  expect(await inBatch(draft.id)).toEqual({ status: 'APPROVED', isInBatch: true })
  await undoReview(writer, operator, { draftId: draft.id, version: 1 })
  expect(await inBatch(draft.id)).toEqual({ status: 'PENDING', isInBatch: false })
})

test('a notice names who gave us the address that is written to, not who is believed more and named another', async () => {
  const lead = await make.lead(writer)
  const said = (provider: string, email: string) =>
    writer.pool.query(`insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, $2, $3, now())`, [
      lead.id,
      provider,
      JSON.stringify({ email: { value: email, confidence: null } }),
    ])
  await said('csv', lead.email.toUpperCase())
  await said('apollo', `other-${lead.email}`)
  const craftLead = { id: lead.id, firstName: 'Ana', lastName: 'Ruiz', fullName: 'Ana Ruiz', seniority: 'VP' as const, countryCode: 'GB' }
  const at = await make.now(writer)
  const facts = await loadCraftFacts(writer.sql, [{ ...craftLead, email: lead.email }], [], at)
  expect(facts.get(lead.id)?.contactSource).toBe('a business contact list')
})

test('a draft that somebody is deciding does not expire under them, and nobody waits for the other', async () => {
  await expireDrafts(writer, 0)
  const draft = await make.draft(writer)
  const client = await root.pool.connect()
  try {
    // A decision takes the lead first.
    await client.query('begin')
    await client.query('select from lead where id = $1 for update', [draft.lead.id])
    expect(await expireDrafts(writer, 0)).toBe(0)
    await client.query('select from draft where id = $1 for no key update', [draft.id])
    await client.query('rollback')
  } finally {
    client.release()
  }
  expect(await expireDrafts(writer, 0)).toBe(1)
})

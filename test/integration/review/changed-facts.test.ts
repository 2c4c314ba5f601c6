import { createWriter, type Writer } from '@swarm/db/write'
import { evidenceIdsOf } from '@swarm/jobs/craft/evidence'
import { extractAll } from '@swarm/jobs/craft/extractors/extract-all'
import { factsDigestOf } from '@swarm/jobs/craft/facts-digest'
import { readCraftFacts } from '@swarm/jobs/craft/read-craft-facts'
import { unapproveOutdatedDrafts } from '@swarm/jobs/craft/unapprove-outdated-drafts'
import { loadFacts } from '@swarm/jobs/enrich/load-facts'
import { resolveFacts } from '@swarm/jobs/enrich/resolve-facts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 2, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
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
async function approvedDraftOn(technologies: string[]): Promise<{ draftId: string; leadId: string }> {
  const lead = await make.lead(writer)
  await observe(lead.id, technologies)
  const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED' } })
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

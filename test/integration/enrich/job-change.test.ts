import { saveFound } from '@swarm/jobs/discover/save-found'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as make from '../../harness/make.ts'
import { eventually } from '../../harness/runner.ts'
import { type EnrichWorld, startEnrichWorld } from './world.ts'

let world: EnrichWorld
beforeAll(async () => {
  world = await startEnrichWorld()
  await world.runner({ APOLLO_BASE_URL: `${world.sandboxUrl}/apollo/api/v1`, APOLLO_API_KEY: 'sandbox-apollo-key' })
})
afterAll(() => world.stop())

const job = { title: 'VP Operations', companyName: 'Acme', companyDomain: 'acme-former.example' }

/** Somebody whom Apollo knew half a year ago, in the middle of a cadence, with a draft that waits. */
async function known() {
  const writer = world.api.writer
  const company = await make.company(writer, { name: 'Acme', domain: `acme-former-${Math.random().toString(36).slice(2)}.example` })
  const lead = await make.lead(writer, { companyId: company.id, email: `ana@${company.domain}`, columns: { status: 'SENT' } })
  const facts = { ...job, companyDomain: company.domain, email: lead.email, emailStatus: { address: lead.email, status: 'VERIFIED' } }
  await world.rows(
    `insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'apollo', $2, business_now() - interval '180 days')`,
    [lead.id, JSON.stringify(Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { value, confidence: null }])))],
  )
  const draft = await make.draft(writer, { lead })
  await world.rows(
    `insert into cadence_plan (name, version, document, created_by) values ('job-change', 1, '{}', 'test') on conflict do nothing`,
  )
  await world.rows(
    `insert into enrollment (lead_id, person, round, plan, plan_version, platform, account, anchor_at, created_at, updated_at)
     values ($1, $2, 1, 'job-change', 1, 'INSTANTLY', 'ana@sender-0.example', business_now(), business_now(), business_now())`,
    [lead.id, lead.email],
  )
  return { lead, draft, company }
}
const apolloSays = (person: Record<string, unknown> | null) =>
  world.control('PUT', 'faults', [
    { provider: 'apollo', path: 'people/match', status: 200, contentType: 'application/json', body: JSON.stringify({ person }) },
  ])
const ask = async (leadId: string) => {
  const { data, errors } = await world.api.ask<{ enrichLead: { __typename: string; reasons?: { code: string }[] } }>(
    world.key,
    'mutation ($input: EnrichLeadInput!) { enrichLead(input: $input) { __typename ... on RefusedError { reasons { code } } } }',
    { input: { leadId: make.globalId('Lead', leadId) } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.enrichLead
}
const answered = (leadId: string) =>
  eventually(async () => {
    const [request] = await world.rows(`select state from enrichment_request where lead_id = $1 and purpose = 'REFRESH'`, [leadId])
    return request?.['state'] === 'ANSWERED' || request?.['state'] === 'EMPTY' ? request : null
  })

test('who works elsewhere now: the old texts are withdrawn, the cadence ends, and it counts as interest', async () => {
  const { lead, draft } = await known()
  const blocked = await make.draft(world.api.writer, { lead, columns: { status: 'BLOCKED' } })
  await apolloSays({
    id: 'p1',
    title: 'Chief Operating Officer',
    organization: { name: 'Brightside', primary_domain: 'brightside-new.example' },
  })
  expect(await ask(lead.id)).toMatchObject({ __typename: 'EnrichLeadSuccess' })
  await answered(lead.id)
  expect(await world.rows(`select kind, provider from signal where lead_id = $1`, [lead.id])).toEqual([
    { kind: 'JOB_CHANGED', provider: 'enrichment' },
  ])
  for (const { id } of [draft, blocked])
    expect(await world.rows('select status, version from draft where id = $1', [id])).toEqual([{ status: 'WITHDRAWN', version: 2 }])
  expect(await world.rows('select state, cause from enrollment where lead_id = $1', [lead.id])).toEqual([
    { state: 'ENDED', cause: 'JOB_CHANGED' },
  ])
  const [now] = await world.rows('select title, email_status as status, intent, email from lead where id = $1', [lead.id])
  // Mail to the former employer's address would reach somebody else.
  expect(now).toMatchObject({ title: 'Chief Operating Officer', status: 'INVALID', email: lead.email })
  expect(Number(now?.['intent'])).toBeCloseTo(5, 0)
  expect(
    await world.rows(`select actor, action from audit_entry where subject_id = $1 and action = 'lead.job_changed'`, [lead.id]),
  ).toEqual([{ actor: 'ENRICHER', action: 'lead.job_changed' }])
  expect(
    (await world.rows(`select summary from timeline_entry where lead_id = $1 and kind = 'signal'`, [lead.id]))[0]?.['summary'],
  ).toContain('Brightside')
  expect(await world.rows(`select purpose, outcome from enrichment_call where lead_id = $1`, [lead.id])).toEqual([
    { purpose: 'REFRESH', outcome: 'FOUND' },
  ])
  // Two clicks are one wish.
  expect(await ask(lead.id)).toEqual({ __typename: 'RefusedError', reasons: [{ code: 'ASKED_LATELY' }] })
})

test('whom a search finds again, at another company, is treated so too', async () => {
  const { lead, draft } = await known()
  const [run] = await world.rows(
    `insert into pipeline_run (key, mode, source, started_by, started_at) values ('run_20261122_000000_abcdef', 'sandbox', 'test', 'test', business_now()) returning id`,
  )
  const said = { email: lead.email, title: 'VP Operations', companyName: 'Lumen', companyDomain: 'lumen-new.example' }
  const facts = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, { value, confidence: null }]))
  const places = loadPlaces()
  const addressLists = loadAddressLists({ sandbox: true })
  await world.api.writer.transaction(async (tx) =>
    saveFound(
      tx,
      { id: String(run?.['id']), key: 'run_20261122_000000_abcdef', source: 'test' },
      await make.now(world.api.writer),
      [{ apolloId: 'p9', facts }],
      { places, addressLists },
    ),
  )
  expect(await world.rows('select kind from signal where lead_id = $1', [lead.id])).toEqual([{ kind: 'JOB_CHANGED' }])
  expect(await world.rows('select status from draft where id = $1', [draft.id])).toEqual([{ status: 'WITHDRAWN' }])
  expect(await world.rows('select state, cause from enrollment where lead_id = $1', [lead.id])).toEqual([
    { state: 'ENDED', cause: 'JOB_CHANGED' },
  ])
})

test('who has the same job keeps draft and cadence', async () => {
  const { lead, draft, company } = await known()
  await apolloSays({ id: 'p2', title: 'VP, operations', organization: { name: 'Acme, Inc.', primary_domain: company.domain } })
  await ask(lead.id)
  await answered(lead.id)
  expect(await world.rows(`select 1 from signal where lead_id = $1`, [lead.id])).toEqual([])
  expect(await world.rows('select status from draft where id = $1', [draft.id])).toEqual([{ status: 'PENDING' }])
  expect(await world.rows('select state from enrollment where lead_id = $1', [lead.id])).toEqual([{ state: 'ACTIVE' }])
})

test('an approved text that rests on what is no longer said loses its approval, with the reason', async () => {
  const { lead, draft, company } = await known()
  await world.rows(`update draft set status = 'APPROVED', decided_at = business_now() where id = $1`, [draft.id])
  await apolloSays({
    id: 'p3',
    title: 'VP Operations',
    organization: { name: 'Acme', primary_domain: company.domain, industry: 'staffing & recruiting' },
  })
  await ask(lead.id)
  await answered(lead.id)
  expect(await world.rows('select status from draft where id = $1', [draft.id])).toEqual([{ status: 'PENDING' }])
  expect((await world.rows(`select decision, reason from review where draft_id = $1`, [draft.id]))[0]).toMatchObject({
    decision: 'UNAPPROVE',
    reason: expect.stringContaining('No longer so'),
  })
})

test('nothing is spent on who must be left alone', async () => {
  const { lead } = await known()
  await world.rows(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'asked to stop', 'test')`, [lead.email])
  expect(await ask(lead.id)).toEqual({ __typename: 'RefusedError', reasons: [{ code: 'LEFT_ALONE' }] })
  expect(await world.rows('select 1 from enrichment_request where lead_id = $1', [lead.id])).toEqual([])
})

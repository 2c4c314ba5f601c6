import { agentActions } from '@swarm/jobs/actors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { wroteTo } from '../segment/wrote-to.ts'
import { knownLead, leadWrittenTo } from './written-to.ts'

let api: TestApi
let dana: string
beforeAll(async () => {
  api = await startTestApi()
  dana = await api.keyFor('review')
})
afterAll(() => api.stop())

type Outcome = {
  __typename: string
  code?: string
  message?: string
  currentVersion?: number
  reasons?: { code: string; message: string }[]
  draft?: {
    angleChoice: { way: string; sentence: string; options: { angle: string; code: string | null }[] } | null
    id: string
    status: string
    angle: string
    step: number
    body: string
    footer: string
    guardNotes: { code: string }[]
  }
}

async function recraft(draftId: string, version: number, key = dana): Promise<Outcome> {
  const { data, errors } = await api.ask<{ recraftDraft: Outcome }>(
    key,
    `mutation ($input: RecraftDraftInput!) { recraftDraft(input: $input) { __typename
      ... on RecraftDraftSuccess { draft { id status angle step body footer guardNotes { code } angleChoice { way sentence options { angle code } } } }
      ... on UserError { code message } ... on ConflictError { currentVersion } ... on RefusedError { reasons { code message } } } }`,
    { input: { draftId, version } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.recraftDraft
}
const rowsOf = async (text: string, ...values: unknown[]) => (await api.writer.pool.query(text, values)).rows

test('a blocked draft gives way to a new one in the queue, and says so', async () => {
  const lead = await knownLead(api.writer)
  const old = await make.draft(api.writer, { lead, body: 'Hi Bob,\n\nYou run Acme. Worth a look?\n\nDani', columns: { status: 'BLOCKED' } })
  const { draft } = await recraft(old.globalId, 1)
  expect(draft).toMatchObject({ status: 'PENDING', step: 1 })
  expect(draft?.guardNotes.filter(({ code }) => code.startsWith('GUARD'))).toEqual([])
  expect(draft?.body).toMatch(/^Hi Ana,\n/)
  expect(draft?.footer).toContain(`${api.url}/u/`)
  expect(await rowsOf('select status, version from draft where id = $1', old.id)).toEqual([{ status: 'WITHDRAWN', version: 2 }])
  expect(await rowsOf(`select actor, action, subject_id from audit_entry where subject_id = $1`, old.id)).toEqual([
    { actor: 'review', action: 'draft.recrafted', subject_id: old.id },
  ])
  expect(await rowsOf(`select summary from timeline_entry where lead_id = $1 order by id`, lead.id)).toContainEqual({
    summary: `Crafted again: executive_buyin gave way to ${draft?.angle}`,
  })
})

test('after a rejection the next draft has another angle and another opener, and its lead is open again', async () => {
  const lead = await knownLead(api.writer, { columns: { status: 'REJECTED' } })
  const old = await make.draft(api.writer, { lead, columns: { status: 'REJECTED', version: 2, decided_at: await make.now(api.writer) } })
  await api.writer.pool.query(
    `insert into review (id, draft_id, draft_version, decision, tag, reason, actor, at)
     values (uuid_v7(), $1, 1, 'REJECT', 'tone_style_issue', 'Too stiff for her.', 'Dana', business_now())`,
    [old.id],
  )
  const { draft } = await recraft(old.globalId, 2)
  expect(draft?.angle).not.toBe('executive_buyin')
  expect(draft?.angleChoice).toMatchObject({ way: 'uniform', sentence: expect.stringContaining('2 others could not be used.') })
  expect(draft?.angleChoice?.options).toContainEqual({ angle: 'executive_buyin', code: 'REJECTED' })
  expect(await rowsOf('select status from draft where id = $1', old.id)).toEqual([{ status: 'REJECTED' }])
  expect(await rowsOf(`select actor, detail from timeline_entry where lead_id = $1 and detail ->> 'from' is not null`, lead.id)).toEqual([
    {
      actor: 'review',
      detail: expect.objectContaining({ from: 'REJECTED', to: 'PENDING', signal: 'DRAFT_QUEUED', reason: 'It was crafted again.' }),
    },
  ])
  expect(await rowsOf('select status from lead where id = $1', lead.id)).toEqual([{ status: 'PENDING' }])
})

test('an expired follow-up is made again as the same step', async () => {
  const lead = await leadWrittenTo(api.writer)
  const old = await make.draft(api.writer, { lead, columns: { status: 'EXPIRED', motion: 'CADENCE', step: 7, angle: 'breakup' } })
  expect((await recraft(old.globalId, 1)).draft).toMatchObject({ status: 'PENDING', step: 7, angle: 'breakup', angleChoice: null })
})

test('what the guards block again is a draft too, with its codes', async () => {
  const lead = await make.lead(api.writer, { columns: { title: null, seniority: 'UNKNOWN' } })
  await api.writer.pool.query(`insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'csv', $2, now())`, [
    lead.id,
    JSON.stringify({ companyName: { value: 'Acme', confidence: null } }),
  ])
  await api.writer.pool.query(`update lead set tier = 'TIER_2' where id = $1`, [lead.id])
  const old = await make.draft(api.writer, { lead, columns: { status: 'BLOCKED' } })
  expect((await recraft(old.globalId, 1)).draft).toMatchObject({
    status: 'BLOCKED',
    guardNotes: expect.arrayContaining([{ code: 'GUARD-003' }]),
  })
})

test('only what is out of play is made anew, by the version that was seen, once', async () => {
  const lead = await knownLead(api.writer)
  const waiting = await make.draft(api.writer, { lead })
  await api.writer.pool.query('update draft set template_version = live_template(angle) where id = $1', [waiting.id])
  expect(await recraft(waiting.globalId, 1)).toMatchObject({ code: 'ALREADY_DONE', reasons: [{ code: 'NOT_RECRAFTABLE' }] })
  const blocked = await make.draft(api.writer, { lead, columns: { status: 'BLOCKED' } })
  expect(await recraft(blocked.globalId, 3)).toMatchObject({ __typename: 'ConflictError', currentVersion: 1 })
  expect(await recraft(blocked.globalId, 1)).toMatchObject({ reasons: [{ code: 'SUPERSEDED' }] })
  await api.writer.pool.query(`update draft set status = 'WITHDRAWN' where id = $1`, [waiting.id])
  const outcomes = await Promise.all([recraft(blocked.globalId, 1), recraft(blocked.globalId, 1)])
  expect(outcomes.map(({ __typename }) => __typename).toSorted()).toEqual(['ConflictError', 'RecraftDraftSuccess'])
  expect(await rowsOf(`select count(*)::int from draft where lead_id = $1 and status = 'PENDING'`, lead.id)).toEqual([{ count: 1 }])
})

test('a lead that is not written to any more gets nothing, and neither does a caller without the scope', async () => {
  const lead = await knownLead(api.writer, { columns: { status: 'UNSUBSCRIBED' } })
  const { globalId } = await make.draft(api.writer, { lead, columns: { status: 'BLOCKED' } })
  expect(await recraft(globalId, 1)).toMatchObject({ code: 'NOT_READY', reasons: [{ code: 'LEAD_CLOSED' }] })
  expect(await recraft(globalId, 1, await api.keyFor('operate'))).toMatchObject({ __typename: 'ForbiddenError' })
  expect(await rowsOf('select count(*)::int from draft where lead_id = $1', lead.id)).toEqual([{ count: 1 }])
})

test('blocked drafts are listed with their codes', async () => {
  const lead = await knownLead(api.writer)
  await make.draft(api.writer, {
    lead,
    subject: 'The blocked one',
    columns: { status: 'BLOCKED', guard_notes: JSON.stringify([{ code: 'GUARD-004', message: 'The opener is a banned one.' }]) },
  })
  const { data } = await api.ask<{ queue: { edges: { node: { subject: string; guardNotes: { code: string }[] } }[] } }>(
    dana,
    `{ queue(first: 50, filter: { status: [BLOCKED], hidden: true }) { edges { node { subject guardNotes { code } } } } }`,
  )
  expect(data?.queue.edges.map(({ node }) => node)).toContainEqual({ subject: 'The blocked one', guardNotes: [{ code: 'GUARD-004' }] })
})

test('a follow-up that waits for its batch is not in the queue; one that somebody edited is', async () => {
  const subjectsIn = async (hidden: boolean) => {
    const { data } = await api.ask<{ queue: { edges: { node: { subject: string } }[] } }>(
      dana,
      'query ($hidden: Boolean!) { queue(first: 50, filter: { hidden: $hidden }) { edges { node { subject } } } }',
      { hidden },
    )
    return data?.queue.edges.map(({ node }) => node.subject)
  }
  const columns = { motion: 'CADENCE', step: 3, is_decided_in_batch: true }
  await make.draft(api.writer, { lead: await knownLead(api.writer), subject: 'Waits for its batch', columns })
  await make.draft(api.writer, { lead: await knownLead(api.writer), subject: 'Edited', columns: { ...columns, is_edited: true } })
  expect(await subjectsIn(false)).toContain('Edited')
  expect(await subjectsIn(false)).not.toContain('Waits for its batch')
  expect(await subjectsIn(true)).toContain('Waits for its batch')
  const { data } = await api.ask<{ queueSummary: { hiddenReasons: { code: string; count: number }[] } }>(
    dana,
    '{ queueSummary { hiddenReasons { code count } } }',
  )
  expect(data?.queueSummary.hiddenReasons).toContainEqual({ code: 'decided_in_batch', count: 1 })
})

test('blocked drafts are counted and listed by guard, and the two agree', async () => {
  const notes = (...codes: string[]) => JSON.stringify(codes.map((code) => ({ code, message: `${code} says why.` })))
  for (const guard_notes of [notes('GUARD-005'), notes('GUARD-005', 'GUARD-008'), notes('GUARD-006')]) {
    await make.draft(api.writer, { lead: await knownLead(api.writer), columns: { status: 'BLOCKED', guard_notes } })
  }
  const { data } = await api.ask<{ blockedByGuard: { code: string; label: string; count: number }[] }>(
    dana,
    '{ blockedByGuard { code label count } }',
  )
  expect(data?.blockedByGuard.map(({ code }) => code)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((place) => `GUARD-00${place}`))
  for (const { code, count } of data?.blockedByGuard ?? []) {
    const listed = await api.ask<{ queue: { edges: { node: { guardNotes: { code: string }[] } }[] } }>(
      dana,
      'query ($guard: [String!]) { queue(first: 100, filter: { status: [BLOCKED], hidden: true, guard: $guard }) { edges { node { guardNotes { code } } } } }',
      { guard: [code] },
    )
    const found = listed.data?.queue.edges ?? []
    expect({ code, count: found.length }).toEqual({ code, count })
    for (const { node } of found) expect(node.guardNotes).toContainEqual({ code })
  }
  expect(data?.blockedByGuard.find(({ code }) => code === 'GUARD-008')).toMatchObject({ label: 'Nearly the same text', count: 1 })
})

test('an angle that many answer with a no is not the better one', async () => {
  const answered = (count: number, answer: 'INTERESTED' | 'NOT_INTERESTED') =>
    Array.from({ length: 40 }, (_, nth) => ({ industry: 'staffing', daysAgo: 9, ...(nth < count && { answer }) }))
  await wroteTo(api.writer, [...answered(40, 'NOT_INTERESTED'), ...answered(40, 'NOT_INTERESTED'), ...answered(30, 'INTERESTED')])
  await api.writer.pool.query(
    `update send set tier = 'TIER_1', angle = (array['executive_buyin', 'industry_specific', 'value_first'])[(place + 39) / 40]
     where account = 'a@own.example'`,
  )
  // What every reply leaves behind, whatever it says.
  await api.writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) select uuid_v7(at), lead_id, 'EMAIL_REPLIED', 'instantly', at, '{}' from reply`,
  )
  const old = await make.draft(api.writer, { lead: await knownLead(api.writer), columns: { status: 'BLOCKED' } })
  expect((await recraft(old.globalId, 1)).draft).toMatchObject({
    angle: 'value_first',
    angleChoice: { way: 'results', sentence: expect.stringContaining('30 of 40 who got value first answered well or booked.') },
  })
})

// The last one: the organisation stays changed.
test('what waits with a footer of yesterday’s organisation is made anew, but for a text that somebody edited', async () => {
  const [lead, other] = [await knownLead(api.writer), await knownLead(api.writer)]
  const waiting = await make.draft(api.writer, { lead })
  const edited = await make.draft(api.writer, { lead: other, columns: { is_edited: true } })
  await api.writer.pool.query('update draft set template_version = live_template(angle) where id = any($1)', [[waiting.id, edited.id]])
  expect(await recraft(waiting.globalId, 1)).toMatchObject({ reasons: [{ code: 'NOT_RECRAFTABLE' }] })

  await api.writer.pool.query(
    `insert into setting_version (section, version, document, created_by)
     select section, version + 1, document || '{"postalAddress": "1 Main St, Albuquerque, NM"}', 'Dana' from setting_version
     where section = 'organisation' order by version desc limit 1`,
  )
  const { data } = await api.ask<{ approveDraft: Outcome }>(
    dana,
    'mutation ($input: ApproveDraftInput!) { approveDraft(input: $input) { __typename ... on RefusedError { code reasons { code } } } }',
    { input: { draftId: waiting.globalId, version: 1 } },
  )
  expect(data?.approveDraft).toMatchObject({ code: 'COMPLIANCE_FAILED', reasons: [{ code: 'postal_address' }] })
  const { draft } = await recraft(waiting.globalId, 1)
  expect(draft).toMatchObject({ status: 'PENDING', footer: expect.stringContaining('1 Main St, Albuquerque, NM') })
  expect(await rowsOf('select status from draft where id = $1', waiting.id)).toEqual([{ status: 'WITHDRAWN' }])
  expect(await recraft(edited.globalId, 1)).toMatchObject({ reasons: [{ code: 'NOT_RECRAFTABLE' }] })
})

test('a mutation in which an agent does what is not on its list changes nothing, is a fault to its caller, and the refusal is audited', async () => {
  const lead = await knownLead(api.writer)
  const old = await make.draft(api.writer, { lead, columns: { status: 'BLOCKED' } })
  const listed = agentActions.CRAFTER
  agentActions.CRAFTER = []
  try {
    await expect(recraft(old.globalId, 1)).rejects.toThrow(/INTERNAL_SERVER_ERROR/)
  } finally {
    agentActions.CRAFTER = listed
  }
  expect(await rowsOf('select status, version from draft where lead_id = $1', lead.id)).toEqual([{ status: 'BLOCKED', version: 1 }])
  expect(await rowsOf(`select actor, subject_id from audit_entry where action = 'agent.refused'`)).toEqual([
    { actor: 'CRAFTER', subject_id: 'CRAFTER' },
  ])
})

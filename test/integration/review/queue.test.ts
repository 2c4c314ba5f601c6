import { cleanQueue } from '@swarm/jobs/review/clean-queue'
import { endReadings, expireDrafts } from '@swarm/jobs/review/expire-drafts'
import { loadRejectionMemories } from '@swarm/jobs/review/queries'
import { unapproveChangedDrafts } from '@swarm/jobs/review/unapprove-changed-drafts'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'

let api: TestApi
let dana: string
let superuser: pg.Client
beforeAll(async () => {
  api = await startTestApi()
  dana = await api.keyFor('review', 'operate')
  superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query('create extension pg_stat_statements')
})
beforeEach(async () => {
  await superuser.query(`truncate draft, lead, company, suppression, exclusion cascade`)
  await superuser.query(`update installation set moved = '0'`)
  // After the ramp every tier is in the queue.
  await superuser.query(`delete from ramp_graduation`)
  await superuser.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
})
afterAll(async () => {
  await superuser.end()
  await api.stop()
})

type Node = { id: string; status: string; dueAt: string | null; edited: boolean }
const fields = 'id status dueAt edited'
const hours = (count: number) => count * 3_600_000

async function queue(filter: Record<string, unknown> = {}, page: { first?: number; after?: string | null } = {}) {
  const { data, errors } = await api.ask<{
    queue: { edges: { node: Node }[]; totalCount: number; pageInfo: { endCursor: string; hasNextPage: boolean } }
  }>(
    dana,
    `query ($filter: QueueFilter, $first: Int, $after: String) { queue(filter: $filter, first: $first, after: $after) { edges { node { ${fields} } } totalCount pageInfo { endCursor hasNextPage } } }`,
    { filter, ...page },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return {
    ids: data.queue.edges.map(({ node }) => node.id),
    nodes: data.queue.edges.map(({ node }) => node),
    total: data.queue.totalCount,
    ...data.queue.pageInfo,
  }
}

async function summary() {
  const { data } = await api.ask<{
    queueSummary: Record<string, number> & { hiddenReasons: { code: string; count: number; cleanable: boolean }[] }
  }>(dana, '{ queueSummary { pending edited approved hidden overdue dueSoon decidedToday hiddenReasons { code count cleanable } } }')
  return data?.queueSummary
}

async function mutate(name: string, input: Record<string, unknown>): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const { data } = await api.ask<Record<string, { __typename: string }>>(
    dana,
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on UserError { message } } }`,
    { input },
  )
  expect(data?.[name]).toEqual({ __typename: `${type}Success` })
}

test('the queue goes by tier, then newest; pages hold together in every order', async () => {
  const at = await make.now(api.writer)
  const ago = (minutes: number) => new Date(at.getTime() - minutes * 60_000)
  const tiers = ['TIER_2', 'TIER_1', 'TIER_3', 'TIER_1', 'TIER_2', 'TIER_1', 'TIER_3']
  const drafts: make.MadeDraft[] = []
  for (const [place, tier] of tiers.entries())
    drafts.push(await make.draft(api.writer, { createdAt: ago(70 - place * 10), columns: { tier, score: 90 - place } }))
  const inOrder = (...places: number[]) => places.map((place) => drafts[place]?.globalId)
  const all = {
    undefined: inOrder(5, 3, 1, 4, 0, 6, 2),
    NEWEST: inOrder(6, 5, 4, 3, 2, 1, 0),
    OLDEST: inOrder(0, 1, 2, 3, 4, 5, 6),
    SCORE: inOrder(0, 1, 2, 3, 4, 5, 6),
  }
  for (const [orderBy, expected] of Object.entries(all)) {
    const filter = orderBy === 'undefined' ? {} : { orderBy }
    const found: string[] = []
    let after: string | null = null
    for (let hasNext = true; hasNext; ) {
      const page: Awaited<ReturnType<typeof queue>> = await queue(filter, { first: 3, after })
      found.push(...page.ids)
      after = page.endCursor
      hasNext = page.hasNextPage
    }
    expect(found).toEqual(expected)
  }
})

test('every filter says which', async () => {
  const plain = await make.draft(api.writer)
  const other = await make.draft(api.writer, {
    lead: await make.lead(api.writer, { firstName: 'Zoë', columns: { source: 'apollo' } }),
    subject: 'Fourteen roles in Łódź',
    columns: { tier: 'TIER_2', angle: 'quick_win', score: 61, is_edited: true, is_compliant: false, campaign: 'T2-Nov' },
  })
  const only = async (filter: Record<string, unknown>) => (await queue(filter)).ids
  expect((await queue()).total).toBe(2)
  for (const filter of [
    { tier: ['TIER_2'] },
    { angle: ['quick_win'] },
    { source: ['apollo'] },
    { scoreMax: 70 },
    { edited: true },
    { compliant: false },
    { search: 'fourteen lodz' },
    { search: 'ZOE' },
  ]) {
    expect(await only(filter), JSON.stringify(filter)).toEqual([other.globalId])
  }
  for (const filter of [{ scoreMin: 70 }, { edited: false }, { compliant: true }, { search: 'ana' }, { search: 'operations at acme' }]) {
    expect(await only(filter), JSON.stringify(filter)).toEqual([plain.globalId])
  }
  const { data } = await api.ask<{ queueSummary: { groups: { by: string; name: string; campaignId: string | null }[] } }>(
    dana,
    '{ queueSummary { groups { by name campaignId } } }',
  )
  const group = data?.queueSummary.groups.find(({ by }) => by === 'CAMPAIGN')
  expect(group?.name).toBe('T2-Nov')
  expect(await only({ campaignId: group?.campaignId })).toEqual([other.globalId])
  expect(await only({ channel: 'LINKEDIN' })).toEqual([])
  expect(await only({ campaignId: make.globalId('Campaign', 'T1-Nov') })).toEqual([])
  expect(await only({ search: '100% _' })).toEqual([])
  expect(await only({ createdFrom: new Date(Date.now() + hours(1)).toISOString() })).toEqual([])
  expect(await only({ status: ['APPROVED', 'REJECTED'] })).toEqual([])
})

test('what nobody can act on is kept apart, counted by reason, and cleaned up by one action', async () => {
  const at = await make.now(api.writer)
  const good = await make.draft(api.writer)
  const hidden = [
    await make.draft(api.writer, { columns: { is_test: true } }),
    await make.draft(api.writer, { createdAt: new Date(at.getTime() - hours(73)) }),
    await make.draft(api.writer, { columns: { status: 'EXPIRED' } }),
    await make.draft(api.writer, { lead: await make.lead(api.writer, { columns: { status: 'UNSUBSCRIBED' } }) }),
    await make.draft(api.writer, { columns: { status: 'BLOCKED' } }),
  ]
  const superseded = await make.draft(api.writer, { createdAt: new Date(at.getTime() - hours(100)), columns: { status: 'EXPIRED' } })
  const again = await make.draft(api.writer, { lead: superseded.lead })
  expect(new Set((await queue()).ids)).toEqual(new Set([good.globalId, again.globalId]))
  expect(new Set((await queue({ hidden: true })).ids)).toEqual(new Set(hidden.map(({ globalId }) => globalId)))
  expect(await summary()).toMatchObject({
    pending: 2,
    hidden: 5,
    hiddenReasons: [
      { code: 'test', count: 1, cleanable: true },
      { code: 'blocked_by_guard', count: 1, cleanable: false },
      { code: 'stale_gt_72h', count: 2, cleanable: true },
      { code: 'lead_closed', count: 1, cleanable: true },
    ],
  })
  const { data } = await api.ask<{ cleanQueue: unknown }>(
    dana,
    'mutation { cleanQueue(input: {}) { ... on CleanQueueSuccess { cleaned summary { pending hidden } } } }',
  )
  expect(data?.cleanQueue).toEqual({ cleaned: 4, summary: { pending: 2, hidden: 1 } })
  expect(await cleanQueue(api.writer, { kind: 'system', name: 'test' })).toBe(0)
  const { rows } = await api.writer.pool.query(
    `select r.tag, r.reason, l.status from review r join draft d on d.id = r.draft_id join lead l on l.id = d.lead_id order by r.reason`,
  )
  expect(rows).toEqual([
    { tag: 'queue_hygiene_non_actionable', reason: 'Cleaned up: lead_closed', status: 'UNSUBSCRIBED' },
    { tag: 'queue_hygiene_non_actionable', reason: 'Cleaned up: stale_gt_72h', status: 'PENDING' },
    { tag: 'queue_hygiene_non_actionable', reason: 'Cleaned up: stale_gt_72h', status: 'PENDING' },
    { tag: 'queue_hygiene_non_actionable', reason: 'Cleaned up: test', status: 'PENDING' },
  ])
})

test('while the ramp is on drafts below tier 1 are kept apart, and nobody cleans them up', async () => {
  const first = await make.draft(api.writer)
  const others = [
    await make.draft(api.writer, { columns: { tier: 'TIER_2' } }),
    await make.draft(api.writer, { columns: { tier: 'TIER_3' } }),
    await make.draft(api.writer, { columns: { tier: null } }),
  ]
  expect((await queue()).total).toBe(4)
  await superuser.query(`delete from ramp_graduation`)
  expect((await queue()).ids).toEqual([first.globalId])
  expect((await queue({ tier: ['TIER_2'] })).ids).toEqual([])
  expect(new Set((await queue({ hidden: true })).ids)).toEqual(new Set(others.map(({ globalId }) => globalId)))
  expect(await summary()).toMatchObject({
    pending: 1,
    hidden: 3,
    hiddenReasons: [{ code: 'below_tier_1', count: 3, cleanable: false }],
  })
  expect(await cleanQueue(api.writer, { kind: 'system', name: 'test' })).toBe(0)
})

test('a LinkedIn message whose campaign nobody has chosen is kept apart until somebody does', async () => {
  const columns = {
    channel: 'LINKEDIN',
    action: 'LINKEDIN_MESSAGE',
    subject: null,
    original_subject: null,
    angle: 'linkedin_message',
    step: 4,
  }
  const message = await make.draft(api.writer, { columns })
  const choose = (id: number | null) =>
    superuser.query(
      `insert into setting_version (section, version, document, created_by) select section, version + 1, jsonb_set(document, '{campaigns,message}', $1::jsonb), 'test'
       from setting_version where section = 'linkedin' order by version desc limit 1`,
      [JSON.stringify(id)],
    )
  await choose(null)
  expect((await queue()).ids).toEqual([])
  expect((await summary())?.hiddenReasons).toEqual([{ code: 'unmapped_campaign', count: 1, cleanable: false }])
  await choose(334_402)
  expect((await queue()).ids).toEqual([message.globalId])
})

test('which campaign a LinkedIn message needs is told by its place in the cadence, whatever its text is called', async () => {
  const columns = { channel: 'LINKEDIN', action: 'LINKEDIN_MESSAGE', subject: null, original_subject: null, angle: 'ask_again', step: 6 }
  const message = await make.draft(api.writer, { columns })
  await superuser.query(
    `insert into setting_version (section, version, document, created_by) select section, version + 1,
       jsonb_set(document, '{campaigns}', '{"message": 334402, "followUp": null, "requestTier1": null, "requestTier2": null}'), 'test'
     from setting_version where section = 'linkedin' order by version desc limit 1`,
  )
  expect((await queue()).ids).toEqual([message.globalId])
  // A message stands before it in its cadence.
  await superuser.query(
    `with e as (
       insert into enrollment (lead_id, person, round, plan, plan_version, state, platform, account, anchor_at, next_step, created_at, updated_at)
       select $1, $2, d.round, p.name, p.version, 'ACTIVE', 'INSTANTLY', 'dani@acme.example', business_now(), 6, business_now(), business_now()
       from draft d cross join lateral (select name, version from cadence_plan order by name, version limit 1) p where d.lead_id = $1 returning id)
     insert into enrollment_step (enrollment_id, place, step, day, action, template, only_when)
     select e.id, s.place, s.step, 7 * s.place, 'LINKEDIN_MESSAGE', 'ask_again', 'connected' from e, (values (4, 4), (6, 6)) as s(place, step)`,
    [message.lead.id, message.lead.email],
  )
  expect((await queue()).ids).toEqual([])
  expect((await summary())?.hiddenReasons).toEqual([{ code: 'unmapped_campaign', count: 1, cleanable: false }])
})

test('what broke the promise of a first look or of a decision is listed', async () => {
  await superuser.query(`update installation set moved = '2026-11-24T20:00:00Z'::timestamptz - now()`)
  const at = await make.now(api.writer)
  const late = await make.draft(api.writer, { createdAt: new Date(at.getTime() - hours(3)) })
  const inTime = await make.draft(api.writer, { createdAt: new Date(at.getTime() - hours(1)) })
  expect((await queue({ overdue: true })).ids).toEqual([late.globalId])
  expect((await queue({ overdue: false })).ids).toEqual([inTime.globalId])
  expect(await summary()).toMatchObject({ overdue: 1 })
  // An hour is too long for a first look, too, until somebody has looked.
  expect((await queue({ unseen: true })).ids.toSorted()).toEqual([late.globalId, inTime.globalId].toSorted())
  await superuser.query('update draft set opened_at = business_now() where id = $1', [late.id])
  expect((await queue({ unseen: true })).ids).toEqual([inTime.globalId])
  expect((await queue({ unseen: false })).ids).toEqual([late.globalId])
})

test('every count equals the rows that its tab lists', async () => {
  const at = await make.now(api.writer)
  for (let age = 0; age < 70; age += 5)
    await make.draft(api.writer, { createdAt: new Date(at.getTime() - hours(age)), columns: { is_edited: age % 3 === 0 } })
  const [first, second, third] = (await queue()).ids
  await mutate('approveDraft', { draftId: first, version: 1 })
  await mutate('rejectDraft', { draftId: second, version: 1, tag: 'other', reason: 'Not like this, no' })
  await mutate('approveDraft', { draftId: third, version: 1 })
  await mutate('undoReview', { draftId: third, version: 2 })
  const { nodes, total } = await queue({}, { first: 200 })
  expect(nodes.every(({ dueAt }) => dueAt !== null)).toBe(true)
  expect(await summary()).toMatchObject({
    pending: total,
    edited: (await queue({ edited: true })).total,
    approved: (await queue({ status: ['APPROVED'] })).total,
    hidden: (await queue({ hidden: true })).total,
    overdue: nodes.filter(({ dueAt }) => dueAt !== null && new Date(dueAt) <= at).length,
    decidedToday: 2,
  })
})

test('a page of the queue takes as many statements for 100 rows as for 5', async () => {
  for (let i = 0; i < 100; i++) await make.draft(api.writer)
  const statements = async (first: number) => {
    const count = async () =>
      (
        await superuser.query(
          `select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid where d.datname = current_database() and r.rolname = 'swarm_read'`,
        )
      ).rows[0]?.calls
    const before = await count()
    const answer = await api.ask<{ queue: { edges: unknown[] } }>(
      dana,
      `{ queue(first: ${first}) { edges { node { id version subject readBy readSince dueAt undoUntil compliance { passed } claims { evidence { id } } evidence { id } reviews { decision } lead { id company { name } drafts(first: 2) { edges { node { id } } } } } } }
        queueSummary { pending } rejectionTags { tag } }`,
    )
    expect(answer.errors).toBeUndefined()
    expect(answer.data?.queue.edges).toHaveLength(first)
    return (await count()) - before
  }
  const few = await statements(5)
  expect(await statements(100)).toBe(few)
  expect(few).toBeLessThanOrEqual(9)
})

test('somebody who reads a draft is shown for two minutes after the last sign of it, and nothing is locked', async () => {
  const { id, globalId } = await make.draft(api.writer)
  const reading = async () =>
    (
      await api.ask<{ draft: Record<string, unknown> }>(
        dana,
        'query ($id: ID!) { draft(id: $id) { version readBy readSince openedAt readers { name } } }',
        { id: globalId },
      )
    ).data?.draft
  expect(await reading()).toMatchObject({ readBy: null, readSince: null, openedAt: null, readers: [] })
  await mutate('openDraft', { draftId: globalId })
  const first = await reading()
  expect(first).toMatchObject({
    version: 1,
    readBy: 'review+operate',
    readSince: expect.any(String),
    openedAt: expect.any(String),
    readers: [{ name: 'review+operate' }],
  })
  await superuser.query(`update installation set moved = '90 seconds'`)
  await mutate('openDraft', { draftId: globalId })
  await superuser.query(`update installation set moved = '3 minutes'`)
  expect(await reading()).toEqual(first)
  await superuser.query(`update installation set moved = '4 minutes'`)
  expect(await reading()).toMatchObject({ readBy: null, readers: [], openedAt: first?.openedAt })
  await endReadings(api.writer, 2)
  expect((await api.writer.pool.query('select from draft_reading where draft_id = $1', [id])).rowCount).toBe(0)
})

test('a draft that nobody decided for 72 hours expires once, and can’t be approved then', async () => {
  const { id, globalId, lead } = await make.draft(api.writer)
  const approved = await make.draft(api.writer)
  await mutate('approveDraft', { draftId: approved.globalId, version: 1 })
  expect(await expireDrafts(api.writer, 72)).toBe(0)
  await superuser.query(`update installation set moved = '72 hours 1 second'`)
  expect((await queue()).ids).toEqual([])
  expect(await Promise.all([expireDrafts(api.writer, 72), expireDrafts(api.writer, 72)])).toEqual(expect.arrayContaining([0, 1]))
  const { rows } = await api.writer.pool.query(
    `select d.status, d.version, (select json_agg(action || ' ' || actor) from audit_entry where subject_id = d.id::text) as audit,
      (select json_agg(kind || ' ' || actor) from timeline_entry where lead_id = $2) as timeline from draft d where id = $1`,
    [id, lead.id],
  )
  expect(rows).toEqual([{ status: 'EXPIRED', version: 2, audit: ['draft.expired GATEKEEPER'], timeline: ['draft GATEKEEPER'] }])
  const { data } = await api.ask(
    dana,
    `mutation { approveDraft(input: { draftId: "${globalId}", version: 1 }) { __typename ... on UserError { code message } } }`,
  )
  expect(data).toEqual({
    approveDraft: {
      __typename: 'RefusedError',
      code: 'EXPIRED',
      message: 'This draft expired: nobody decided it in time. It is never sent.',
    },
  })
  expect((await queue({ status: ['APPROVED'] })).ids).toEqual([approved.globalId])
})

test('a changed fact takes the approval back, with the reason; an unchanged one does not', async () => {
  const [changed, same] = [await make.draft(api.writer), await make.draft(api.writer)]
  for (const { globalId } of [changed, same]) await mutate('approveDraft', { draftId: globalId, version: 1 })
  const { rows } = await api.writer.pool.query<{ digest: string }>(
    `select encode(facts_digest, 'hex') as digest from draft where id = $1`,
    [same.id],
  )
  const gatekeeper = { kind: 'agent', name: 'GATEKEEPER' } as const
  const reason = 'the job title it mentions changed'
  const unapproved = await api.writer.transaction((tx) =>
    unapproveChangedDrafts(tx, gatekeeper, [
      { draftId: changed.id, factsDigest: '00'.repeat(32), reason },
      { draftId: same.id, factsDigest: rows[0]?.digest ?? '', reason },
    ]),
  )
  expect(unapproved).toEqual([changed.id])
  const { data } = await api.ask(
    dana,
    'query ($id: ID!) { draft(id: $id) { status version expiresAt lead { status } reviews { decision reason actor } } }',
    { id: changed.globalId },
  )
  expect(data).toMatchObject({
    draft: {
      status: 'PENDING',
      version: 3,
      lead: { status: 'PENDING' },
      reviews: [{ decision: 'APPROVE' }, { decision: 'UNAPPROVE', reason, actor: 'GATEKEEPER' }],
    },
  })
  const at = await api.writer.pool.query<{ until: Date }>(
    `select at + interval '72 hours' as until from review where draft_id = $1 and decision = 'UNAPPROVE'`,
    [changed.id],
  )
  expect(data).toMatchObject({ draft: { expiresAt: at.rows[0]?.until.toISOString() } })
})

test('the next draft of a lead knows what was rejected and why; what was taken back is forgotten', async () => {
  const kept = await make.draft(api.writer)
  const undone = await make.draft(api.writer)
  for (const { globalId } of [kept, undone])
    await mutate('rejectDraft', { draftId: globalId, version: 1, tag: 'weak_cta', reason: 'Asks for too much' })
  await mutate('undoReview', { draftId: undone.globalId, version: 2 })
  const memories = await loadRejectionMemories(api.writer.sql, [kept.lead.id, undone.lead.id], await make.now(api.writer), 30)
  expect(memories.get(kept.lead.id)).toMatchObject({
    count: 1,
    remarks: [{ tag: 'weak_cta', reason: 'Asks for too much' }],
    angles: new Set(['executive_buyin']),
    evidenceKeys: new Set(['company: they work for acme.', 'role: title: vp operations']),
  })
  expect(memories.get(undone.lead.id)).toMatchObject({ count: 0 })
})

test('a lead lists its drafts, newest first, page by page', async () => {
  const lead = await make.lead(api.writer)
  const at = await make.now(api.writer)
  const drafts: make.MadeDraft[] = []
  for (let step = 1; step <= 3; step++)
    drafts.push(await make.draft(api.writer, { lead, createdAt: new Date(at.getTime() + step), columns: { step } }))
  const page = async (after: string | null) =>
    (
      await api.ask<{ lead: { drafts: { edges: { node: { step: number } }[]; pageInfo: { endCursor: string } } } }>(
        dana,
        'query ($id: ID!, $after: String) { lead(id: $id) { drafts(first: 2, after: $after) { edges { node { step } } pageInfo { endCursor } } } }',
        { id: make.globalId('Lead', lead.id), after },
      )
    ).data?.lead.drafts
  const first = await page(null)
  expect(first?.edges.map(({ node }) => node.step)).toEqual([3, 2])
  expect((await page(first?.pageInfo.endCursor ?? null))?.edges.map(({ node }) => node.step)).toEqual([1])
})

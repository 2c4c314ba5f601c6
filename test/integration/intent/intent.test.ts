import { createWriter, type Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { mergeLeads } from '@swarm/jobs/merge/merge-leads'
import { unmergeLeads } from '@swarm/jobs/merge/unmerge-leads'
import { decideLateOpens } from '@swarm/jobs/signals/decide-late-opens'
import { recordProviderEvent } from '@swarm/jobs/signals/record-provider-event'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recomputeIntent } from '../../../jobs/src/intent/recompute-intent.ts'
import { sweepIntent } from '../../../jobs/src/intent/sweep-intent.ts'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'

let api: TestApi
let writer: Writer
const operator = { kind: 'user', id: 'u', name: 'Dana', scopes: ['operate'] } as const
beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await api.stop()
})

type Sign = { kind: string; days: number; open?: string }
const signs = async (leadId: string, list: readonly Sign[]) => {
  await writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail)
     select uuid_v7(t.at), $1, s.kind, 'test', t.at, jsonb_build_object('open', s.open)
     from jsonb_to_recordset($2) s(kind text, days double precision, open text), lateral (select business_now() - s.days * interval '1 day' as at) t`,
    [leadId, JSON.stringify(list)],
  )
}
const recompute = (...ids: string[]) => writer.transaction((tx) => recomputeIntent(tx, ids))
const intentOf = async (leadId: string) => {
  const { rows } = await writer.pool.query<{ intent: number }>('select intent from lead where id = $1', [leadId])
  return rows[0]?.intent ?? Number.NaN
}
const alertsOf = async (leadId: string) => {
  const { rows } = await writer.pool.query<{ count: number; message: string }>(`select count, message from alert where cause = $1`, [
    `intent:${leadId}`,
  ])
  return rows
}
const pass = (days: number) => writer.pool.query(`update installation set moved = moved + make_interval(days => $1)`, [days])

test('each sign is worth its points, halved every 14 days, and all of them never more than 20', async () => {
  const worth: Record<string, number> = { SITE_VISITED: 6, LINK_CLICKED: 4, EMAIL_OPENED: 1.5, LINKEDIN_CONNECTED: 4 }
  const sign = fc.record({
    kind: fc.constantFrom(...Object.keys(worth), 'EMAIL_SENT', 'EMAIL_REPLIED'),
    days: fc.integer({ min: 0, max: 60 }),
    open: fc.constantFrom('human', 'machine'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(sign, { maxLength: 8 }), async (list) => {
      const lead = await make.lead(writer)
      await signs(lead.id, list)
      await recompute(lead.id)
      const counted = list.filter(({ kind, open }) => kind !== 'EMAIL_OPENED' || open === 'human')
      const sum = counted.reduce((all, { kind, days }) => all + (worth[kind] ?? 0) * 0.5 ** (days / 14), 0)
      expect(await intentOf(lead.id)).toBeCloseTo(sum < 0.05 ? 0 : Math.min(20, sum), 1)
    }),
    { numRuns: 25 },
  )
})

test('crossing 15 tells people once and lifts the draft over newer ones of its tier; fading takes both back', async () => {
  const hot = await make.draft(writer, { lead: await make.lead(writer) })
  const newer = await make.draft(writer, { lead: await make.lead(writer) })
  const key = await api.keyFor('read')
  const queue = async () => {
    const { data } = await api.ask<{ queue: { edges: { node: { id: string } }[] } }>(key, '{ queue(first: 20) { edges { node { id } } } }')
    const places = (data?.queue.edges ?? []).map(({ node }) => node.id)
    return places.filter((id) => id === hot.globalId || id === newer.globalId)
  }
  expect(await queue()).toEqual([newer.globalId, hot.globalId])
  await signs(
    hot.lead.id,
    Array.from({ length: 3 }, () => ({ kind: 'SITE_VISITED', days: 0 })),
  )
  await recompute(hot.lead.id)
  await recompute(hot.lead.id)
  expect(await queue()).toEqual([hot.globalId, newer.globalId])
  expect(await alertsOf(hot.lead.id)).toEqual([{ count: 1, message: expect.stringContaining('18 of 20') }])
  const { data } = await api.ask<{ lead: { intent: number; intentReasons: { message: string }[] } }>(
    key,
    'query ($id: ID!) { lead(id: $id) { intent intentReasons { message } } }',
    { id: make.globalId('Lead', hot.lead.id) },
  )
  expect(data?.lead).toEqual({
    intent: 18,
    intentReasons: [{ message: expect.stringMatching(/^3 visits of our site, last on .*: \+18$/) }],
  })
  await pass(14)
  await sweepIntent(writer)
  expect(await intentOf(hot.lead.id)).toBeCloseTo(9, 1)
  // The drafts have left the queue by then: the row says it.
  expect((await writer.pool.query('select is_lifted from draft where id = $1', [hot.id])).rows).toEqual([{ is_lifted: false }])
  // Again high is news again.
  await signs(hot.lead.id, [
    { kind: 'SITE_VISITED', days: 0 },
    { kind: 'JOB_CHANGED', days: 0 },
  ])
  await recompute(hot.lead.id)
  expect((await alertsOf(hot.lead.id)).map(({ count }) => count)).toEqual([1, 1])
})

test('a draft that is written later is lifted too', async () => {
  const lead = await make.lead(writer)
  await signs(
    lead.id,
    Array.from({ length: 3 }, () => ({ kind: 'SITE_VISITED', days: 0 })),
  )
  await recompute(lead.id)
  const draft = await make.draft(writer, { lead })
  await sweepIntent(writer)
  expect((await writer.pool.query('select is_lifted from draft where id = $1', [draft.id])).rows).toEqual([{ is_lifted: true }])
})

const told = async (eventType: string) => {
  const lead = await make.lead(writer)
  const payload = {
    event_type: eventType,
    timestamp: (await make.now(writer)).toISOString(),
    lead_email: lead.email,
    email: lead.email,
    campaign_id: 'c',
    email_account: 'a@b.example',
  }
  const what = { provider: 'instantly', eventType: null, payload, receivedAt: null }
  await recordProviderEvent(writer, createLog('test', 'silent'), operator, what)
  return intentOf(lead.id)
}

test('an event that is applied has changed the intent with it', async () => {
  expect(await told('link_clicked')).toBeCloseTo(4, 1)
})

test('of the labels of a platform only those that say interest count', async () => {
  const labels = [
    'lead_interested',
    'lead_meeting_booked',
    'lead_meeting_completed',
    'lead_not_interested',
    'lead_wrong_person',
    'lead_no_show',
  ]
  const worth: number[] = []
  for (const label of labels) worth.push(Math.round(await told(label)))
  expect(worth).toEqual([3, 3, 3, 0, 0, 0])
})

test('of two leads that are one person the signs of both count, and each has its own again when they are taken apart', async () => {
  const [one, other] = [await make.lead(writer), await make.lead(writer)]
  await signs(one.id, [{ kind: 'SITE_VISITED', days: 0 }])
  await signs(other.id, [
    { kind: 'LINK_CLICKED', days: 0 },
    { kind: 'LINK_CLICKED', days: 0 },
    { kind: 'LINK_CLICKED', days: 0 },
  ])
  await recompute(one.id, other.id)
  const { mergeId, leadId } = await mergeLeads(writer, operator, { leadId: one.id, otherId: other.id, reason: 'The same person.' })
  expect(await intentOf(leadId)).toBeCloseTo(18, 1)
  expect(await alertsOf(leadId)).toHaveLength(1)
  await unmergeLeads(writer, operator, { mergeId })
  expect([await intentOf(one.id), await intentOf(other.id)]).toEqual([expect.closeTo(6, 1), expect.closeTo(12, 1)])
})

test('an open whose mail nobody told of counts once it has waited, and not by when it happened', async () => {
  const lead = await make.lead(writer, { columns: { status: 'SENT' } })
  const ago = async (minutes: number) => new Date((await make.now(writer)).getTime() - minutes * 60_000)
  const payload = {
    event_type: 'email_opened',
    timestamp: (await ago(300)).toISOString(),
    lead_email: lead.email,
    campaign_id: 'c',
    email_account: 'a@b.example',
  }
  await recordProviderEvent(writer, createLog('test', 'silent'), operator, {
    provider: 'instantly',
    eventType: null,
    payload,
    receivedAt: await ago(10),
  })
  const seen = async () =>
    (
      await writer.pool.query<{ status: string; open: string; told: string }>(
        `select l.status, g.detail ->> 'open' as open, t.detail ->> 'open' as told from lead l
         join signal g on g.lead_id = l.id join timeline_entry t on t.lead_id = l.id and t.kind = 'signal' where l.id = $1`,
        [lead.id],
      )
    ).rows
  // Back-filled ten minutes ago: the word of its mail may be the next to come.
  await decideLateOpens(writer)
  expect(await seen()).toEqual([{ status: 'SENT', open: 'undecided', told: 'undecided' }])
  await writer.pool.query(`update installation set moved = moved + interval '6 minutes'`)
  await decideLateOpens(writer)
  expect(await seen()).toEqual([{ status: 'OPENED', open: 'human', told: 'human' }])
  expect(await intentOf(lead.id)).toBeCloseTo(1.5, 1)
})

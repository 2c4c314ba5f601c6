import { createWriter, type Writer } from '@swarm/db/write'
import { writeDigest } from '@swarm/jobs/day/write-digest'
import { cleanQueue } from '@swarm/jobs/review/clean-queue'
import { expireDrafts } from '@swarm/jobs/review/expire-drafts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { moveClock } from '../../harness/make-dispatch.ts'

let api: TestApi
let writer: Writer
let key = ''
beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 2, onConnectionError: () => {} })
  key = await api.keyFor('read')
})
afterAll(async () => {
  await writer.end()
  await api.stop()
})

const costs = (from: string, to: string) =>
  api.ask<{ costs: Record<string, unknown> }>(
    key,
    `query ($from: Date!, $to: Date!) { costs(from: $from, to: $to) { currency total leads replies meetings perLead perMeeting providers { provider credits asked found amount } } }`,
    { from, to },
  )
const price = (perCredit: object) =>
  writer.pool.query(
    `insert into setting_version (section, version, document, created_by)
     select 'prices', coalesce(max(version), 0) + 1, $1, 'test' from setting_version where section = 'prices'`,
    [{ currency: 'EUR', perCredit }],
  )

test('costs are the credits of the organisation’s days, at the prices of the settings, shared among what came of them', async () => {
  // Denver, seven hours behind UTC then: the last look-up is of the next day there.
  await writer.pool.query(
    `insert into provider_lookup (provider, key, is_found, credits, at) values
      ('apollo', 'a', true, 1, '2026-11-24T07:00:00Z'), ('apollo', 'b', true, 2, '2026-11-25T06:59:00Z'), ('apollo', 'c', true, 40, '2026-11-25T07:00:00Z'),
      ('apollo', 'd', false, 40, '2026-11-24T06:59:00Z'), ('clay', 'e', false, 5, '2026-11-24T12:00:00Z')`,
  )
  const lead = await make.lead(writer, { columns: { created_at: '2026-11-24T12:00:00Z' } })
  await writer.pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail) select uuid_v7(t), $1, 'MEETING_BOOKED', 'ghl', t, '{}' from (values ('2026-11-24T18:00:00Z'::timestamptz), ('2026-11-25T18:00:00Z')) v(t)`,
    [lead.id],
  )
  await price({ apollo: 0.5 })
  const unknown = await costs('2026-11-24', '2026-11-24')
  expect(unknown.data?.costs).toMatchObject({ total: null, perMeeting: null })
  await price({ apollo: 0.5, clay: 0.1 })
  expect((await costs('2026-11-24', '2026-11-24')).data?.costs).toEqual({
    currency: 'EUR',
    total: 2,
    leads: 1,
    replies: 0,
    meetings: 1,
    perLead: 2,
    perMeeting: 2,
    providers: [
      { provider: 'apollo', credits: 3, asked: 2, found: 2, amount: 1.5 },
      { provider: 'clay', credits: 5, asked: 1, found: 0, amount: 0.5 },
    ],
  })
  expect((await costs('2026-11-24', '2026-11-25')).data?.costs).toMatchObject({ total: 22, meetings: 2, perMeeting: 11 })
})

test('days that make no span are refused with the reason', async () => {
  expect((await costs('2026-11-25', '2026-11-24')).errors?.[0]?.message).toContain('must not be before from')
  expect((await costs('2024-01-01', '2026-11-24')).errors?.[0]?.message).toContain('at most 400 days')
})

test('a week that is over is told of once, beside the one before', async () => {
  await moveClock(writer, '2026-11-30T18:00:00Z')
  await writeDigest(writer)
  expect((await writer.pool.query('select * from weekly_digest')).rows).toEqual([])
  const rejected = [
    ['Dana', '2026-11-26T18:00:00Z', 'weak_cta', 'It asks for nothing.'],
    ['Dana', '2026-11-26T19:00:00Z', 'weak_cta', 'It asks for too much.'],
    ['Lee', '2026-11-26T20:00:00Z', 'other', 'A test says so.'],
    // Neither a clean-up nor what came after the week is told of.
    ...Array.from({ length: 5 }, () => ['Lee', '2026-11-26T21:00:00Z', 'queue_hygiene_non_actionable', 'Cleaned up: test']),
    ['Lee', '2026-11-30T17:00:00Z', 'other', 'It is Monday again.'],
  ]
  for (const [actor, at, tag, reason] of rejected) {
    const draft = await make.draft(writer, { columns: { status: 'REJECTED', version: 2 } })
    await writer.pool.query(
      `insert into review (id, draft_id, draft_version, decision, actor, at, tag, reason) values (uuid_v7(), $1, 1, 'REJECT', $2, $3, $4, $5)`,
      [draft.id, actor, at, tag, reason],
    )
  }
  await writeDigest(writer)
  await writeDigest(writer)
  const { data } = await api.ask<{ weeklyDigests: { week: string; message: string; rejected: unknown[] }[] }>(
    key,
    '{ weeklyDigests { week message rejected { by name rejected tag count example } } }',
  )
  expect(data?.weeklyDigests).toEqual([
    {
      week: '2026-11-23',
      message: expect.stringMatching(
        /2 \(0 the week before\) meetings.*3 \(0 the week before\) rejected.*most rejections said weak_cta, and review the exclusions\. Rejected most: the angle executive buyin 3 \(weak_cta 2\), by Dana 2/s,
      ),
      rejected: [
        { by: 'ANGLE', name: 'executive_buyin', rejected: 3, tag: 'weak_cta', count: 2, example: 'It asks for too much.' },
        { by: 'REVIEWER', name: 'Dana', rejected: 2, tag: 'weak_cta', count: 2, example: 'It asks for too much.' },
        { by: 'REVIEWER', name: 'Lee', rejected: 1, tag: 'other', count: 1, example: 'A test says so.' },
        { by: 'SOURCE', name: 'test', rejected: 3, tag: 'weak_cta', count: 2, example: 'It asks for too much.' },
      ],
    },
  ])
  const { rows } = await writer.pool.query(`select severity, count from alert where cause = 'digest:2026-11-23'`)
  expect(rows).toEqual([{ severity: 'INFO', count: 1 }])
})

test('what was rejected most in a week is what its days together say, whatever each of them says most', async () => {
  await moveClock(writer, '2026-12-07T18:00:00Z')
  const rejections = [
    ...['icp_mismatch', 'tone_style_issue', 'other'].flatMap((tag) => [tag, tag, tag].map((one) => [one, '2026-12-01T18:00:00Z'])),
    ...['weak_subject', 'compliance_issue', 'length_issue'].flatMap((tag) => [tag, tag, tag].map((one) => [one, '2026-12-02T18:00:00Z'])),
    ...['2026-12-01T18:00:00Z', '2026-12-02T18:00:00Z'].flatMap((at) => [at, at].map((one) => ['weak_cta', one])),
  ]
  for (const [tag, at] of rejections) {
    const draft = await make.draft(writer, { columns: { status: 'REJECTED', version: 2 } })
    await writer.pool.query(
      `insert into review (draft_id, draft_version, decision, actor, at, tag, reason) values ($1, 1, 'REJECT', 'Dana', $2, $3, 'It asks for nothing.')`,
      [draft.id, at, tag],
    )
  }
  // Taken back: neither the day nor the week counts it.
  const { rows } = await writer.pool.query<{ id: string }>(
    `select draft_id as id from review where tag = 'other' and at = '2026-12-01T18:00:00Z' limit 1`,
  )
  await writer.pool.query(`update draft set status = 'PENDING', version = 3 where id = $1`, [rows[0]?.id])
  await writer.pool.query(
    `insert into review (draft_id, draft_version, decision, actor, at) values ($1, 2, 'UNDO', 'Dana', '2026-12-03T18:00:00Z')`,
    [rows[0]?.id],
  )
  await writeDigest(writer)
  const { data } = await api.ask<{ weeklyDigests: { message: string }[]; day: { rejected: number; topRejections: unknown[] } }>(
    key,
    '{ weeklyDigests { message } day(on: "2026-12-01") { rejected topRejections { tag count } } }',
  )
  expect(data?.weeklyDigests[0]?.message).toContain('Tune the templates: most rejections said weak_cta')
  expect(data?.weeklyDigests[0]?.message).toContain('22 (3 the week before) rejected')
  expect(data?.day).toEqual({
    rejected: 10,
    topRejections: [
      { tag: 'icp_mismatch', count: 3 },
      { tag: 'tone_style_issue', count: 3 },
      { tag: 'other', count: 2 },
    ],
  })
})

test('what expired on a day stays of that day, also once it is cleaned up', async () => {
  await make.draft(writer, { createdAt: new Date('2026-12-01T12:00:00Z') })
  await expireDrafts(writer, 72)
  const expired = async () => {
    const { data } = await api.ask<{ today: { anomalies: { code: string; count: number }[] } }>(
      key,
      '{ today { anomalies { code count } } }',
    )
    return data?.today.anomalies.find(({ code }) => code === 'EXPIRED')?.count
  }
  expect(await expired()).toBe(1)
  expect(await cleanQueue(api.writer, { kind: 'system', name: 'test' })).toBeGreaterThan(0)
  expect(await expired()).toBe(1)
})

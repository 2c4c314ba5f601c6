import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { readFit } from '@swarm/jobs/segment/fit'
import { NO_INTENT } from '@swarm/jobs/segment/score'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let root: Writer
let admin: string
let reader: string
beforeAll(async () => {
  api = await startTestApi()
  admin = await api.keyFor('admin')
  reader = await api.keyFor('read')
  root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 1, onConnectionError: () => {} })
})
afterAll(async () => {
  await root.end()
  await api.stop()
})

const dayMs = 86_400_000

type Made = {
  industry: string
  title?: string
  employees?: number
  isTest?: boolean
  answer?: 'INTERESTED' | 'NOT_INTERESTED'
  daysAgo: number
}

/** Leads that were scored, written to, and maybe answered two days later. */
async function wroteTo(made: readonly Made[]): Promise<void> {
  const { rows } = await root.pool.query<{ now: Date }>('select business_now() as now')
  const now = rows[0]?.now ?? new Date()
  const batches = [false, true].map((isTest) => ({ id: newId(now), isTest }))
  await root.pool.query(
    `insert into batch (id, motion, status, scope_hash, is_test, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
     select id, 'OUTBOUND', 'EXECUTED', sha256('x'), "isTest", 'Olga', '1', $2, $2::timestamptz + interval '1 day', 'Olga', '1', $2
     from jsonb_to_recordset($1) as r(id uuid, "isTest" boolean)`,
    [JSON.stringify(batches), now],
  )
  const fact = (name: 'title' | 'industry' | 'employeeCount', value: string | number) => ({
    name,
    value,
    provider: 'csv',
    confidence: null,
    at: '2026-01-01T00:00:00.000Z',
  })
  const leads = made.map(({ industry, title, employees, isTest, answer, daysAgo }, place) => {
    const sentAt = new Date(now.getTime() - daysAgo * dayMs)
    return {
      lead: newId(now),
      send: newId(now),
      batch: batches[isTest ? 1 : 0]?.id,
      place: place + 1,
      sentAt,
      scoredAt: new Date(sentAt.getTime() - 3_600_000),
      facts: {
        fit: readFit({
          title: fact('title', title ?? 'CEO'),
          industry: fact('industry', industry),
          employeeCount: fact('employeeCount', employees ?? 100),
        }),
        intent: NO_INTENT,
      },
      answer: answer ?? null,
      reply: newId(now),
      answeredAt: new Date(sentAt.getTime() + 2 * dayMs),
    }
  })
  const json = JSON.stringify(leads)
  await root.pool.query(
    `insert into lead (id, email, person_key, full_name, source, status) select lead, lead || '@lead.example', lead || '@lead.example', 'Ana Ruiz', 'test', 'SENT'
     from jsonb_to_recordset($1) as r(lead uuid)`,
    [json],
  )
  await root.pool.query(
    `insert into score_decision (lead_id, profile_version, facts, result, at) select lead, 0, facts, '{}', "scoredAt" from jsonb_to_recordset($1) as r(lead uuid, facts jsonb, "scoredAt" timestamptz)`,
    [json],
  )
  await root.pool.query(
    `insert into send (id, batch_id, place, lead_id, person, address, domain, channel, action, platform, account, motion, round, step, zone, window_from, window_to, scheduled_at, hash,
       status, ceiling_day, accepted_at, proven_at, created_at)
     select send, batch, place, lead, lead, lead || '@lead.example', 'lead.example', 'EMAIL', 'EMAIL', 'INSTANTLY', 'a@own.example', 'OUTBOUND', 1, 1, 'America/Denver', "sentAt", "sentAt", "sentAt",
       sha256('h'), 'PROVEN', "sentAt"::date, "sentAt", "sentAt", "sentAt"
     from jsonb_to_recordset($1) as r(send uuid, batch uuid, place integer, lead uuid, "sentAt" timestamptz)`,
    [json],
  )
  await root.pool.query(
    `insert into reply (id, delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     select reply, reply, lead, 'instantly', 'EMAIL', 'x', 'x', answer, answer, 0.9, '[]', 'no', false, false, "answeredAt"
     from jsonb_to_recordset($1) as r(reply uuid, lead uuid, answer reply_class, "answeredAt" timestamptz) where answer is not null`,
    [json],
  )
}

type Calibration = {
  profileVersion: number
  leads: number
  replies: number
  positives: number
  missing: { code: string }[]
  parts: { part: string; today: number; low: number; high: number; proposed: number }[]
  backTest: { triedOn: number; deciles: { lift: number | null }[] } | null
  proposal: { patch: { industry?: { tier1: { points: number } } }; hash: string } | null
}
async function calibration(): Promise<Calibration> {
  const { data, errors } = await api.ask<{ calibration: Calibration }>(
    reader,
    '{ calibration { profileVersion leads replies positives missing { code } parts { part today low high proposed } backTest { triedOn deciles { lift } } proposal { patch hash } } }',
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.calibration
}
async function adopt(key: string, profileVersion: number, hash: string): Promise<Record<string, unknown>> {
  const { data, errors } = await api.ask<{ adoptCalibration: Record<string, unknown> }>(
    key,
    `mutation ($input: AdoptCalibrationInput!) { adoptCalibration(input: $input) { __typename ... on AdoptCalibrationSuccess { version } ... on UserError { code message } } }`,
    { input: { profileVersion, hash } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.adoptCalibration
}

test('without two weeks of sends and 50 replies it says what is missing, and nothing can be adopted', async () => {
  await wroteTo([{ industry: 'staffing & recruiting', answer: 'INTERESTED', daysAgo: 9 }])
  const found = await calibration()
  expect(found).toMatchObject({ leads: 1, replies: 1, positives: 1, parts: [], proposal: null, backTest: null })
  expect(found.missing.map(({ code }) => code)).toEqual(['TOO_SHORT', 'TOO_FEW_REPLIES', 'TOO_FEW_OUTCOMES'])
  expect(await adopt(admin, 0, 'a'.repeat(64))).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
})

test('an industry that answers far more is worth more; a person adopts that as the next version, once', async () => {
  const industries = ['staffing & recruiting', 'farming']
  await wroteTo(
    Array.from({ length: 1_200 }, (_, nth): Made => {
      const industry = industries[nth % 2] ?? ''
      const isPositive = nth % 2 === 0 ? nth % 14 < 4 : nth % 100 === 1
      return {
        industry,
        title: nth % 3 === 0 ? 'Clerk' : 'CEO',
        employees: nth % 5 === 0 ? 20_000 : 120,
        daysAgo: 8 + (nth % 30),
        ...(isPositive ? { answer: 'INTERESTED' } : nth % 17 === 0 ? { answer: 'NOT_INTERESTED' } : {}),
      }
    }),
  )
  // Neither who had no time to answer nor a test send counts.
  await wroteTo([
    { industry: 'farming', answer: 'INTERESTED', daysAgo: 3 },
    { industry: 'farming', answer: 'INTERESTED', daysAgo: 9, isTest: true },
  ])
  const found = await calibration()
  expect(found).toMatchObject({ profileVersion: 0, leads: 1_201, missing: [] })
  const industry = found.parts.find(({ part }) => part === 'industry')
  expect(industry?.low).toBeGreaterThan(20)
  expect(found.backTest?.deciles).toHaveLength(10)
  const { proposal } = found
  if (!proposal) throw new Error('nothing proposed')
  expect(proposal.patch.industry?.tier1.points).toBe(industry?.proposed)
  // Looking changes nothing.
  expect((await root.pool.query(`select count(*)::int as n from setting_version where section = 'icp'`)).rows).toEqual([{ n: 0 }])

  expect(await adopt(reader, 0, proposal.hash)).toMatchObject({ code: 'FORBIDDEN' })
  expect(await adopt(admin, 0, 'b'.repeat(64))).toMatchObject({ code: 'CONFLICT' })
  expect(await adopt(admin, 7, proposal.hash)).toMatchObject({ code: 'CONFLICT' })
  expect(await adopt(admin, 0, proposal.hash)).toEqual({ __typename: 'AdoptCalibrationSuccess', version: 1 })
  expect(await adopt(admin, 0, proposal.hash)).toMatchObject({ code: 'CONFLICT' })
  const { rows } = await root.pool.query(
    `select document -> 'industry' -> 'tier1' -> 'points' as points from setting_version where section = 'icp'`,
  )
  expect(rows).toEqual([{ points: industry?.proposed }])
  const audit = await root.pool.query(
    `select e.action, d.detail ->> 'after' is not null as says from audit_entry e join audit_detail d on d.audit_id = e.id where e.action = 'calibration.adopted'`,
  )
  expect(audit.rows).toEqual([{ action: 'calibration.adopted', says: true }])
})

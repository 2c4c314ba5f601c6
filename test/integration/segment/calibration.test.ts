import { createWriter, type Writer } from '@swarm/db/write'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { answering, wroteTo } from './wrote-to.ts'

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
  await wroteTo(root, [{ industry: 'staffing & recruiting', answer: 'INTERESTED', daysAgo: 9 }])
  const found = await calibration()
  expect(found).toMatchObject({ leads: 1, replies: 1, positives: 1, parts: [], proposal: null, backTest: null })
  expect(found.missing.map(({ code }) => code)).toEqual(['TOO_SHORT', 'TOO_FEW_REPLIES', 'TOO_FEW_OUTCOMES'])
  expect(await adopt(admin, 0, 'a'.repeat(64))).toMatchObject({ __typename: 'RefusedError', code: 'NOT_READY' })
})

test('an industry that answers far more is worth more; a person adopts that as the next version, once', async () => {
  await wroteTo(root, answering(1_200))
  // Neither who had no time to answer nor a test send counts.
  await wroteTo(root, [
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

import { createWriter, type Writer } from '@swarm/db/write'
import { DEFAULT_ICP_PROFILE, icpProfileSchema } from '@swarm/jobs/segment/icp-profile'
import { replayScore } from '@swarm/jobs/segment/replay-score'
import { rescoreLeads } from '@swarm/jobs/segment/rescore-leads'
import type { DecisionFacts } from '@swarm/jobs/segment/save-scores'
import { brakes } from '@swarm/jobs/settings/brakes'
import { previewSettings } from '@swarm/jobs/settings/preview-settings'
import { getSection, updateSettings } from '@swarm/jobs/settings/save-settings'
import { whatIfIcp } from '@swarm/jobs/what-if/what-if-icp'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import * as make from '../../harness/make.ts'
import { fittingFacts, type MadeFacts, makeLeads } from '../../harness/make-leads.ts'
import { scoreLeads } from './score-leads.ts'

const admin = { kind: 'user', id: 'u', name: 'Dana', scopes: ['admin'] } as const
const titles = ['CEO', 'VP Sales', 'Head of Sales', 'Director', 'Sales Manager', 'Clerk', 'Partner', 'N/A']
const sizes = [7, 30, 120, 700, '1,200+', '51-200', 'N/A']
const industries = ['staffing & recruiting', 'law practice', 'farming', 'internet', 'N/A']

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'jobs', maxConnections: 4, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

async function saveProfile(patch: Record<string, unknown>): Promise<number> {
  const { rows } = await writer.pool.query<{ version: number; document: unknown }>(
    `select version, document from setting_version where section = 'icp' order by version desc limit 1`,
  )
  const saved = await updateSettings(writer, admin, { section: 'icp', patch, expectedVersion: rows[0]?.version ?? 0 }, brakes)
  return saved.version
}

/** The profile as a save of the patch would make it. */
async function profileWith(patch: Record<string, unknown>): Promise<unknown> {
  const checked = await previewSettings(writer.sql, { section: getSection('icp'), patch, restore: null }, brakes)
  expect(checked.problems).toEqual([])
  return checked.document
}

const tiers = async (): Promise<Map<string, string | null>> => {
  const { rows } = await writer.pool.query<{ id: string; tier: string | null }>(
    `select id, case when status = 'DISQUALIFIED' then null else tier end as tier from lead where score is not null`,
  )
  return new Map(rows.map(({ id, tier }) => [id, tier]))
}

test('what a what-if says of every lead is what scoring again then does, whatever the profile', async () => {
  const facts = titles.flatMap((title, one) =>
    sizes.flatMap((employeeCount, two) =>
      industries.map((industry, three): MadeFacts => fittingFacts(one * 100 + two * 10 + three, { title, employeeCount, industry })),
    ),
  )
  const ids = await makeLeads(writer, facts)
  await scoreLeads(writer, ids)
  await writer.pool.query(`update lead set intent = 7.3 where id = any($1)`, [ids.filter((_, place) => place % 3 === 0)])

  const tenths = fc.integer({ min: 0, max: 300 }).map((value) => value / 10)
  const patches = fc.record({
    industry: fc.record({ other: tenths }),
    readiness: fc.record({ verifiedEmail: tenths }),
    multiplier: fc.record({ bothTier1: fc.integer({ min: 100, max: 300 }).map((factor) => factor / 100) }),
    tiers: fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })).map((three) => {
      const [tier3, tier2, tier1] = three.toSorted((one, other) => one - other)
      return { tier1, tier2, tier3 }
    }),
  })
  await fc.assert(
    fc.asyncProperty(patches, async (patch) => {
      const before = await tiers()
      const said = await whatIfIcp(writer.sql, await profileWith(patch))
      expect(said.scored).toBe(ids.length)
      await saveProfile(patch)
      await rescoreLeads(writer)
      const after = await tiers()
      const found = [...after].filter(([id, tier]) => before.get(id) !== tier).map(([id, tier]) => `${id} ${tier}`)
      expect(found.toSorted()).toEqual(said.changes.map(({ leadId, to }) => `${leadId} ${to}`).toSorted())
      expect(said.moves.reduce((sum, { leads }) => sum + leads, 0)).toBe(said.changes.length)
    }),
    { numRuns: 12 },
  )
  expect(await rescoreLeads(writer)).toBe(0)
}, 120_000)

test('an approval falls with its tier, drafts of who fits no more are withdrawn, and whom we wrote to keeps the tier', async () => {
  await saveProfile({ tiers: null, industry: null, readiness: null, multiplier: null })
  await rescoreLeads(writer)
  const fitting = (nth: number) => fittingFacts(9_000 + nth, { title: 'VP Sales', employeeCount: 120, industry: 'staffing & recruiting' })
  const [approved = '', sent = ''] = await makeLeads(writer, [fitting(1), fitting(2)])
  const [weak = ''] = await makeLeads(writer, [fittingFacts(9_003, { title: 'Director', employeeCount: 7, industry: 'law practice' })])
  await scoreLeads(writer, [approved, sent, weak])
  const draftOf = async (id: string, status: string) => {
    const { rows } = await writer.pool.query('select email, first_name, company_id from lead where id = $1', [id])
    const lead = { id, email: rows[0].email, firstName: rows[0].first_name, companyId: rows[0].company_id }
    const draft = await make.draft(writer, { lead })
    await writer.pool.query('update draft set status = $2 where id = $1', [draft.id, status])
    return draft.id
  }
  const draft = await draftOf(approved, 'APPROVED')
  const waiting = await draftOf(weak, 'PENDING')
  await writer.pool.query(`update lead set status = 'APPROVED' where id = $1`, [approved])
  await writer.pool.query(`update lead set status = 'SENT' where id = $1`, [sent])
  const before = await tiers()
  expect([before.get(approved), before.get(sent), before.get(weak)]).toEqual(['TIER_1', 'TIER_1', 'TIER_3'])

  // Nobody but an owner ranks for tier 1 any more, and a director is worth nothing.
  const patch = {
    vpAndAbove: ['OWNER'],
    title: { rows: [{ seniorities: ['OWNER', 'VP'], points: 25, list: 1 }] },
  }
  const said = await whatIfIcp(writer.sql, await profileWith(patch))
  expect(said.changes).toContainEqual(expect.objectContaining({ leadId: approved, from: 'TIER_1', to: 'TIER_2', approvedDrafts: 1 }))
  expect(said.changes).toContainEqual(expect.objectContaining({ leadId: weak, from: 'TIER_3', to: null, pendingDrafts: 1 }))
  expect(said.changes.some(({ leadId }) => leadId === sent)).toBe(false)
  expect(said.written).toBeGreaterThanOrEqual(1)

  const version = await saveProfile(patch)
  await rescoreLeads(writer)
  const after = await tiers()
  expect([after.get(approved), after.get(sent), after.get(weak)]).toEqual(['TIER_2', 'TIER_1', null])
  const { rows } = await writer.pool.query(`select id, status from draft where id = any($1)`, [[draft, waiting]])
  expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(
    new Map([
      [draft, 'PENDING'],
      [waiting, 'WITHDRAWN'],
    ]),
  )
  const reviews = await writer.pool.query(`select decision, actor, change ->> 'reason' as reason from review where draft_id = $1`, [draft])
  expect(reviews.rows).toMatchObject([{ decision: 'UNAPPROVE', actor: 'GATEKEEPER' }])
  const timeline = await writer.pool.query(
    `select summary from timeline_entry where lead_id = $1 and kind = 'score' order by id desc limit 1`,
    [approved],
  )
  expect(timeline.rows[0]?.summary).toContain(`tier 1 → tier 2, by ICP profile version ${version}`)
}, 60_000)

test('facts that changed since are read again by themselves; the same facts told again are not', async () => {
  await saveProfile({ vpAndAbove: null, title: null })
  await rescoreLeads(writer)
  const [id = ''] = await makeLeads(writer, [
    fittingFacts(9_100, { title: 'Clerk', employeeCount: 120, industry: 'staffing & recruiting' }),
  ])
  await scoreLeads(writer, [id])
  const observe = async (title: string) =>
    writer.pool.query(`update lead_observation set facts = jsonb_set(facts, '{title,value}', to_jsonb($2::text)) where lead_id = $1`, [
      id,
      title,
    ])
  await observe('Clerk')
  expect(await rescoreLeads(writer)).toBe(0)
  await observe('Chief Executive Officer')
  const { rows } = await writer.pool.query<{ lead_id: string }>('select lead_id from lead_fit where is_outdated')
  expect(rows).toEqual([{ lead_id: id }])
  const said = await whatIfIcp(writer.sql, await profileWith({}))
  expect(said.changes).toEqual([expect.objectContaining({ leadId: id, to: 'TIER_1' })])
  expect(await rescoreLeads(writer)).toBe(1)
  expect((await tiers()).get(id)).toBe('TIER_1')

  // What was said of one lead becomes what is said of another, as a merge does it: both are read again.
  const [other = ''] = await makeLeads(writer, [fittingFacts(9_101, { title: 'Clerk' })], 'apollo')
  await scoreLeads(writer, [other])
  await writer.pool.query('update lead_observation set lead_id = $2 where lead_id = $1', [other, id])
  expect(await rescoreLeads(writer)).toBe(2)
})

test('thousands of decisions by a dozen profiles replay the same to the bit, out of what is stored', async () => {
  const { rows } = await writer.pool.query<{ facts: DecisionFacts; result: unknown; profile: unknown }>(
    `select d.facts, d.result, v.document as profile from score_decision d
     left join setting_version v on v.section = 'icp' and v.version = d.profile_version`,
  )
  expect(rows.length).toBeGreaterThan(3_000)
  // Each says alone what it saw.
  expect(rows.filter(({ facts }) => facts.resolved === undefined)).toEqual([])
  const different = rows.filter(
    ({ facts, result, profile }) =>
      !replayScore({ facts, result }, profile === null ? DEFAULT_ICP_PROFILE : icpProfileSchema.parse(profile)).isSame,
  )
  expect(different).toEqual([])
  const [one] = rows
  if (!one) throw new Error('no decision')
  const other = { ...one, facts: { ...one.facts, intent: { points: 19, messages: ['more'] } } }
  expect(replayScore(other, DEFAULT_ICP_PROFILE).isSame).toBe(false)
})

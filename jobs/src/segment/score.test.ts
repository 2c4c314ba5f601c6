import { describe, expect, test } from 'vitest'
import { FACT_NAMES, type Fact, type FactName, type JsonValue, type ResolvedFacts } from '../enrich/facts.ts'
import { DEFAULT_ICP_PROFILE, icpProfileSchema } from './icp-profile.ts'
import { scoreLead, sumOfPoints } from './score.ts'

function facts(values: Partial<Record<FactName, JsonValue>>): ResolvedFacts {
  const resolved: { [Name in FactName]?: Fact } = {}
  for (const name of FACT_NAMES) {
    const value = values[name]
    if (value !== undefined) resolved[name] = { name, value, provider: 'apollo', confidence: null, at: '2026-01-01T00:00:00.000Z' }
  }
  return resolved
}

function pointsOf(values: Partial<Record<FactName, JsonValue>>, part: string): number {
  return scoreLead(facts(values), DEFAULT_ICP_PROFILE).reasons.find((reason) => reason.part === part)?.points ?? Number.NaN
}

describe('the table of pipeline.md', () => {
  test.each([
    ['Owner', 25],
    ['Founder', 25],
    ['CEO', 25],
    ['President', 25],
    ['Partner', 25],
    ['Managing Director', 25],
    ['VP Sales', 22],
    ['Head of Sales', 22],
    ['Director of Sales', 16],
    ['Sales Manager', 10],
    ['Senior Analyst', 3],
    ['Clerk', 3],
    ['Intern', 3],
    ['N/A', 0],
    ['', 0],
  ])('title %s: %d', (title, points) => {
    expect(pointsOf({ title }, 'title')).toBe(points)
  })
  test.each([
    [51, 20],
    [500, 20],
    ['51-200', 20],
    ['250 to 499', 20],
    [11, 12],
    [50, 12],
    ['11-50', 12],
    [501, 12],
    [1000, 12],
    [1001, 6],
    [5000, 6],
    [10, 2],
    [1, 2],
    [5001, 2],
    ['10K', 2],
    ['10001+', 2],
    ['1-10', 2],
    ['50+', 0],
    ['1,200+', 0],
    ['500 to 999', 0],
    ['201-1000', 0],
    ['N/A', 0],
    [null, 0],
    ['', 0],
    [{}, 0],
  ])('size %j: %d', (employeeCount, points) => {
    expect(pointsOf({ employeeCount }, 'size')).toBe(points)
  })
  test.each([
    ['marketing & advertising', 20],
    ['staffing & recruiting', 20],
    ['management consulting', 20],
    ['internet', 20],
    ['law practice', 14],
    ['accounting', 14],
    ['computer software', 14],
    ['real estate', 14],
    ['financial services', 14],
    ['mining & metals', 5],
    ['N/A', 0],
    [7, 0],
  ])('industry %j: %d', (industry, points) => {
    expect(pointsOf({ industry }, 'industry')).toBe(points)
  })
})

test('readiness: technologies up to 6, verified email 5, LinkedIn 2, location 2', () => {
  const readiness = (values: Partial<Record<FactName, JsonValue>>): number =>
    sumOfPoints(scoreLead(facts(values), DEFAULT_ICP_PROFILE).reasons.filter(({ part }) => part === 'readiness'))
  expect(readiness({ technologies: ['Salesforce'] })).toBe(2)
  expect(readiness({ technologies: 'Salesforce, HubSpot, Zapier, OpenAI' })).toBe(6)
  expect(readiness({ technologies: ['salesforce', 'Salesforce'] })).toBe(2)
  expect(readiness({ email: 'ada@acme.example', emailStatus: 'VERIFIED' })).toBe(5)
  expect(readiness({ email: 'ada@acme.example', emailStatus: 'LIKELY' })).toBe(0)
  expect(readiness({ emailStatus: 'VERIFIED' })).toBe(0)
  expect(readiness({ linkedinUrl: 'linkedin.com/in/ada' })).toBe(2)
  expect(readiness({ linkedinUrl: 'https://www.linkedin.com/company/acme' })).toBe(0)
  expect(readiness({ country: 'US' })).toBe(2)
  expect(readiness({ country: 'N/A' })).toBe(0)
})

describe('multiplier, rounding and cap are reasons of their own', () => {
  const parts = (values: Partial<Record<FactName, JsonValue>>, intent = 0): Record<string, number> =>
    Object.fromEntries(
      scoreLead(facts(values), DEFAULT_ICP_PROFILE, { points: intent, messages: [] }).reasons.map(({ part, points }) => [part, points]),
    )

  test('both on tier 1: ×1.5', () => {
    // (25 + 20 + 20) × 1.5 = 97.5 → 98
    const values = { title: 'CEO', employeeCount: 100, industry: 'staffing & recruiting' }
    expect(parts(values)).toMatchObject({ multiplier: 32.5, rounding: 0.5 })
    expect(scoreLead(facts(values), DEFAULT_ICP_PROFILE)).toMatchObject({
      score: 98,
      tier: 'TIER_1',
      base: 65,
      multiplier: 1.5,
      total: 97.5,
    })
  })
  test('both listed but not both on tier 1: ×1.2', () => {
    expect(
      scoreLead(facts({ title: 'VP Sales', employeeCount: 100, industry: 'staffing & recruiting' }), DEFAULT_ICP_PROFILE),
    ).toMatchObject({ multiplier: 1.2, total: 74.4, score: 74 })
    expect(scoreLead(facts({ title: 'CEO', employeeCount: 100, industry: 'law practice' }), DEFAULT_ICP_PROFILE)).toMatchObject({
      multiplier: 1.2,
    })
  })
  test('one on no list: ×1', () => {
    expect(scoreLead(facts({ title: 'Sales Manager', industry: 'staffing & recruiting' }), DEFAULT_ICP_PROFILE)).toMatchObject({
      multiplier: 1,
    })
    expect(scoreLead(facts({ title: 'CEO', industry: 'farming' }), DEFAULT_ICP_PROFILE)).toMatchObject({ multiplier: 1 })
  })
  test('the cap takes away what is above 100', () => {
    const values = { title: 'CEO', employeeCount: 100, industry: 'staffing & recruiting', country: 'US' }
    expect(parts(values, 20)).toMatchObject({ intent: 20, rounding: 0.5, cap: -20 })
    expect(scoreLead(facts(values), DEFAULT_ICP_PROFILE, { points: 20, messages: [] }).score).toBe(100)
  })
  test('intent never counts above its maximum', () => {
    expect(parts({}, 500)).toMatchObject({ intent: 20 })
    expect(parts({}, Number.NaN)).toMatchObject({ intent: 0 })
    expect(parts({}, -4)).toMatchObject({ intent: 0 })
  })
})

test('messages read as the specification writes them', () => {
  const messages = scoreLead(facts({ title: 'VP Sales', employeeCount: '51-200' }), DEFAULT_ICP_PROFILE).reasons.map(
    ({ message }) => message,
  )
  expect(messages).toContain('VP-level title: +22')
  expect(messages).toContain('51 to 500 employees: +20')
  expect(scoreLead({}, DEFAULT_ICP_PROFILE).reasons.map(({ message }) => message)).toContain('Size unknown: +0 of 20')
})

test('tier 1 needs a title of VP or above; a head with the points is tier 2', () => {
  const rest = {
    employeeCount: 100,
    industry: 'staffing & recruiting',
    country: 'US',
    linkedinUrl: 'linkedin.com/in/a',
    email: 'a@b.example',
    emailStatus: 'VERIFIED',
  }
  expect(scoreLead(facts({ ...rest, title: 'VP Sales' }), DEFAULT_ICP_PROFILE)).toMatchObject({ score: 83, tier: 'TIER_1' })
  expect(scoreLead(facts({ ...rest, title: 'Head of Sales' }), DEFAULT_ICP_PROFILE)).toMatchObject({ score: 83, tier: 'TIER_2' })
})

test('a level without a title counts only where the profile trusts the provider, and never against a title', () => {
  const trusting = icpProfileSchema.parse({ title: { ...DEFAULT_ICP_PROFILE.title, trustsProviderLevel: true } })
  expect(scoreLead(facts({ title: '-', seniority: 'C suite' }), DEFAULT_ICP_PROFILE).seniority).toBe('UNKNOWN')
  expect(scoreLead(facts({ title: '-', seniority: 'C suite' }), trusting).seniority).toBe('C_SUITE')
  expect(scoreLead(facts({ title: 'Clerk', seniority: 'Vp' }), trusting).seniority).toBe('ENTRY')
})

test('a profile keeps its defaults and refuses what cannot be scored exactly', () => {
  expect(icpProfileSchema.parse({ tiers: { tier1: 90 } }).tiers).toEqual({ tier1: 90, tier2: 60, tier3: 40 })
  expect(icpProfileSchema.safeParse({ industry: { ...DEFAULT_ICP_PROFILE.industry, other: 1.25 } }).success).toBe(false)
  expect(icpProfileSchema.safeParse({ tiers: { tier1: 50 } }).success).toBe(false)
})

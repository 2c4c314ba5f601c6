import { expect, test } from 'vitest'
import { FACT_NAMES, type Fact, type FactName, type JsonValue, type ResolvedFacts } from '../enrich/facts.ts'
import { DEFAULT_ICP_PROFILE } from './icp-profile.ts'
import { dropsOf, liftsOf } from './lifts.ts'
import { scoreLead } from './score.ts'

function facts(values: Partial<Record<FactName, JsonValue>>): ResolvedFacts {
  const resolved: { [Name in FactName]?: Fact } = {}
  for (const name of FACT_NAMES) {
    const value = values[name]
    if (value !== undefined) resolved[name] = { name, value, provider: 'apollo', confidence: null, at: '2026-01-01T00:00:00.000Z' }
  }
  return resolved
}

const nearlyFirst = facts({ title: 'VP Sales', employeeCount: 100, industry: 'staffing & recruiting', country: 'US' })

test('a verified email lifts a lead that lacks little', () => {
  // 74.4 + 2 = 76.4 → 76; with 5 more 81.4 → 81
  expect(scoreLead(nearlyFirst, DEFAULT_ICP_PROFILE)).toMatchObject({ score: 76, tier: 'TIER_2' })
  expect(liftsOf(nearlyFirst, DEFAULT_ICP_PROFILE)).toContainEqual(
    expect.objectContaining({ part: 'readiness', points: 5, message: 'a verified email: +5, TIER_1', score: 81, tier: 'TIER_1' }),
  )
})

test('what could be found out comes before what would have to be different', () => {
  expect(liftsOf(nearlyFirst, DEFAULT_ICP_PROFILE)[0]?.parts).not.toContain('title')
})

test('a head with the points is told that only the title is missing', () => {
  const head = facts({
    title: 'Head of Sales',
    employeeCount: 100,
    industry: 'staffing & recruiting',
    country: 'US',
    linkedinUrl: 'linkedin.com/in/a',
    email: 'a@b.example',
    emailStatus: 'VERIFIED',
  })
  const lifts = liftsOf(head, DEFAULT_ICP_PROFILE)
  expect(lifts.length).toBeGreaterThan(0)
  expect(lifts.every(({ parts }) => parts.includes('title'))).toBe(true)
})

test('nothing is promised at the top, nothing can be lost at the bottom', () => {
  const top = facts({ title: 'CEO', employeeCount: 100, industry: 'staffing & recruiting' })
  expect(liftsOf(top, DEFAULT_ICP_PROFILE)).toEqual([])
  expect(dropsOf({}, DEFAULT_ICP_PROFILE)).toEqual([])
})

test('the smallest loss that would drop a lead is named', () => {
  const first = facts({
    title: 'VP Sales',
    employeeCount: 100,
    industry: 'staffing & recruiting',
    country: 'US',
    email: 'a@b.example',
    emailStatus: 'VERIFIED',
  })
  expect(dropsOf(first, DEFAULT_ICP_PROFILE)[0]).toMatchObject({
    part: 'readiness',
    message: expect.stringContaining('without'),
    tier: 'TIER_2',
  })
})

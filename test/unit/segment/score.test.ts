import { FACT_NAMES, type Fact, type FactName, type JsonValue, type ResolvedFacts } from '@swarm/jobs/enrich/facts'
import { readEmployeeCount } from '@swarm/jobs/segment/employee-count'
import { exclusionIndex, exclusionOf } from '@swarm/jobs/segment/exclusion'
import { DEFAULT_ICP_PROFILE, type IcpProfile, icpProfileSchema } from '@swarm/jobs/segment/icp-profile'
import { industryGroupsOf } from '@swarm/jobs/segment/industry'
import { dropsOf, liftsOf } from '@swarm/jobs/segment/lifts'
import { scoreLead, sumOfPoints } from '@swarm/jobs/segment/score'
import { SENIORITIES, seniorityOf } from '@swarm/jobs/segment/seniority'
import { TIERS, type Tier } from '@swarm/jobs/segment/tier'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const likely: { [Name in FactName]?: readonly JsonValue[] } = {
  title: ['CEO', 'VP Sales', 'Head of Sales', 'Director', 'Sales Manager', 'Clerk', 'N/A', 'ex-CTO'],
  seniority: ['C suite', 'Vp', 'entry'],
  email: ['ada@acme.example', 'nonsense'],
  emailStatus: ['VERIFIED', 'LIKELY', { address: 'ada@acme.example', status: 'VERIFIED' }],
  linkedinUrl: ['linkedin.com/in/ada', 'https://evil.example'],
  employeeCount: [100, '51-200', '500 to 999', '1,200+', '10K', 7, { min: 11, max: 50 }],
  industry: ['staffing & recruiting', 'law practice', 'farming', 'information technology & services', ['retail', 'internet']],
  technologies: ['salesforce, python', ['hubspot'], []],
  country: ['US', 'N/A'],
  keywords: ['saas, b2b'],
}
const json = fc.jsonValue().map((value): JsonValue => JSON.parse(JSON.stringify(value)))

const facts: fc.Arbitrary<ResolvedFacts> = fc
  .tuple(
    ...FACT_NAMES.map((name) =>
      fc.option(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom<JsonValue>(...(likely[name] ?? [null, 'x'])) }, { weight: 1, arbitrary: json }),
        { nil: undefined },
      ),
    ),
  )
  .map((values) => {
    const resolved: { [Name in FactName]?: Fact } = {}
    FACT_NAMES.forEach((name, index) => {
      const value = values[index]
      if (value !== undefined) resolved[name] = { name, value, provider: 'apollo', confidence: null, at: '2026-01-01T00:00:00.000Z' }
    })
    return resolved
  })
const intent = fc.record({
  points: fc.oneof(
    fc.integer({ min: 0, max: 200 }).map((tenths) => tenths / 10),
    fc.double(),
  ),
  messages: fc.constant(['visit']),
})
const tenths = fc.integer({ min: 0, max: 300 }).map((value) => value / 10)
const profile: fc.Arbitrary<IcpProfile> = fc
  .record({
    other: tenths,
    first: tenths,
    second: tenths,
    verified: tenths,
    listed: fc.integer({ min: 100, max: 200 }),
    both: fc.integer({ min: 100, max: 300 }),
  })
  .map(({ other, first, second, verified, listed, both }) =>
    icpProfileSchema.parse({
      industry: {
        tier1: { groups: DEFAULT_ICP_PROFILE.industry.tier1.groups, points: first },
        tier2: { groups: DEFAULT_ICP_PROFILE.industry.tier2.groups, points: second },
        other,
      },
      readiness: { verifiedEmail: verified },
      multiplier: { bothTier1: both / 100, bothListed: listed / 100 },
    }),
  )

test('the reasons add up to the score exactly, whatever the facts and the profile', () => {
  fc.assert(
    fc.property(facts, profile, intent, (given, icp, signs) => {
      const result = scoreLead(given, icp, signs)
      expect(sumOfPoints(result.reasons)).toBe(result.score)
      expect(Number.isInteger(result.score) && result.score >= 0 && result.score <= 100).toBe(true)
      for (const { points, max } of result.reasons) {
        expect(Number(points.toFixed(1))).toBe(points)
        if (max !== null) expect(points).toBeLessThanOrEqual(max)
      }
    }),
    { numRuns: 800 },
  )
})

test('score is min(100, round(multiplier × (title + size + industry) + readiness + intent)) with the default profile', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 0, max: 20 }), (given, points) => {
      const { score, reasons, multiplier } = scoreLead(given, DEFAULT_ICP_PROFILE, { points, messages: [] })
      const sum = (...parts: string[]): number =>
        reasons.filter(({ part }) => parts.includes(part)).reduce((total, reason) => total + reason.points, 0)
      const tenfold = Math.round(multiplier * 10) * sum('title', 'size', 'industry') + 10 * sum('readiness', 'intent')
      expect(score).toBe(Math.min(100, Math.floor((tenfold + 5) / 10)))
    }),
    { numRuns: 500 },
  )
})

test('the same input gives the same result to the bit, in whatever order the facts were set', () => {
  fc.assert(
    fc.property(facts, intent, (given, signs) => {
      const turned: ResolvedFacts = Object.fromEntries(Object.entries(given).reverse())
      expect(JSON.stringify(scoreLead(turned, DEFAULT_ICP_PROFILE, signs))).toBe(
        JSON.stringify(scoreLead(given, DEFAULT_ICP_PROFILE, signs)),
      )
    }),
    { numRuns: 200 },
  )
})

const rank = (tier: Tier | null): number => (tier === null ? 0 : TIERS.length - TIERS.indexOf(tier))

test('a promised lift lifts, a named drop drops', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 0, max: 20 }), (given, points) => {
      const signs = { points, messages: ['visit'] }
      const now = scoreLead(given, DEFAULT_ICP_PROFILE, signs)
      for (const lift of liftsOf(given, DEFAULT_ICP_PROFILE, signs)) {
        expect(rank(lift.tier)).toBeGreaterThan(rank(now.tier))
        expect(lift.points).toBe(lift.score - now.score)
      }
      for (const drop of dropsOf(given, DEFAULT_ICP_PROFILE, signs)) expect(rank(drop.tier)).toBeLessThan(rank(now.tier))
    }),
    { numRuns: 40 },
  )
})

test('junk never throws', () => {
  const junk = fc.oneof(fc.string({ unit: 'binary' }), fc.string())
  fc.assert(
    fc.property(junk, fc.anything(), (text, anything) => {
      expect(SENIORITIES).toContain(seniorityOf(text))
      readEmployeeCount(text)
      readEmployeeCount(anything)
      industryGroupsOf({ industries: [text], keywords: [text], title: text })
      const index = exclusionIndex([
        { code: 'CUSTOMER', kind: 'company', value: text },
        { code: 'SUPPRESSED', kind: 'domain', value: text },
      ])
      exclusionOf({ email: text, companyDomain: text, companyName: text, linkedinUrl: text }, index)
    }),
    { numRuns: 600 },
  )
})

test('what is read as a size has ordered, positive ends', () => {
  const sized = fc
    .tuple(fc.nat(20_000), fc.constantFrom('-', ' to ', ',', '+', 'k', ' employees', '–'), fc.option(fc.nat(20_000)))
    .map(([min, mark, max]) => `${min}${mark}${max ?? ''}`)
  fc.assert(
    fc.property(sized, (text) => {
      const count = readEmployeeCount(text)
      if (count) expect(count.min >= 1 && (count.max === null || count.max >= count.min)).toBe(true)
    }),
  )
})

test('odd sizes and industries are never a fit, however they are written', () => {
  const odd = fc.constantFrom('N/A', 'unknown', '-', '#REF!', '=1+1', 'true', '{}', '∞', 'large', '12%', '$1,200', '2023-11-50', '???', '0')
  const wrapped = fc
    .tuple(odd, fc.constantFrom('', ' ', '\t', '\u200b', '"'), fc.boolean())
    .map(([text, pad, isLoud]) => pad + (isLoud ? text.toUpperCase() : text) + pad)
  const anything = fc.oneof(wrapped, fc.constantFrom<JsonValue>(-1, 0, 1.5, 1e12, true, null, [], {}, ['51-200'], { min: 500, max: 51 }))
  fc.assert(
    fc.property(anything, wrapped, (employeeCount, industry) => {
      const fact = (name: FactName, value: JsonValue): Fact => ({
        name,
        value,
        provider: 'csv',
        confidence: null,
        at: '2026-01-01T00:00:00.000Z',
      })
      const { reasons, multiplier } = scoreLead(
        { title: fact('title', 'CEO'), employeeCount: fact('employeeCount', employeeCount), industry: fact('industry', industry) },
        DEFAULT_ICP_PROFILE,
      )
      const pointsOf = (part: string) => reasons.find((reason) => reason.part === part)?.points
      expect(pointsOf('size')).toBe(0)
      // A word that means no industry that we know is still one: five points, and no multiplier.
      expect(pointsOf('industry')).toBeLessThanOrEqual(5)
      expect(multiplier).toBe(1)
    }),
  )
})

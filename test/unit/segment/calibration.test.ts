import { type CalibrationCase, calibrate, calibratedParts, pointsOf } from '@swarm/jobs/calibration/calibrate'
import { proposedProfile } from '@swarm/jobs/calibration/proposed-profile'
import { readFit } from '@swarm/jobs/segment/fit'
import { DEFAULT_ICP_PROFILE, icpProfileSchema } from '@swarm/jobs/segment/icp-profile'
import { mergePatch } from '@swarm/jobs/settings/merge-patch'
import { expect, test } from 'vitest'

/** Numbers from 0 to 1, the same every time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

const titles = ['CEO', 'VP Sales', 'Director', 'Sales Manager', 'Clerk']
const sizes = [30, 120, 700, 4_000, 20_000]
const industries = ['staffing & recruiting', 'law practice', 'farming']

/** Leads whose answers follow a truth: so much more log-odds for each point of a part. */
function world(count: number, truth: Partial<Record<(typeof calibratedParts)[number], number>>, base: number, seed = 7): CalibrationCase[] {
  const random = randomFrom(seed)
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)]
  const fact = (name: 'title' | 'employeeCount' | 'industry' | 'country', value: string | number | undefined) => ({
    name,
    value: value ?? '',
    provider: 'csv',
    confidence: null,
    at: '2026-01-01T00:00:00.000Z',
  })
  return Array.from({ length: count }, (_, nth) => {
    const fit = readFit({
      title: fact('title', pick(titles)),
      employeeCount: fact('employeeCount', pick(sizes)),
      industry: fact('industry', pick(industries)),
      country: fact('country', random() < 0.5 ? 'US' : ''),
    })
    const intent = { points: Math.round(random() * 200) / 10, messages: ['signs'] }
    const points = pointsOf({ fit, intent }, DEFAULT_ICP_PROFILE)
    const odds = calibratedParts.reduce((sum, part, at) => sum + (truth[part] ?? 0) * (points[at] ?? 0), base)
    const isPositive = random() < 1 / (1 + Math.exp(-odds))
    return {
      leadId: `lead ${String(nth).padStart(6, '0')}`,
      sentAt: new Date(Date.UTC(2026, 0, 1) + nth * 600_000),
      fit,
      intent,
      hasReplied: isPositive || random() < 0.05,
      isPositive,
    }
  })
}

test('a part that tells who answers is worth more than today, one that tells nothing is worth nothing', () => {
  const cases = world(8_000, { title: 0.06, industry: 0.15, intent: 0.06, size: 0 }, -5)
  const found = calibrate(cases, DEFAULT_ICP_PROFILE, 3)
  expect(found.missing).toEqual([])
  const part = (name: string) => found.parts.find((one) => one.part === name)
  expect(part('industry')?.low).toBeGreaterThan(20)
  expect(part('size')?.high).toBeLessThan(20)
  expect(part('size')?.low).toBeLessThan(2)
  // The truth lies in its interval.
  expect(part('industry')?.oddsLow).toBeLessThan(Math.exp(0.15))
  expect(part('industry')?.oddsHigh).toBeGreaterThan(Math.exp(0.15))
  expect(part('title')?.oddsLow).toBeLessThan(Math.exp(0.06))
  expect(part('title')?.oddsHigh).toBeGreaterThan(Math.exp(0.06))
  const sum = (of: 'today' | 'worth') => found.parts.reduce((total, one) => total + one[of], 0)
  expect(Math.abs(sum('worth') - sum('today'))).toBeLessThan(0.5)
})

test('on a later time the tenth that the model thinks best of answers far more often, and what it expects is what comes', () => {
  const { backTest } = calibrate(world(8_000, { title: 0.06, industry: 0.15, intent: 0.06 }, -5), DEFAULT_ICP_PROFILE, 3)
  if (!backTest) throw new Error('no back-test')
  expect(backTest.fittedOn + backTest.triedOn).toBe(8_000)
  expect(backTest.deciles[0]?.lift).toBeGreaterThan(2)
  expect(backTest.deciles[9]?.lift).toBeLessThan(0.5)
  expect(backTest.deciles.reduce((sum, { leads }) => sum + leads, 0)).toBe(backTest.triedOn)
  const [expected, positives] = [
    backTest.deciles.reduce((sum, one) => sum + one.expected, 0),
    backTest.deciles.reduce((sum, one) => sum + one.positives, 0),
  ]
  expect(Math.abs(expected - positives)).toBeLessThan(3 * Math.sqrt(positives))
})

test('where a point is worth a point nothing is proposed, and a model of noise claims nothing', () => {
  const even = { title: 0.05, size: 0.05, industry: 0.05, readiness: 0.05, intent: 0.05 }
  const found = calibrate(world(4_000, even, -4), DEFAULT_ICP_PROFILE, 3)
  expect(found.parts.filter(({ today, low, high }) => today >= low && today <= high).length).toBeGreaterThanOrEqual(4)
  const noise = calibrate(world(4_000, {}, -2.5), DEFAULT_ICP_PROFILE, 3)
  for (const { oddsLow, oddsHigh } of noise.parts) expect(oddsLow < 1.03 && oddsHigh > 0.97).toBe(true)
})

test('a proposal is a valid next profile in which the order within a part stays, and says by its hash what was seen', () => {
  const found = calibrate(world(8_000, { industry: 0.2, title: 0.02 }, -4), DEFAULT_ICP_PROFILE, 3)
  const proposal = proposedProfile(found, DEFAULT_ICP_PROFILE)
  if (!proposal) throw new Error('nothing proposed')
  expect(proposal.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(proposedProfile({ ...found, profileVersion: 4 }, DEFAULT_ICP_PROFILE)?.hash).not.toBe(proposal.hash)
  const next = icpProfileSchema.parse(mergePatch(DEFAULT_ICP_PROFILE, proposal.patch))
  // However much more it is worth, one step goes half as far again at most.
  expect(found.parts.find(({ part }) => part === 'industry')?.worth).toBeGreaterThan(30)
  expect(next.industry.tier1.points).toBe(30)
  expect(next.industry.tier1.points).toBeGreaterThan(next.industry.tier2.points)
  expect(next.industry.tier1.groups).toEqual(DEFAULT_ICP_PROFILE.industry.tier1.groups)
})

test('too early it says what is missing, and nothing else', () => {
  const few = calibrate(world(60, { industry: 0.1 }, -2), DEFAULT_ICP_PROFILE, 3)
  expect(few.missing.map(({ code }) => code)).toEqual(['TOO_SHORT', 'TOO_FEW_REPLIES', expect.any(String)].slice(0, few.missing.length))
  expect(few.missing[0]?.message).toBe('14 days of live sends are needed; there are 0.')
  expect(few.parts).toEqual([])
  expect(calibrate([], DEFAULT_ICP_PROFILE, 0)).toMatchObject({ leads: 0, firstSentAt: null, backTest: null })
})

test('the same leads in another order give the same bits', () => {
  const cases = world(3_000, { industry: 0.1, intent: 0.05 }, -4)
  expect(JSON.stringify(calibrate(cases.toReversed(), DEFAULT_ICP_PROFILE, 3))).toBe(
    JSON.stringify(calibrate(cases, DEFAULT_ICP_PROFILE, 3)),
  )
})

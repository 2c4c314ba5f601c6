import { expect, test } from 'vitest'
import { DEFAULT_ICP_PROFILE, ranksAsVp } from './icp-profile.ts'
import { SENIORITIES } from './seniority.ts'
import { tierOf } from './tier.ts'

test.each([
  [100, 'VP', 'TIER_1'],
  [80, 'OWNER', 'TIER_1'],
  [80, 'HEAD', 'TIER_2'],
  [79, 'C_SUITE', 'TIER_2'],
  [60, 'ENTRY', 'TIER_2'],
  [59, 'VP', 'TIER_3'],
  [40, 'UNKNOWN', 'TIER_3'],
  [39, 'FOUNDER', null],
  [0, 'UNKNOWN', null],
] as const)('%d with %s is %s', (score, seniority, tier) => {
  expect(tierOf(score, seniority, DEFAULT_ICP_PROFILE)).toBe(tier)
})

test('VP and above are five levels; a head is not one', () => {
  expect(SENIORITIES.filter((level) => ranksAsVp(level, DEFAULT_ICP_PROFILE))).toEqual(['OWNER', 'FOUNDER', 'C_SUITE', 'PARTNER', 'VP'])
})

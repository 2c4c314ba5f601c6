import type { tier } from '@swarm/db/schema/lead'
import { type IcpProfile, ranksAsVp } from './icp-profile.ts'
import type { Seniority } from './seniority.ts'

export const TIERS = ['TIER_1', 'TIER_2', 'TIER_3'] as const satisfies Readonly<typeof tier.enumValues>
export type Tier = (typeof TIERS)[number]

/** The tier of a score (0 to 100), or null: disqualified by score. A score for tier 1 without a title of VP or above is tier 2. */
export function tierOf(score: number, seniority: Seniority, profile: IcpProfile): Tier | null {
  if (score >= profile.tiers.tier1 && ranksAsVp(seniority, profile)) return 'TIER_1'
  if (score >= profile.tiers.tier2) return 'TIER_2'
  return score >= profile.tiers.tier3 ? 'TIER_3' : null
}

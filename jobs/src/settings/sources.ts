import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const words = z.array(z.string().trim().min(1).max(100)).max(100)

/** Whom a target list looks for; every part that is given must hold, any value of a part is enough. */
export const targetListSchema = z.strictObject({
  titles: words.optional(),
  /** Apollo's words. */
  seniorities: words.optional(),
  /** Where the person lives. Left out: everywhere that the organisation's region rules allow, where that can be asked for. */
  locations: words.optional(),
  companyDomains: z.array(z.string().trim().min(1).max(253)).max(1_000).optional(),
  /** Industries and keywords of the company. */
  companyKeywords: words.optional(),
  /** People at the company, both ends included; null: open. */
  employeeRanges: z
    .array(z.object({ min: z.int().min(1), max: z.int().min(1).nullable() }))
    .max(20)
    .optional(),
  technologies: words.optional(),
  keywords: z.string().trim().min(1).max(200).optional(),
})
export type TargetList = z.infer<typeof targetListSchema>

/** VP and above (pipeline.md, Discover); head is left out, as it is for tier 1. */
export const VP_AND_ABOVE = ['owner', 'founder', 'c_suite', 'partner', 'vp']
/** What the industry groups are called at Apollo (providers/icp-vocabulary.md, section 3), by the slug that a run names. */
export const INDUSTRY_KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  agency: ['marketing & advertising', 'public relations & communications', 'design', 'graphic design', 'online media'],
  staffing: ['staffing & recruiting', 'human resources'],
  consulting: ['management consulting', 'professional training & coaching'],
  ecommerce: ['internet', 'e-commerce'],
  law: ['law practice', 'legal services'],
  accounting: ['accounting'],
  'b2b-software': ['computer software'],
  'real-estate': ['real estate', 'commercial real estate'],
  'financial-services': ['financial services', 'investment management', 'banking'],
}
const TIER_1_GROUPS = ['agency', 'staffing', 'consulting', 'ecommerce']

export const sourcesSchema = z.object({
  lists: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/), targetListSchema)
    .default({
      default: {
        seniorities: VP_AND_ABOVE,
        companyKeywords: TIER_1_GROUPS.flatMap((group) => INDUSTRY_KEYWORDS[group] ?? []),
        employeeRanges: [{ min: 51, max: 500 }],
      },
    })
    .describe('Target lists by the name that a run gives.'),
  usualLimit: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('New people that a run looks for when nobody says how many: each may cost a credit.'),
})
export type Sources = z.infer<typeof sourcesSchema>

/** The settings section `sources`. */
export const sourcesSection: SettingsSection<Sources> = { name: 'sources', schema: sourcesSchema }

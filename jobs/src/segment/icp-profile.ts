import { z } from 'zod'
import { INDUSTRY_GROUPS } from './industry.ts'
import { SENIORITIES, type Seniority } from './seniority.ts'

/** Points of a part; tenths at most, so that every sum is exact. */
const points = z
  .number()
  .min(0)
  .max(100)
  .refine((value) => Number.isInteger(Math.round(value * 1e9) / 1e8), 'Points have one decimal at most.')

const seniority = z.enum(SENIORITIES).exclude(['UNKNOWN'])
const industryGroup = z.enum(INDUSTRY_GROUPS)

/** On which list a title or an industry stands, for the multiplier; null for none. */
const list = z.union([z.literal(1), z.literal(2), z.null()]).meta({ title: 'List, for the multiplier' })

const multiplier = z.number().min(1).max(3)
const score = z.int().min(0).max(100)

/** Tools whose use shows that a company is ready for AI: it keeps its data in order, automates, or buys AI already. Folded by the rule. */
const AI_READY_TECHNOLOGIES = [
  'salesforce',
  'hubspot',
  'zapier',
  'make',
  'n8n',
  'airtable',
  'snowflake',
  'databricks',
  'bigquery',
  'redshift',
  'dbt',
  'segment',
  'fivetran',
  'looker',
  'tableau',
  'power bi',
  'openai',
  'chatgpt',
  'anthropic',
  'claude',
  'azure openai',
  'microsoft copilot',
  'github copilot',
  'vertex ai',
  'aws sagemaker',
  'hugging face',
  'langchain',
  'tensorflow',
  'pytorch',
  '6sense',
  'gong',
  'outreach',
  'salesloft',
  'clay',
  'drift',
  'intercom',
  'marketo',
  'klaviyo',
  'python',
  'machine learning',
  'ai',
]

/**
 * The ideal customer: a versioned settings document. Every default is a number of pipeline.md, section 3, unless said otherwise.
 */
export const icpProfileSchema = z.object({
  title: z
    .object({
      /** A title's points and its list: tier 1 is the 25-point row, tier 2 the next two. Levels in no row count as unknown. */
      rows: z
        .array(z.object({ seniorities: z.array(seniority).min(1).meta({ title: 'Levels' }), points, list }))
        .min(1)
        .meta({ title: 'Points by level', description: 'Titles in any language are read as one of these levels.' }),
      unknown: points.default(0).describe('For a title that says nothing, and for levels in no row.'),
      /**
       * Whether a provider's level counts for a lead without a readable title. Off: a missing title must not make a fit, and in the sample
       * leads one such level in ten is wrong.
       */
      trustsProviderLevel: z.boolean().default(false).describe('Whether a provider’s own level counts where the title says nothing.'),
    })
    .prefault({
      rows: [
        { seniorities: ['OWNER', 'FOUNDER', 'C_SUITE', 'PARTNER'], points: 25, list: 1 },
        { seniorities: ['VP', 'HEAD'], points: 22, list: 2 },
        { seniorities: ['DIRECTOR'], points: 16, list: 2 },
        { seniorities: ['MANAGER'], points: 10, list: null },
        { seniorities: ['SENIOR', 'ENTRY', 'INTERN'], points: 3, list: null },
      ],
    }),
  size: z
    .object({
      /** People, both ends included. A range that crosses into other points counts as unknown. */
      bands: z
        .array(
          z
            .object({ min: z.int().min(1), max: z.int().min(1), points })
            .refine(({ min, max }) => min <= max, 'A band ends after it begins.'),
        )
        .meta({ description: 'People, both ends included. A size that may be on either side of a bound counts as unknown.' }),
      other: points.default(2),
      unknown: points.default(0),
    })
    .prefault({
      bands: [
        { min: 51, max: 500, points: 20 },
        { min: 11, max: 50, points: 12 },
        { min: 501, max: 1000, points: 12 },
        { min: 1001, max: 5000, points: 6 },
      ],
    }),
  industry: z
    .object({
      tier1: z.object({ groups: z.array(industryGroup), points }),
      tier2: z.object({ groups: z.array(industryGroup), points }),
      other: points.default(5),
      unknown: points.default(0),
    })
    .prefault({
      tier1: { groups: ['agency', 'staffing', 'consulting', 'ecommerce'], points: 20 },
      tier2: { groups: ['law', 'accounting', 'b2b_software', 'real_estate', 'financial_services'], points: 14 },
    }),
  readiness: z
    .object({
      /** pipeline.md gives the 6; two points a tool and the list are ours. */
      technologies: z
        .object({ names: z.array(z.string().min(1)), each: points, max: points })
        .prefault({ names: AI_READY_TECHNOLOGIES, each: 2, max: 6 }),
      verifiedEmail: points.default(5),
      linkedinUrl: points.default(2),
      location: points.default(2),
    })
    .prefault({}),
  intent: z
    .object({ max: points.default(20).describe('Visits, hiring, funding, job change and engagement are never worth more together.') })
    .prefault({}),
  multiplier: z
    .object({
      bothTier1: multiplier.default(1.5).meta({ title: 'Title and industry both on their first list' }),
      bothListed: multiplier.default(1.2).meta({ title: 'Both on a list' }),
    })
    .prefault({}),
  /** The least score of each tier; tier 1 also needs a title of VP or above. */
  tiers: z
    .object({ tier1: score.default(80), tier2: score.default(60), tier3: score.default(40) })
    .prefault({})
    .refine(({ tier1, tier2, tier3 }) => tier1 >= tier2 && tier2 >= tier3, 'A higher tier needs at least the score of the lower one.'),
  /** Who ranks as VP or above for tier 1; head is left out on purpose. */
  vpAndAbove: z
    .array(seniority)
    .default(['OWNER', 'FOUNDER', 'C_SUITE', 'PARTNER', 'VP'])
    .meta({ title: 'Levels of VP and above', description: 'Tier 1 needs one of these besides its score.' }),
})

export type IcpProfile = z.infer<typeof icpProfileSchema>

/** The profile as shipped. */
export const DEFAULT_ICP_PROFILE: IcpProfile = icpProfileSchema.parse({})

/** True for a title that this profile takes for VP or above. */
export function ranksAsVp(level: Seniority, profile: IcpProfile): boolean {
  return profile.vpAndAbove.some((one) => one === level)
}

/** The settings section `icp`. */
export const icpSection: { name: string; schema: z.ZodType<IcpProfile> } = { name: 'icp', schema: icpProfileSchema }

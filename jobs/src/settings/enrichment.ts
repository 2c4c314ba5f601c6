import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const share = z.number().min(0).max(1)
const budget = (creditsPerMonth: number) =>
  z
    .object({
      creditsPerMonth: z.int().min(0).max(10_000_000).default(creditsPerMonth).describe('Credits of a calendar month of the organisation.'),
      warnAt: share.default(0.8).describe('Share of it that warns, 0 to 1. All of it stops.'),
    })
    .prefault({})

/** What a person decides about enrichment; the numbers are those of pipeline.md, section 2, but where they say otherwise. */
export const enrichmentSettingsSchema = z.object({
  freshDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .meta({ title: 'Facts stay fresh', description: 'A provider’s answer younger than this saves the credit.' }),
  missDays: z.int().min(0).max(365).default(7).meta({ title: 'Misses stay known', description: 'How long “nobody known” is believed.' }),
  apollo: budget(900),
  betterContact: z
    .object({
      // No number is given anywhere; as many as Apollo's rounded up.
      creditsPerMonth: z.int().min(0).max(10_000_000).default(1_000).describe('Credits of a calendar month of the organisation.'),
      warnAt: share.default(0.8).describe('Share of it that warns, 0 to 1. All of it stops.'),
      answerSeconds: z
        .int()
        .min(30)
        .max(86_400)
        .default(150)
        .describe('A lead of a run waits so long for an answer, then goes on; a later answer still counts.'),
    })
    .prefault({}),
  clay: z
    .object({
      pipeline: z.boolean().default(false).meta({
        title: 'Clay in the pipeline',
        description: 'Whether Clay is asked about leads of a run too. Its budget stands under Visitors.',
      }),
    })
    .prefault({}),
  alertAtMissShare: share.default(0.2).describe('Share of misses in a week at one provider that raises a notice.'),
  refresh: z
    .object({
      perDay: z
        .int()
        .min(0)
        .max(10_000)
        .default(10)
        .describe('Leads in play whose facts went stale and are asked about again in a day; each costs a credit.'),
    })
    .prefault({}),
  verification: z
    .object({
      isWanted: z.boolean().default(false).meta({
        title: 'Verify addresses',
        description: 'Whether ZeroBounce must have checked an address before the first mail goes to it.',
      }),
      freshDays: z.int().min(1).max(365).default(30).describe('A check younger than this is not asked for again.'),
      holdCatchAll: z
        .boolean()
        .default(false)
        .describe('Whether addresses of domains that take anything, and those that nobody can check, are held.'),
      creditsPerMonth: z.int().min(0).max(10_000_000).default(2_000).describe('Credits of a calendar month of the organisation.'),
      warnAt: share.default(0.8).describe('Share of it that warns, 0 to 1. All of it stops.'),
    })
    .prefault({}),
})
export type EnrichmentSettings = z.infer<typeof enrichmentSettingsSchema>

/** The settings section `enrichment`. */
export const enrichmentSection: SettingsSection<EnrichmentSettings> = { name: 'enrichment', schema: enrichmentSettingsSchema }

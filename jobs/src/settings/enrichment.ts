import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const share = z.number().min(0).max(1)

/** What a person decides about enrichment; the numbers are those of pipeline.md, section 2. */
export const enrichmentSettingsSchema = z.object({
  freshDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .meta({ title: 'Facts stay fresh', description: 'A provider’s answer younger than this saves the credit.' }),
  missDays: z.int().min(0).max(365).default(7).meta({ title: 'Misses stay known', description: 'How long “nobody known” is believed.' }),
  apollo: z
    .object({
      creditsPerMonth: z.int().min(0).max(1_000_000).default(900).describe('Credits of a calendar month of the organisation.'),
      warnAt: share.default(0.8).describe('Share of it that warns, 0 to 1. All of it stops.'),
    })
    .prefault({}),
})
export type EnrichmentSettings = z.infer<typeof enrichmentSettingsSchema>

/** The settings section `enrichment`. */
export const enrichmentSection: SettingsSection<EnrichmentSettings> = { name: 'enrichment', schema: enrichmentSettingsSchema }

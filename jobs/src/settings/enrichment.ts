import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const share = z.number().min(0).max(1)

/** What a person decides about enrichment; the numbers are those of pipeline.md, section 2. */
export const enrichmentSettingsSchema = z.object({
  /** A provider's answer younger than this many days saves the credit. */
  freshDays: z.int().min(1).max(3_650).default(90),
  /** "Nobody known" is believed for this many days. */
  missDays: z.int().min(0).max(365).default(7),
  apollo: z
    .object({
      /** Credits of a calendar month of the organisation. */
      creditsPerMonth: z.int().min(0).max(1_000_000).default(900),
      /** Share of it that warns. All of it stops. */
      warnAt: share.default(0.8),
    })
    .prefault({}),
})
export type EnrichmentSettings = z.infer<typeof enrichmentSettingsSchema>

/** The settings section `enrichment`. */
export const enrichmentSection: SettingsSection<EnrichmentSettings> = { name: 'enrichment', schema: enrichmentSettingsSchema }

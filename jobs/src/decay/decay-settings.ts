import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

/** After how much silence a lead's status changes (signals.md, "Decay"); each rule's number once. */
export const decaySchema = z.object({
  /** Hours after an email without a person's open; only where opens are tracked. */
  ghostedAfterHours: z.number().min(1).max(2_160).default(72),
  /** Days that a connection request was not accepted. */
  linkedinGhostedAfterDays: z.number().min(1).max(365).default(14),
  /** Days after an open without a reply. */
  stalledAfterDays: z.number().min(1).max(365).default(7),
  /** Opens by a person, without a reply, that say "hesitant". */
  hesitantOpens: z.int().min(2).max(20).default(2),
  /** Hours after the open that makes that number. */
  hesitantAfterHours: z.number().min(0).max(720).default(0),
  /** Days of silence after the cadence ended. */
  revivableAfterDays: z.number().min(1).max(365).default(30),
})

export type DecaySettings = z.infer<typeof decaySchema>

export const decaySection: SettingsSection<DecaySettings> = { name: 'decay', schema: decaySchema }

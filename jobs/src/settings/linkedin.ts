import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const campaign = z.int().min(1).max(2_147_483_647)

/** What a person decides about LinkedIn. Ids are those of HeyReach's campaigns, which a person makes and activates there. */
export const linkedinSettingsSchema = z.object({
  campaigns: z
    .object({
      /** Connection requests, by tier. */
      requestTier1: campaign.default(334_381),
      requestTier2: campaign.default(334_381),
      /** The first message of a cadence, and the one after it: a person can be in each campaign once. Null: none is chosen, and messages wait. */
      message: campaign.nullable().default(null),
      followUp: campaign.nullable().default(null),
    })
    .prefault({}),
  /** The day on which the warm-up of our profiles began, YYYY-MM-DD; null: it has not. */
  warmupStartedOn: z.iso.date().nullable().default(null),
  /** An operator has looked, and the platforms' native sync with each other is off: it would send past the gate. */
  isNativeSyncOff: z.boolean().default(false),
})
export type LinkedinSettings = z.infer<typeof linkedinSettingsSchema>

/** The settings section `linkedin`. */
export const linkedinSection: SettingsSection<LinkedinSettings> = { name: 'linkedin', schema: linkedinSettingsSchema }

/** Campaigns that sends may go to, each with what it must do; those that are chosen twice once. */
export function chosenCampaigns({ campaigns }: LinkedinSettings): { id: number; action: 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE' }[] {
  const requests = [...new Set([campaigns.requestTier1, campaigns.requestTier2])]
  const messages = [...new Set([campaigns.message, campaigns.followUp])].filter((id) => id !== null)
  return [
    ...requests.map((id) => ({ id, action: 'LINKEDIN_REQUEST' as const })),
    ...messages.map((id) => ({ id, action: 'LINKEDIN_MESSAGE' as const })),
  ]
}

import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

const points = (usual: number) => z.number().min(0).max(20).default(usual)

/**
 * What a sign of interest is worth on the day it happens. Half-life, cap and threshold are those of signals.md, Intent; the points are ours, by
 * how much an act costs the person: looking is less than clicking, and coming to the site by themselves is most.
 */
export const intentSettingsSchema = z.object({
  halfLifeDays: z.number().min(1).max(365).default(14).describe('After so many days a sign counts half.'),
  cap: z.number().min(1).max(20).default(20).describe('All signs together are never worth more.'),
  alertAt: z
    .number()
    .min(1)
    .max(20)
    .default(15)
    .describe('From here on people are told once, and the lead’s drafts stand before others of their tier.'),
  calmBelow: z.number().min(0).max(20).default(12).describe('Below this it is over, and the next time tells people again.'),
  weights: z
    .object({
      SITE_VISITED: points(6).describe('A visit of our site.'),
      LINK_CLICKED: points(4).describe('A click in an email.'),
      EMAIL_OPENED: points(1.5).describe('An open by a person; scanners don’t count.'),
      LINKEDIN_CONNECTED: points(4).describe('An accepted connection request.'),
      INTEREST_LABELLED: points(3).describe('A label of interest at a platform.'),
      HIRING: points(4).describe('Their company looks for people.'),
      JOB_CHANGED: points(5).describe('A new title or employer.'),
    })
    .prefault({}),
})

export type IntentSettings = z.infer<typeof intentSettingsSchema>

/** The settings section `intent`. */
export const intentSection: SettingsSection<IntentSettings> = { name: 'intent', schema: intentSettingsSchema }

import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'
import type { WholeTightening } from '../settings/tightening.ts'

/** Who is taken up again, and when (dispatch.md, "Revival"); each number once. */
export const revivalSchema = z
  .object({
    silentFromDays: z.number().min(7).max(365).default(30).describe('Days of silence after which a lead may be taken up again.'),
    silentToDays: z.number().min(7).max(730).default(120).describe('Days of silence after which a lead is let be.'),
    againAfterDays: z.number().min(30).max(3_650).default(180).describe('Days before the same lead is taken up once more.'),
    retryAfterDays: z
      .number()
      .min(1)
      .max(365)
      .default(30)
      .describe('Days before a lead is tried again for whom there was nothing to say, or whose draft ran out undecided.'),
    perDay: z.int().min(0).max(1_000).default(10).describe('Most revivals that enter the queue on one day of the organisation.'),
    leastScore: z.int().min(0).max(100).default(25).describe('Score from 0 to 100 below which nobody is taken up again.'),
  })
  .refine(({ silentFromDays, silentToDays }) => silentFromDays < silentToDays, {
    message: 'must be more than silentFromDays',
    path: ['silentToDays'],
  })

export type RevivalSettings = z.infer<typeof revivalSchema>

export const revivalSection: SettingsSection<RevivalSettings> = { name: 'revival', schema: revivalSchema }

export const revivalTightening = {
  silentFromDays: 'higher',
  silentToDays: 'lower',
  againAfterDays: 'higher',
  retryAfterDays: 'higher',
  perDay: 'lower',
  leastScore: 'higher',
} as const satisfies WholeTightening<RevivalSettings>

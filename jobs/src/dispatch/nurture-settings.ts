import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'
import type { WholeTightening } from '../settings/tightening.ts'

/** Mail to warm leads, through GoHighLevel. */
export const nurtureSchema = z.object({
  account: z
    .email()
    .transform((address) => address.toLowerCase())
    .pipe(z.string())
    .default('dani@chiefai.ai')
    .describe('The address that nurture mail leaves from; cold mail never does, but the daily verification.'),
  coldVerificationsPerDay: z
    .int()
    .min(0)
    .max(20)
    .default(1)
    .describe('Cold tier-1 drafts a day that one may approve and send through GoHighLevel, to verify the whole way.'),
  answerWithinMs: z
    .int()
    .min(1_000)
    .max(30_000)
    .default(8_000)
    .describe('How long approve and send waits for the platform’s word before it answers with the send in flight.'),
})

export type NurtureSettings = z.infer<typeof nurtureSchema>
export const nurtureSection: SettingsSection<NurtureSettings> = { name: 'nurture', schema: nurtureSchema }

export const nurtureTightening = {
  account: 'free',
  coldVerificationsPerDay: 'lower',
  // How long a person waits for a sentence sends nothing.
  answerWithinMs: 'free',
} as const satisfies WholeTightening<NurtureSettings>

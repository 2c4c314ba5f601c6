import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'
import type { WholeTightening } from '../settings/tightening.ts'

const accessSettingsSchema = z.object({
  secondFactor: z.enum(['optional', 'who_decides', 'everybody']).default('optional').meta({
    title: 'Second factor',
    description:
      'Who must have one: nobody, whoever may review, operate or administer, or everybody who signs in. Who must and has none can do nothing but set one up, at once.',
  }),
})

export type AccessSettings = z.infer<typeof accessSettingsSchema>

/** The settings section `access`: what is asked of people who sign in. SQL reads it too (second_factor_needed). */
export const accessSection: SettingsSection<AccessSettings> = { name: 'access', schema: accessSettingsSchema }

/** Which way each is tighter. Loosening is always possible: the ramp is about who is written to, not about who signs in. */
export const accessTightening = {
  secondFactor: ['optional', 'who_decides', 'everybody'],
} as const satisfies WholeTightening<AccessSettings>

import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const price = z.number().min(0).max(1_000).default(0)

/** What a person says that things cost. No provider tells its prices: 0 means that nobody has said it yet. */
export const pricesSchema = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'Three capital letters, such as EUR.')
    .default('USD')
    .meta({ title: 'Currency', description: 'ISO code of the currency that prices are in.' }),
  perCredit: z
    .object({
      apollo: price.describe('What one credit costs. 0: not known.'),
      clay: price.describe('What one credit costs. 0: not known.'),
      bettercontact: price.describe('What one credit costs. 0: not known.'),
      zerobounce: price.describe('What one check costs. 0: not known.'),
    })
    .prefault({}),
})
export type Prices = z.infer<typeof pricesSchema>

/** The settings section `prices`. */
export const pricesSection: SettingsSection<Prices> = { name: 'prices', schema: pricesSchema }

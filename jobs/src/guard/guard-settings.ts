import { z } from 'zod'
import { ALIKE_FROM } from '../craft/word-triples.ts'
import type { SettingsSection } from '../settings/load-settings.ts'
import type { WholeTightening } from '../settings/tightening.ts'

/** `hard` blocks; `soft` only records, but for the guards that always block (I13). */
export const GUARD_MODES = ['hard', 'soft'] as const
export type GuardMode = (typeof GUARD_MODES)[number]

/** What a person decides about the guards before the queue; the numbers are those of pipeline.md. For how long rejections count stands in `review`. */
export const guardSettingsSchema = z.object({
  mode: z
    .enum(GUARD_MODES)
    .default('hard')
    .meta({ title: 'Mode', description: 'hard blocks a draft; soft only notes what a guard found, but for what must never leave.' }),
  mostRejections: z.int().min(1).max(100).default(3).meta({
    title: 'Rejections until a lead is left alone',
    description: 'GUARD-001: so many rejections in the memory’s days stop the next draft, unless something new is known.',
  }),
  leastEvidence: z
    .int()
    .min(0)
    .max(20)
    .default(2)
    .meta({ title: 'Least evidence', description: 'GUARD-003: a draft rests on at least so many pieces of personal evidence.' }),
  genericShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .meta({ title: 'Most generic sentences', description: 'GUARD-005: a larger share of sentences with generic wordings blocks, 0 to 1.' }),
  alikeFrom: z
    .number()
    .min(0.1)
    .max(1)
    .default(ALIKE_FROM)
    .meta({ title: 'Nearly the same from', description: 'GUARD-008: from this similarity on two texts are nearly the same, 0 to 1.' }),
  companyDays: z.int().min(0).max(365).default(90).meta({
    title: 'Colleagues compare for',
    description: 'GUARD-008: for so many days a text to somebody else at the company counts. Days.',
  }),
})

export type GuardSettings = z.infer<typeof guardSettingsSchema>

/** While the ramp is on guards may only get stricter. */
export const guardTightening = {
  mode: ['soft', 'hard'],
  mostRejections: 'lower',
  leastEvidence: 'higher',
  genericShare: 'lower',
  alikeFrom: 'lower',
  companyDays: 'higher',
} as const satisfies WholeTightening<GuardSettings>

/** The settings section `guards`. */
export const guardSection: SettingsSection<GuardSettings> = { name: 'guards', schema: guardSettingsSchema }

/** The settings as shipped. */
export const DEFAULT_GUARDS: GuardSettings = guardSettingsSchema.parse({})

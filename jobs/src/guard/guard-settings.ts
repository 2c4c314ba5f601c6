import { z } from 'zod'
import { ALIKE_FROM } from '../craft/word-triples.ts'
import type { SettingsSection } from '../settings/load-settings.ts'
import { GENERIC_PHRASES } from './generic-phrases.ts'

/** `hard` blocks; `soft` only records, but for the guards that always block (I13). */
export const GUARD_MODES = ['hard', 'soft'] as const
export type GuardMode = (typeof GUARD_MODES)[number]

/** What a person decides about the guards before the queue; the numbers are those of pipeline.md. For how long rejections count stands in `review`. */
export const guardSettingsSchema = z.object({
  /** Whether a guard blocks a draft or only notes it. What must never leave is blocked either way. */
  mode: z.enum(GUARD_MODES).default('hard'),
  /** GUARD-001: so many rejections in the memory's days stop the next draft. */
  mostRejections: z.int().min(1).max(100).default(3),
  /** GUARD-003: a draft rests on at least so many pieces of personal evidence. */
  leastEvidence: z.int().min(0).max(20).default(2),
  /** GUARD-005: wordings that anybody could have written to anybody; small letters. */
  genericPhrases: z
    .array(z.string().trim().min(3).max(120))
    .max(500)
    .default(() => GENERIC_PHRASES.map(({ phrase }) => phrase)),
  /** GUARD-005: a larger share of sentences with such wordings blocks. */
  genericShare: z.number().min(0).max(1).default(0.4),
  /** GUARD-008: from this similarity on two texts are nearly the same, 0 to 1. */
  alikeFrom: z.number().min(0.1).max(1).default(ALIKE_FROM),
  /** GUARD-008: for so many days a text to somebody else at the company counts. */
  companyDays: z.int().min(0).max(365).default(90),
})

export type GuardSettings = z.infer<typeof guardSettingsSchema>

/** The settings section `guards`. */
export const guardSection: SettingsSection<GuardSettings> = { name: 'guards', schema: guardSettingsSchema }

/** The settings as shipped. */
export const DEFAULT_GUARDS: GuardSettings = guardSettingsSchema.parse({})

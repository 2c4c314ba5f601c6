import { z } from 'zod'
import { openerOf } from '../craft/sentences.ts'
import type { SettingsSection } from '../settings/load-settings.ts'
import { bannedOpenerIn } from './banned-openers.ts'
import { GENERIC_PHRASES, genericPhraseIn } from './generic-phrases.ts'

const examples = (words: string) => z.array(z.string().trim().min(3).max(300)).min(1).max(20).meta({ title: words })

/** A wording with the sentences that prove it: it is not saved unless it finds all of the first and none of the second. */
const wordingSchema = z.object({
  phrase: z
    .string()
    .trim()
    .min(3)
    .max(120)
    .regex(/[\p{L}\p{N}]{2}/u, 'needs words')
    .meta({ title: 'Wording', description: 'Words as they are said; … stands for up to three words.' }),
  finds: examples('Finds it in'),
  leaves: examples('Leaves alone'),
})
export type Wording = z.infer<typeof wordingSchema>

/** What anybody could have written to anybody: openers that are never sent, and phrases of which there may not be too many. */
export const wordingsSchema = z
  .object({
    bannedOpeners: z.array(wordingSchema).max(100).default([]).meta({
      title: 'More banned openers',
      description: 'GUARD-004: an opener with one of these is never sent. The ten of the product hold in any case.',
    }),
    genericPhrases: z
      .array(wordingSchema)
      .max(500)
      .default(() => GENERIC_PHRASES.map(({ phrase, finds, leaves }) => ({ phrase, finds: [...finds], leaves: [...leaves] })))
      .meta({ title: 'Generic wordings', description: 'GUARD-005: a text may not have too many sentences with one of these.' }),
  })
  .superRefine((wordings, context) => {
    for (const list of ['bannedOpeners', 'genericPhrases'] as const) {
      for (const [place, wording] of wordings[list].entries()) {
        for (const fault of exampleFaults(wording))
          context.addIssue({ code: 'custom', path: [list, place, fault.field], message: fault.message })
      }
    }
  })
export type Wordings = z.infer<typeof wordingsSchema>

/** What a wording's own examples say against it. */
function exampleFaults(wording: Wording): { field: 'finds' | 'leaves'; message: string }[] {
  const isFound = (sentence: string): boolean => genericPhraseIn(sentence, [wording]) !== null
  return [
    ...wording.finds
      .filter((sentence) => !isFound(sentence))
      .map((sentence) => ({ field: 'finds' as const, message: `“${wording.phrase}” is not found in “${sentence}”` })),
    ...wording.leaves
      .filter(isFound)
      .map((sentence) => ({ field: 'leaves' as const, message: `“${wording.phrase}” is found in “${sentence}”` })),
  ]
}

/** The settings section `wordings`. */
export const wordingsSection: SettingsSection<Wordings> = { name: 'wordings', schema: wordingsSchema }

/** The wordings as shipped. */
export const DEFAULT_WORDINGS: Wordings = wordingsSchema.parse({})

/** The banned opener that a text begins with, in words; null where it begins with none. */
export function bannedOpenerOf(body: string, { bannedOpeners }: Wordings): string | null {
  const opener = openerOf(body)
  return bannedOpenerIn(opener)?.label ?? genericPhraseIn(opener, bannedOpeners)
}

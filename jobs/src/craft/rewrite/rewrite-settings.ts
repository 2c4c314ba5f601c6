import { z } from 'zod'
import type { SettingsSection } from '../../settings/load-settings.ts'

/** Whether and how a language model rephrases first emails before anybody has opened them. */
export const rewriteSettingsSchema = z.object({
  isOn: z.boolean().default(false).meta({
    title: 'Rephrase drafts',
    description:
      'A language model rephrases waiting drafts that nobody has opened. What it breaks keeps the words of its text. Needs LLM_API_KEY.',
  }),
  model: z.string().trim().min(1).max(120).default('gpt-4o-mini').meta({ title: 'Model', description: 'As the endpoint names it.' }),
  contextSize: z.int().min(500).max(10_000_000).default(16_000).meta({
    title: 'Context (tokens)',
    description: 'Tokens that the model holds. A prompt that fills 80 % of it is not sent.',
  }),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(120)
    .default(30)
    .meta({ title: 'Wait at most (seconds)', description: 'Then the draft keeps its words.' }),
  mostPerDay: z
    .int()
    .min(0)
    .max(100_000)
    .default(500)
    .meta({ title: 'Most a day', description: 'Calls of a day of the organisation; each costs.' }),
})
export type RewriteSettings = z.infer<typeof rewriteSettingsSchema>

/** The settings section `rewrite`. */
export const rewriteSection: SettingsSection<RewriteSettings> = { name: 'rewrite', schema: rewriteSettingsSchema }

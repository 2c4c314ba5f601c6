import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:00')
const minutes = (usual: number) => z.int().min(1).max(10_080).default(usual)

/** What a person decides about the review queue; the numbers are those of review.md. Descriptions stand on the settings page. */
export const reviewSettingsSchema = z.object({
  firstLookMinutes: minutes(30).meta({
    title: 'First look within',
    description: 'A draft is looked at first within this much working time.',
  }),
  decisionMinutes: minutes(120).meta({ title: 'Decision within', description: 'A draft is decided within this much working time.' }),
  dueSoonMinutes: minutes(30).describe('This much working time before it is due, a draft is “due soon”.'),
  /** When the clock of the two above runs, in the organisation's zone. */
  workingHours: z
    .object({
      days: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]).describe('Days as ISO counts them: 1 is Monday.'),
      from: clock.default('09:00'),
      to: clock.default('17:00'),
    })
    .prefault({})
    .refine(({ from, to }) => from < to, 'the working day ends after it begins'),
  reviewHour: clock.default('15:00').describe('An unopened queue reminds at this time of day, in the organisation’s zone.'),
  staleHours: z
    .int()
    .min(1)
    .max(8_760)
    .default(72)
    .meta({ title: 'Stale after', description: 'A pending draft that is older leaves the queue.' }),
  undoMinutes: minutes(10).meta({ title: 'Undo within', description: 'How long a decision can be taken back.' }),
  presenceMinutes: minutes(2).meta({
    title: 'Reading lasts',
    description: 'How long somebody counts as reading a draft after the last sign of it.',
  }),
  memoryDays: z
    .int()
    .min(1)
    .max(365)
    .default(30)
    .meta({ title: 'Rejections are remembered', description: 'How long a rejection is remembered for its lead.' }),
  sameEdits: z.int().min(2).max(100).default(3).meta({
    title: 'Same edits until a change is proposed',
    description: 'An edit that was made to so many drafts is proposed for the template.',
  }),
  allowFreeMail: z.boolean().default(false).describe('Whether private mailboxes may be written to.'),
})

export type ReviewSettings = z.infer<typeof reviewSettingsSchema>

/** The settings section `review`. */
export const reviewSection: SettingsSection<ReviewSettings> = { name: 'review', schema: reviewSettingsSchema }

import { z } from 'zod'
import type { SettingsSection } from './load-settings.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:00')
const minutes = (usual: number) => z.int().min(1).max(10_080).default(usual)

/** What a person decides about the review queue; the numbers are those of review.md. */
export const reviewSettingsSchema = z.object({
  /** A draft is looked at first within this many working minutes. */
  firstLookMinutes: minutes(30),
  /** A draft is decided within this many working minutes. */
  decisionMinutes: minutes(120),
  /** This many working minutes before its time a draft is "due soon". */
  dueSoonMinutes: minutes(30),
  /** When the clock of the two above runs, in the organisation's zone. Days as ISO counts them: 1 is Monday. */
  workingHours: z
    .object({
      days: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
      from: clock.default('09:00'),
      to: clock.default('17:00'),
    })
    .prefault({})
    .refine(({ from, to }) => from < to, 'the working day ends after it begins'),
  /** An unopened queue reminds at this time of day, in the organisation's zone. */
  reviewHour: clock.default('15:00'),
  /** A pending draft that is older than this many hours leaves the queue. */
  staleHours: z.int().min(1).max(8_760).default(72),
  /** How long a decision can be taken back, in minutes. */
  undoMinutes: minutes(10),
  /** How long somebody counts as reading a draft after the last sign of it, in minutes. */
  presenceMinutes: minutes(2),
  /** How long a rejection is remembered for its lead, in days. */
  memoryDays: z.int().min(1).max(365).default(30),
  /** Whether private mailboxes may be written to. */
  allowFreeMail: z.boolean().default(false),
})

export type ReviewSettings = z.infer<typeof reviewSettingsSchema>

/** The settings section `review`. */
export const reviewSection: SettingsSection<ReviewSettings> = { name: 'review', schema: reviewSettingsSchema }

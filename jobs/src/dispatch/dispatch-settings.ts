import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

/** A ceiling: a whole number; 0 means none, and a missing value is an error, never unlimited. */
const most = (usual: number) => z.int().min(0).max(100_000).default(usual)

/** A time of day, HH:MM in 24 hours. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM in 24 hours')

const hours = z.object({ from: clockTime, to: clockTime }).refine(({ from, to }) => from < to, 'must end after they begin, on the same day')

/** Emails a day above which the settings must say how domains take turns. */
const mostWithoutRotation = 500

/** What rules a dispatch: numbers of dispatch.md, each once. Days are the organisation's. */
export const dispatchSchema = z.object({
  ceilings: z
    .object({
      emailPerDay: most(25).describe('Emails a day, all platforms and accounts together.'),
      /** A person's words: nothing reads them but people, who must have written them down before so much leaves. */
      domainRotationPlan: z
        .string()
        .trim()
        .max(1_000)
        .default('')
        .describe(`Which domains take turns, and how: needed for more than ${mostWithoutRotation} emails a day.`),
      emailPerAccountPerDay: most(25).describe('Emails a day from one sending account.'),
      emailPerDomainPerDay: most(3).describe('Emails a day to one recipient domain.'),
      emailPerDomainPerBatch: most(3).describe('Emails in one batch to one recipient domain.'),
      /** LinkedIn requests of one account a day: in its first weeks of live requests, and afterwards. */
      linkedinRequestsPerAccountPerDayAtFirst: most(5),
      linkedinRequestsPerAccountPerDay: most(20),
      /** Weeks from an account's first live request in which the lower number holds. */
      linkedinFirstWeeks: z.int().min(0).max(52).default(4),
      /** LinkedIn requests of one account in any seven days. */
      linkedinRequestsPerAccountPer7Days: most(100),
      linkedinMessagesPerAccountPerDay: most(50),
    })
    .refine(({ emailPerDay, domainRotationPlan }) => emailPerDay <= mostWithoutRotation || domainRotationPlan !== '', {
      path: ['emailPerDay'],
      error: `More than ${mostWithoutRotation} emails a day need a domain rotation plan.`,
    })
    .prefault({}),
  ramp: z
    .object({
      emailPerDay: most(5).describe('Emails a day while the ramp is on; tier 1 only.'),
      cleanDays: z.int().min(1).max(60).default(3).meta({ title: 'Clean days', description: 'In a row, before it can end.' }),
      emailStepsAfter: z
        .array(most(5))
        .max(30)
        .default([5, 10, 15])
        .describe('Emails a day once it has ended, one step for each clean day; after the last step the ceiling holds.'),
      canaryShare: z
        .number()
        .min(0)
        .max(1)
        .default(0.2)
        .describe('Share of the day’s emails that a tier gets while it proves itself, from 0 to 1.'),
      canaryDays: z
        .int()
        .min(0)
        .max(60)
        .default(3)
        .describe('Clean days after which such a tier opens in full; 0 opens all tiers as soon as the ramp ends.'),
    })
    .prefault({}),
  window: z
    .object({
      hours: z
        .array(hours)
        .min(1)
        .max(6)
        .default([
          { from: '08:00', to: '11:00' },
          { from: '13:00', to: '16:00' },
        ])
        .describe('Hours in the recipient’s own zone, on each sending day.'),
      mondayAndFriday: z.boolean().default(false).describe('Monday and Friday at the same hours; else Tuesday to Thursday alone.'),
    })
    .prefault({}),
  batchExpiryHours: z.number().min(1).max(168).default(24).describe('Until a batch that nobody approved expires.'),
  separateApprover: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe('Whether the approver must be another person than the creator; auto: from two people who may operate.'),
  reviewsBeforeFirstDispatch: z
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('Drafts that a reviewer must have decided before the first live dispatch ever.'),
  testRecipients: z.array(z.email()).max(20).default([]).describe('Where internal test sends go.'),
  testProfiles: z
    .array(z.url())
    .max(20)
    .default([])
    .describe('LinkedIn profiles of our own people, as URLs, where internal LinkedIn tests go; each is written to once.'),
  shadowMode: z.boolean().default(false).describe('Everything runs, and the last call is recorded instead of made.'),
  gatekeeperRequired: z.boolean().default(true).describe('Whether follow-ups need a person’s approval too.'),
  leaseMs: z
    .int()
    .min(5_000)
    .max(600_000)
    .default(60_000)
    .describe('How long a reserved send may stay without an answer before it counts as unknown.'),
  reconcileMinutes: z
    .number()
    .min(0.1)
    .max(60)
    .default(2)
    .describe('Within which an absent send is looked for again: three times over the platform’s settling time.'),
})

export type DispatchSettings = z.infer<typeof dispatchSchema>

export const dispatchSection: SettingsSection<DispatchSettings> = { name: 'dispatch', schema: dispatchSchema }

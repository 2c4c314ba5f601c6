import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

/** A ceiling: a whole number; 0 means none, and a missing value is an error, never unlimited. */
const most = (usual: number) => z.int().min(0).max(100_000).default(usual)

/** A time of day, HH:MM in 24 hours. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM in 24 hours')

const hours = z.object({ from: clockTime, to: clockTime })

/** What rules a dispatch: numbers of dispatch.md, each once. Days are the organisation's. */
export const dispatchSchema = z.object({
  ceilings: z
    .object({
      /** Emails a day, all platforms and accounts together. */
      emailPerDay: most(25),
      emailPerAccountPerDay: most(25),
      /** Emails to one recipient domain a day, and in one batch. */
      emailPerDomainPerDay: most(3),
      emailPerDomainPerBatch: most(3),
    })
    .prefault({}),
  ramp: z
    .object({
      /** Emails a day while the ramp is on; tier 1 only. */
      emailPerDay: most(5),
      /** Clean days in a row before it can end. */
      cleanDays: z.int().min(1).max(60).default(3),
    })
    .prefault({}),
  window: z
    .object({
      /** Hours in the recipient's own zone, on each sending day. */
      hours: z
        .array(hours)
        .min(1)
        .max(6)
        .default([
          { from: '08:00', to: '11:00' },
          { from: '13:00', to: '16:00' },
        ]),
      /** Monday and Friday at the same hours; else Tuesday to Thursday alone. */
      mondayAndFriday: z.boolean().default(false),
    })
    .prefault({}),
  /** Hours until a batch that nobody approved expires. */
  batchExpiryHours: z.number().min(1).max(168).default(24),
  /** Whether the approver must be another person than the creator; `auto` from two people who may operate. */
  separateApprover: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Drafts that a reviewer must have decided before the first live dispatch ever. */
  reviewsBeforeFirstDispatch: z.int().min(0).max(100).default(5),
  /** Where internal test sends go. */
  testRecipients: z.array(z.email()).max(20).default([]),
  /** Everything runs, and the last call is recorded instead of made. */
  shadowMode: z.boolean().default(false),
  /** Whether follow-ups need a person's approval too. */
  gatekeeperRequired: z.boolean().default(true),
  /** Milliseconds that a reserved send may stay without an answer before it counts as unknown. */
  leaseMs: z.int().min(5_000).max(600_000).default(60_000),
  /** Minutes within which an absent send is looked for again: three times over the platform's settling time. */
  reconcileMinutes: z.number().min(0.1).max(60).default(2),
})

export type DispatchSettings = z.infer<typeof dispatchSchema>

export const dispatchSection: SettingsSection<DispatchSettings> = { name: 'dispatch', schema: dispatchSchema }

import { z } from 'zod'
import { TOUCH_ACTIONS } from '../craft/craft.ts'
import { MESSAGE_KINDS } from '../craft/template.ts'
import { TIERS } from '../segment/tier.ts'
import { leadStatuses } from '../signals/lead-status.ts'
import { caseFacts, expectedWords, instant } from './case-facts.ts'

/** A text of ours that the lead got before. */
const earlierText = z.strictObject({
  round: z.int().min(1).default(1),
  step: z.int().min(1).default(1),
  channel: z.enum(['EMAIL', 'LINKEDIN']).default('EMAIL'),
  kind: z.enum(MESSAGE_KINDS).default('first_touch'),
  angle: z.string().default('executive_buyin'),
  subject: z.string().nullable().default(null),
  body: z.string(),
  topic: z.string().nullable().default(null),
  /** Null where nobody knows whether it arrived. */
  acceptedAt: instant.nullable(),
})

const laterFactsSchema = z.strictObject({
  ...caseFacts,
  lead: z.strictObject({
    /** Decides between subjects, and between texts of equal worth. */
    id: z.uuid().default('0199f0aa-0000-7000-8000-000000000001'),
    firstName: z.string().nullable().default(null),
    lastName: z.string().nullable().default(null),
    countryCode: z.string().nullable().default('US'),
    status: z.enum(leadStatuses).default('SENT'),
    tier: z.enum(TIERS).nullable().default('TIER_1'),
  }),
  linkedinConnectedAt: instant.nullable().default(null),
  /** What the lead got before, oldest first. */
  earlier: z.array(earlierText).default([]),
  motion: z.enum(['CADENCE', 'REVIVAL']).default('CADENCE'),
  action: z.enum(TOUCH_ACTIONS).default('EMAIL'),
  step: z.int().min(1),
  /** The text that the plan names; a revival chooses among its own. */
  template: z.string().nullable().default(null),
})
export type LaterFactsGiven = z.infer<typeof laterFactsSchema>

/** What must come out. */
const laterDecisionSchema = z.strictObject({
  /** `READY` goes with its batch, `QUEUED` waits for a person, `BLOCKED` is stopped by a guard, `REFUSED`: there is no draft. */
  state: z.enum(['READY', 'QUEUED', 'BLOCKED', 'REFUSED']),
  /** Why there is no draft. */
  refusal: z.string().nullable().default(null),
  /** How the text begins, after its greeting. */
  opens: z.string().nullable().default(null),
  ...expectedWords,
})

/** A golden case of a text after the first one: a step of a cadence, or a revival. */
export const laterCaseSchema = z.strictObject({
  kind: z.literal('later'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: laterFactsSchema,
  expected: laterDecisionSchema,
})
export type LaterCase = z.infer<typeof laterCaseSchema>

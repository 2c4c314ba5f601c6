import { z } from 'zod'
import { MESSAGE_KINDS } from '../craft/template.ts'
import { TIERS } from '../segment/tier.ts'
import { leadStatuses } from '../signals/lead-status.ts'
import { caseFacts, expectedWords, patch } from './case-facts.ts'

/** What was known about one lead: enough to decide again, without a database. */
const leadFactsSchema = z.strictObject({
  ...caseFacts,
  lead: z.strictObject({
    /** Decides between angles and subjects of equal worth. */
    id: z.uuid().default('0199f0aa-0000-7000-8000-000000000001'),
    firstName: z.string().nullable().default(null),
    lastName: z.string().nullable().default(null),
    countryCode: z.string().nullable().default('US'),
    status: z.enum(leadStatuses).default('PENDING'),
    statusCause: z.string().nullable().default(null),
    /** Of the lead's own address, where a provider knows another one: there is none, or it is known to be invalid. */
    ownAddress: z.enum(['NONE', 'INVALID']).nullable().default(null),
    /** Points that signals had given, before the profile's cap. */
    intent: z.number().default(0),
  }),
  icp: patch,
  /** The kind of the text that is made, whatever the first touch may be. */
  messageKind: z.enum(MESSAGE_KINDS).default('first_touch'),
})
export type LeadFactsGiven = z.infer<typeof leadFactsSchema>

/** What must come out. */
const leadDecisionSchema = z.strictObject({
  /** `FIT`, or the code why nobody writes to this lead. */
  verdict: z.string(),
  score: z.int().min(0).max(100).nullable(),
  tier: z.enum(TIERS).nullable(),
  /** Null: no draft can or may be made. Left out: nothing is asked of it. */
  draft: z
    .strictObject({
      /** What the first touch must be: an email, or a LinkedIn request. Left out: nothing is asked of it. */
      by: z.enum(['first_touch', 'connection_note']).optional(),
      /** One of these; several where only chance decides between them. */
      angle: z.array(z.string()).min(1),
      ...expectedWords,
    })
    .nullish(),
})

/** A golden case: a lead's facts, and the decision that is right for them. `swarm replay add` writes such files. */
export const leadCaseSchema = z.strictObject({
  kind: z.literal('lead'),
  /** What it is about, as a statement. */
  name: z.string(),
  /** Where it came from, and what a reader should know. */
  note: z.string().optional(),
  /** It guards somebody who must not be written to: whatever the rate, this one may not fail. */
  isSafety: z.boolean().default(false),
  given: leadFactsSchema,
  expected: leadDecisionSchema,
})
export type LeadCase = z.infer<typeof leadCaseSchema>

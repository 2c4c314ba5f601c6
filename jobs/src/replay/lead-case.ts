import { z } from 'zod'
import { MESSAGE_KINDS } from '../craft/template.ts'
import { FACT_NAMES, type JsonValue } from '../enrich/facts.ts'
import { REJECTION_TAGS } from '../review/rejection-tags.ts'
import { TIERS } from '../segment/tier.ts'
import { leadStatuses } from '../signals/lead-status.ts'

const json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)
const instant = z.iso.datetime()
const patch = z.record(z.string(), json).default({})
const tags = z.enum(REJECTION_TAGS.map(({ tag }) => tag))

/** One fact as a provider said it; who and when may be left out where nothing depends on it. */
const fact = z.strictObject({
  value: json,
  provider: z.string().default('apollo'),
  confidence: z.number().min(0).max(1).nullable().default(null),
  at: instant.default('2026-11-18T09:00:00.000Z'),
})

/** What was known about one lead: enough to decide again, without a database. */
const leadFactsSchema = z.strictObject({
  /** The instant of the decision; "recent" is measured from here. */
  asOf: instant.default('2026-11-20T16:00:00.000Z'),
  lead: z.strictObject({
    /** Decides between angles and subjects of equal worth. */
    id: z.uuid().default('0199f0aa-0000-7000-8000-000000000001'),
    firstName: z.string().nullable().default(null),
    lastName: z.string().nullable().default(null),
    countryCode: z.string().nullable().default('US'),
    status: z.enum(leadStatuses).default('PENDING'),
    statusCause: z.string().nullable().default(null),
    /** Points that signals had given, before the profile's cap. */
    intent: z.number().default(0),
  }),
  /** What the lists said: the reason of a suppression, the kind of an exclusion. */
  suppressed: z.string().nullable().default(null),
  excluded: z.enum(['CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT']).nullable().default(null),
  facts: z.partialRecord(z.enum(FACT_NAMES), fact),
  websiteVisits: z.int().min(1).nullable().default(null),
  emailOpens: z.int().min(1).nullable().default(null),
  /** Earlier drafts for this lead that were rejected. */
  rejections: z
    .array(
      z.strictObject({
        rejectedAt: instant,
        tag: tags,
        reason: z.string(),
        angle: z.string(),
        opener: z.string(),
        subject: z.string().nullable(),
        body: z.string(),
        evidenceKeys: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** What differs from the shipped settings, by section. */
  organisation: patch,
  icp: patch,
  guards: patch,
  review: patch,
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
      /** One of these; several where only chance decides between them. */
      angle: z.array(z.string()).min(1),
      /** Words that stand in subject or body, and words that never may. */
      says: z.array(z.string()).default([]),
      saysNot: z.array(z.string()).default([]),
      /** The guards that block, in the order of their codes. */
      blockedBy: z.array(z.string()).default([]),
      /** The checks that fail, in the order in which they are shown. */
      failedChecks: z.array(z.string()).default([]),
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

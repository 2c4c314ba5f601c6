import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CraftedDraft, CraftOrder } from '../craft/craft.ts'
import type { CraftFacts } from '../craft/craft-facts.ts'
import { evidenceIdsOf } from '../craft/evidence.ts'
import { fingerprintOf } from '../craft/fingerprint.ts'
import { type Organisation, organisationSchema } from '../craft/organisation.ts'
import type { ParsedTemplate } from '../craft/template.ts'
import { wordTriplesOf } from '../craft/word-triples.ts'
import { emailStatusOf, FACT_NAMES, type JsonValue, type ResolvedFacts, textOf } from '../enrich/facts.ts'
import { type GuardSettings, guardSettingsSchema } from '../guard/guard-settings.ts'
import type { GuardVerdict } from '../guard/guards.ts'
import { DEFAULT_WORDINGS } from '../guard/wordings.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { checkText } from '../review/check-text.ts'
import type { ReviewedDraft } from '../review/queries.ts'
import { type RejectionMemory, rejectionMemoryOf } from '../review/rejection-memory.ts'
import { REJECTION_TAGS } from '../review/rejection-tags.ts'
import { mergePatch } from '../settings/merge-patch.ts'
import { type ReviewSettings, reviewSettingsSchema } from '../settings/review.ts'
import type { Recipient } from '../suppression/recipients.ts'

const json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)
/** A point in time as a case writes it. */
export const instant = z.iso.datetime()
/** What differs from the shipped settings of a section. */
export const patch = z.record(z.string(), json).default({})

/** One fact as a provider said it; who and when may be left out where nothing depends on it. */
const fact = z.strictObject({
  value: json,
  provider: z.string().default('apollo'),
  confidence: z.number().min(0).max(1).nullable().default(null),
  at: instant.default('2026-11-18T09:00:00.000Z'),
})

/** What every case about a lead may say of it: the fields of its schema. */
export const caseFacts = {
  /** The instant of the decision; "recent" is measured from here. */
  asOf: instant.default('2026-11-20T16:00:00.000Z'),
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
        tag: z.enum(REJECTION_TAGS.map(({ tag }) => tag)),
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
  guards: patch,
  review: patch,
}
const caseFactsSchema = z.strictObject(caseFacts)
type CaseFacts = z.infer<typeof caseFactsSchema>

/** Words of a draft that are asked for. */
export const expectedWords = {
  /** Words that stand in subject or body, and words that never may. */
  says: z.array(z.string()).default([]),
  saysNot: z.array(z.string()).default([]),
  /** The guards that block, in the order of their codes. */
  blockedBy: z.array(z.string()).default([]),
  /** The checks that fail, in the order in which they are shown. */
  failedChecks: z.array(z.string()).default([]),
}

/** What ships with the product and takes time to read; load it once. */
export type ReplayLists = { addresses: AddressLists; templates: readonly ParsedTemplate[] }

/** The token of every replayed draft: nobody follows its link. */
const token = 'replayed-and-never-sent-to-anybody'
const draftId = '0199f0aa-0000-7000-8000-00000000d001'

/** A case as the rules read it. */
type CaseWorld = {
  asOf: Date
  facts: ResolvedFacts
  recipient: Recipient
  organisation: Organisation
  guards: GuardSettings
  settings: ReviewSettings
  memory: RejectionMemory
  /** Visits and opens, as signals counted them. */
  counted: Pick<CraftFacts, 'websiteVisits' | 'emailOpens'>
}

export function caseWorldOf(
  given: CaseFacts,
  lead: { id: string; firstName: string | null; lastName: string | null; countryCode: string | null; status: string },
): CaseWorld {
  const asOf = new Date(given.asOf)
  const settings = reviewSettingsSchema.parse(given.review)
  const facts: ResolvedFacts = Object.fromEntries(
    FACT_NAMES.flatMap((name) => {
      const known = given.facts[name]
      return known === undefined ? [] : [[name, { name, ...known }]]
    }),
  )
  const past = given.rejections.map(({ rejectedAt, subject, ...rest }) => ({
    ...rest,
    rejectedAt: new Date(rejectedAt),
    fingerprint: fingerprintOf(subject, rest.body),
  }))
  const counted = (count: number | null) => (count === null ? null : { value: count, provider: 'rb2b', at: asOf })
  return {
    asOf,
    facts,
    recipient: {
      leadId: lead.id,
      email: textOf(facts.email),
      emailStatus: emailStatusOf(facts.emailStatus),
      linkedinKey: textOf(facts.linkedinUrl),
      countryCode: lead.countryCode,
      status: lead.status,
      firstName: lead.firstName,
      lastName: lead.lastName,
      fullName: [lead.firstName, lead.lastName].filter((part) => part !== null).join(' ') || null,
      suppressed: given.suppressed,
      excluded: given.excluded,
    },
    organisation: organisationSchema.parse(mergePatch({}, given.organisation)),
    guards: guardSettingsSchema.parse(given.guards),
    settings,
    memory: rejectionMemoryOf(past, asOf, settings.memoryDays),
    counted: { websiteVisits: counted(given.websiteVisits), emailOpens: counted(given.emailOpens) },
  }
}

/** What an order says of every replayed draft. */
export function caseOrder({ memory, guards }: CaseWorld): Pick<CraftOrder, 'evidenceIds' | 'unsubscribeUrl' | 'avoid' | 'alikeFrom'> {
  return {
    evidenceIds: evidenceIdsOf(draftId),
    unsubscribeUrl: `https://swarm.example/u/${token}`,
    avoid: [...memory.texts].map(wordTriplesOf),
    alikeFrom: guards.alikeFrom,
  }
}

/** Guards and checks on a draft as the case stands: what stops it. */
export function checkedCase(
  draft: CraftedDraft,
  world: CaseWorld,
  { step, companyName, addresses }: { step: number; companyName: string | null; addresses: AddressLists },
): { guards: GuardVerdict; failedChecks: string[] } {
  const { leadId } = world.recipient
  const reviewed: ReviewedDraft = {
    ...draft,
    id: draftId,
    companyId: null,
    companyName,
    version: 1,
    status: 'BLOCKED',
    motion: 'OUTBOUND',
    step,
    compliance: [],
    guardNotes: [],
    isTest: false,
    isEdited: false,
    isDecidedInBatch: false,
    hasReplied: false,
    tokenHash: draft.channel === 'LINKEDIN' ? null : createHash('sha256').update(token).digest('hex'),
  }
  const { guards, failed } = checkText(reviewed, draft, {
    now: world.asOf,
    settings: world.settings,
    organisation: world.organisation,
    lists: addresses,
    drafts: new Map(),
    recipients: new Map([[leadId, world.recipient]]),
    memories: new Map([[leadId, world.memory]]),
    guards: world.guards,
    wordings: DEFAULT_WORDINGS,
    colleagueTexts: new Map(),
  })
  return { guards, failedChecks: failed.map(({ name }) => name) }
}

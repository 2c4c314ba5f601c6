import { createHash } from 'node:crypto'
import { craft } from '../craft/craft.ts'
import { evidenceIdsOf } from '../craft/evidence.ts'
import { fingerprintOf } from '../craft/fingerprint.ts'
import { organisationSchema } from '../craft/organisation.ts'
import { readCraftFacts } from '../craft/read-craft-facts.ts'
import type { ParsedTemplate } from '../craft/template.ts'
import { wordTriplesOf } from '../craft/word-triples.ts'
import { emailStatusOf, FACT_NAMES, type ResolvedFacts, textOf } from '../enrich/facts.ts'
import { guardSettingsSchema } from '../guard/guard-settings.ts'
import { DEFAULT_WORDINGS } from '../guard/wordings.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { checkText } from '../review/check-text.ts'
import type { ReviewedDraft } from '../review/queries.ts'
import { type RejectionMemory, rejectionMemoryOf } from '../review/rejection-memory.ts'
import type { ReviewContext } from '../review/review-context.ts'
import { icpProfileSchema } from '../segment/icp-profile.ts'
import { segmentLead } from '../segment/segment-stage.ts'
import type { Tier } from '../segment/tier.ts'
import { mergePatch } from '../settings/merge-patch.ts'
import { reviewSettingsSchema } from '../settings/review.ts'
import { nextStatus } from '../signals/lead-status.ts'
import type { Recipient } from '../suppression/recipients.ts'
import type { LeadFactsGiven } from './lead-case.ts'

/** What the rules of today decide about the lead of a case. */
export type LeadDecision = {
  /** `FIT`, or the code why nobody writes to this lead. */
  verdict: string
  score: number | null
  tier: Tier | null
  draft: { angle: string; subject: string | null; body: string; blockedBy: string[]; failedChecks: string[] } | null
}

/** What ships with the product and takes time to read; load it once. */
export type ReplayLists = { addresses: AddressLists; templates: readonly ParsedTemplate[] }

/** The token of every replayed draft: nobody follows its link. */
const token = 'replayed-and-never-sent-to-anybody'
const draftId = '0199f0aa-0000-7000-8000-00000000d001'

function factsOf({ facts }: LeadFactsGiven): ResolvedFacts {
  return Object.fromEntries(
    FACT_NAMES.flatMap((name) => {
      const given = facts[name]
      return given === undefined ? [] : [[name, { name, ...given }]]
    }),
  )
}

function memoryOf({ rejections, asOf }: LeadFactsGiven, windowDays: number): RejectionMemory {
  const past = rejections.map(({ rejectedAt, subject, ...rest }) => ({
    ...rest,
    rejectedAt: new Date(rejectedAt),
    fingerprint: fingerprintOf(subject, rest.body),
  }))
  return rejectionMemoryOf(past, new Date(asOf), windowDays)
}

/**
 * Decides about a lead once more, from its facts alone, by the rules that the stages use: exclusions and law, score and tier, angle and text,
 * checks and guards. Pure: no database, no clock.
 */
export function replayLead(given: LeadFactsGiven, { addresses, templates }: ReplayLists): LeadDecision {
  const organisation = organisationSchema.parse(mergePatch({}, given.organisation))
  const profile = icpProfileSchema.parse(mergePatch(icpProfileSchema.parse({}), given.icp))
  const guards = guardSettingsSchema.parse(given.guards)
  const settings = reviewSettingsSchema.parse(given.review)
  const facts = factsOf(given)
  const { lead } = given
  const recipient: Recipient = {
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
  }
  const segmented = segmentLead(lead, recipient, facts, profile, organisation)
  if (segmented.kind !== 'fit') {
    const result = segmented.kind === 'disqualified' ? segmented.result : null
    return { verdict: segmented.reason.code, score: result?.score ?? null, tier: result?.tier ?? null, draft: null }
  }
  // The stage that found it fit has moved its status by now.
  recipient.status = nextStatus(lead.status, 'REQUALIFIED')
  const { score, tier } = segmented.result
  if (tier === null) throw new Error('a lead that fits has a tier')
  const memory = memoryOf(given, settings.memoryDays)
  const visits = (count: number | null) => (count === null ? null : { value: count, provider: 'rb2b', at: new Date(given.asOf) })
  const craftFacts = readCraftFacts({ ...recipient, id: lead.id, seniority: segmented.result.seniority }, facts, new Date(given.asOf), {
    websiteVisits: visits(given.websiteVisits),
    emailOpens: visits(given.emailOpens),
    linkedinConnectedAt: null,
    earlier: [],
  })
  const crafted = craft(craftFacts, organisation, templates, memory, {
    tier,
    kind: given.messageKind,
    seed: 'first_touch',
    experiment: 'first_touch',
    evidenceIds: evidenceIdsOf(draftId),
    unsubscribeUrl: `https://swarm.example/u/${token}`,
    avoid: [...memory.texts].map(wordTriplesOf),
    alikeFrom: guards.alikeFrom,
  })
  if (!crafted.ok) return { verdict: 'FIT', score, tier, draft: null }
  const { draft } = crafted
  const context: ReviewContext = {
    now: new Date(given.asOf),
    settings,
    organisation,
    lists: addresses,
    drafts: new Map(),
    recipients: new Map([[lead.id, recipient]]),
    memories: new Map([[lead.id, memory]]),
    guards,
    wordings: DEFAULT_WORDINGS,
    colleagueTexts: new Map(),
  }
  const reviewed: ReviewedDraft = {
    ...draft,
    id: draftId,
    companyId: null,
    companyName: craftFacts.companyName?.value ?? null,
    version: 1,
    status: 'BLOCKED',
    step: 1,
    compliance: [],
    guardNotes: [],
    isTest: false,
    tokenHash: createHash('sha256').update(token).digest('hex'),
  }
  const checked = checkText(reviewed, draft, context)
  return {
    verdict: 'FIT',
    score,
    tier,
    draft: {
      angle: draft.angle,
      subject: draft.subject,
      body: draft.body,
      blockedBy: checked.guards.blockedBy,
      failedChecks: checked.failed.map(({ name }) => name),
    },
  }
}

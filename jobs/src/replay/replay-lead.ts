import { craft } from '../craft/craft.ts'
import { type FirstTouch, firstTouchOf } from '../craft/first-touch.ts'
import { readCraftFacts } from '../craft/read-craft-facts.ts'
import { icpProfileSchema } from '../segment/icp-profile.ts'
import { segmentLead } from '../segment/segment-stage.ts'
import type { Tier } from '../segment/tier.ts'
import { mergePatch } from '../settings/merge-patch.ts'
import { nextStatus } from '../signals/lead-status.ts'
import { caseOrder, caseWorldOf, checkedCase, type ReplayLists } from './case-facts.ts'
import type { LeadFactsGiven } from './lead-case.ts'

/** What the rules of today decide about the lead of a case. */
export type LeadDecision = {
  /** `FIT`, or the code why nobody writes to this lead. */
  verdict: string
  score: number | null
  tier: Tier | null
  /** How the first message would travel: the kind of its text. */
  touch: FirstTouch['kind'] | null
  draft: { angle: string; subject: string | null; body: string; blockedBy: string[]; failedChecks: string[] } | null
}

/**
 * Decides about a lead once more, from its facts alone, by the rules that the stages use: exclusions and law, score and tier, angle and text,
 * checks and guards. Pure: no database, no clock.
 */
export function replayLead(given: LeadFactsGiven, { addresses, templates }: ReplayLists): LeadDecision {
  const { lead } = given
  const world = caseWorldOf(given, lead)
  const { facts, recipient, organisation } = world
  const profile = icpProfileSchema.parse(mergePatch(icpProfileSchema.parse({}), given.icp))
  const segmented = segmentLead(lead, recipient, facts, profile, organisation)
  if (segmented.kind !== 'fit') {
    const result = segmented.kind === 'disqualified' ? segmented.result : null
    return { verdict: segmented.reason.code, score: result?.score ?? null, tier: result?.tier ?? null, touch: null, draft: null }
  }
  // The stage that found it fit has moved its status by now.
  recipient.status = nextStatus(lead.status, 'REQUALIFIED')
  const { score, tier } = segmented.result
  if (tier === null) throw new Error('a lead that fits has a tier')
  const craftFacts = readCraftFacts({ ...recipient, id: lead.id, seniority: segmented.result.seniority }, facts, world.asOf, {
    ...world.counted,
    linkedinConnectedAt: null,
    earlier: [],
  })
  const crafted = craft(craftFacts, organisation, templates, world.memory, {
    ...caseOrder(world),
    tier,
    kind: given.messageKind,
    seed: 'first_touch',
    experiment: 'first_touch',
  })
  const { ownAddress } = lead
  const touch = firstTouchOf({
    ...recipient,
    tier,
    email: ownAddress === 'NONE' ? null : recipient.email,
    emailStatus: ownAddress === 'INVALID' ? 'INVALID' : recipient.emailStatus,
  })
  const decided = { verdict: 'FIT', score, tier, touch: touch?.kind ?? null }
  if (!crafted.ok) return { ...decided, draft: null }
  const { draft } = crafted
  const companyName = craftFacts.companyName?.value ?? null
  const { guards, failedChecks } = checkedCase(draft, world, {
    step: given.messageKind === 'connection_note' ? 2 : 1,
    companyName,
    addresses,
  })
  const { angle, subject, body } = draft
  return { ...decided, draft: { angle, subject, body, blockedBy: guards.blockedBy, failedChecks } }
}

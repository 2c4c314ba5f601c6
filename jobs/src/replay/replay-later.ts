import type { CraftResult } from '../craft/craft.ts'
import { craftFollowUp } from '../craft/craft-follow-up.ts'
import { craftRevival } from '../craft/craft-revival.ts'
import { laterKindOf, stepRefusal, whereDecided } from '../craft/later-text.ts'
import { readCraftFacts } from '../craft/read-craft-facts.ts'
import { textOf } from '../enrich/facts.ts'
import { seniorityOf } from '../segment/seniority.ts'
import { type LeadStage, statusesOfStage } from '../signals/lead-stage.ts'
import type { LeadStatus } from '../signals/lead-status.ts'
import { caseOrder, caseWorldOf, checkedCase, type ReplayLists } from './case-facts.ts'
import type { LaterFactsGiven } from './later-case.ts'

/** What the rules of today decide about a step of a cadence, or about a revival. */
type LaterDecision = {
  state: 'READY' | 'QUEUED' | 'BLOCKED' | 'REFUSED'
  refusal: string | null
  angle: string | null
  opener: string
  subject: string | null
  body: string
  blockedBy: string[]
  failedChecks: string[]
}

const refused = (code: string): LaterDecision => ({
  state: 'REFUSED',
  refusal: code,
  angle: null,
  opener: '',
  subject: null,
  body: '',
  blockedBy: [],
  failedChecks: [],
})

function stageOf(status: LeadStatus): string {
  const stages: readonly LeadStage[] = ['PIPELINE', 'OUTREACH', 'ENGAGED', 'AT_RISK']
  return stages.find((stage) => statusesOfStage[stage].includes(status)) ?? 'TERMINAL'
}

/**
 * Makes the text of a step once more by the rules of the cadence: whether one may be made, from what arrived before and what is known now, what
 * guards and checks say, and where it is decided. Pure: no database, no clock.
 */
export function replayLater(given: LaterFactsGiven, { addresses, templates }: ReplayLists): LaterDecision {
  const { lead, motion, action, step } = given
  const world = caseWorldOf(given, lead)
  const { recipient, organisation, memory } = world
  const { tier } = lead
  const refusal = stepRefusal({ ...recipient, stage: stageOf(lead.status), tier }, action)
  if (refusal !== null || tier === null) return refused(refusal?.code ?? 'NO_TIER')
  const connected = given.linkedinConnectedAt === null ? null : new Date(given.linkedinConnectedAt)
  const facts = readCraftFacts({ ...recipient, id: lead.id, seniority: seniorityOf(textOf(world.facts.title)) }, world.facts, world.asOf, {
    ...world.counted,
    linkedinConnectedAt: connected && { value: connected, provider: 'heyreach', at: connected },
    earlier: given.earlier.map((one) => ({ ...one, acceptedAt: one.acceptedAt === null ? null : new Date(one.acceptedAt) })),
  })
  const order = { ...caseOrder(world), tier, seed: 'first_touch', experiment: given.template ?? 'first_touch' }
  const kind = laterKindOf(motion, action)
  const crafted: CraftResult =
    kind === 'revival'
      ? craftRevival(facts, organisation, templates, memory, order)
      : craftFollowUp(facts, organisation, templates, memory, { ...order, kind, template: given.template ?? '' })
  if (!crafted.ok) return refused(crafted.reasons[0]?.code ?? 'NO_ANGLE')
  const { draft } = crafted
  const companyName = facts.companyName?.value ?? null
  const { guards, failedChecks } = checkedCase(draft, world, { step, companyName, addresses })
  const state = whereDecided(motion, draft.notes, guards)
  const { angle, opener, subject, body } = draft
  return { state, refusal: null, angle, opener, subject, body, blockedBy: guards.blockedBy, failedChecks }
}

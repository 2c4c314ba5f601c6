import type { Reason } from '../reason.ts'
import type { CadenceAction, StepCondition } from './cadence-plan.ts'

/** What decides whether a step is for this lead, as it stands when the step is due. */
export type LeadFacts = {
  hasEmail: boolean
  isEmailInvalid: boolean
  hasLinkedin: boolean
  tier: string | null
  /** Written to through GoHighLevel: no other platform gets it. */
  isOnGhl: boolean
  hasReplied: boolean
  isConnected: boolean
  /** A connection request of this round is out already. */
  wasRequested: boolean
  /** Whether LinkedIn may be used at all: its checklist holds. */
  isLinkedinOpen: boolean
}

/** Why a step is not for this lead: its condition does not hold, or its channel is off or not open to them. Null when it is. */
export function whySkipped(
  { action, onlyWhen, task }: { action: CadenceAction; onlyWhen: StepCondition; task: string | null },
  lead: LeadFacts,
): Reason | null {
  const isLinkedin = action === 'LINKEDIN_REQUEST' || action === 'LINKEDIN_MESSAGE' || task === 'VOICE_NOTE'
  if (onlyWhen === 'notReplied' && lead.hasReplied) return { code: 'REPLIED', message: 'They have replied.' }
  if (isLinkedin && !lead.hasLinkedin) return { code: 'NO_LINKEDIN', message: 'No LinkedIn profile is known.' }
  if (onlyWhen === 'hasLinkedin' && !lead.hasLinkedin) return { code: 'NO_LINKEDIN', message: 'No LinkedIn profile is known.' }
  if (onlyWhen === 'connected' && !lead.isConnected) return { code: 'NOT_CONNECTED', message: 'They have not accepted the connection.' }
  if (action === 'LINKEDIN_REQUEST' && lead.isConnected) return { code: 'CONNECTED', message: 'They are connected already.' }
  if (action === 'LINKEDIN_REQUEST' && lead.wasRequested) return { code: 'REQUESTED', message: 'A connection request is out already.' }
  if (action === 'EMAIL' && !lead.hasEmail) return { code: 'NO_ADDRESS', message: 'No address is known.' }
  if (action === 'EMAIL' && lead.isEmailInvalid) return { code: 'INVALID_RECIPIENT', message: 'The address is known to be invalid.' }
  if (!isLinkedin || action === 'TASK') return null
  if (lead.isOnGhl) return { code: 'ON_GHL', message: 'The lead is written to through GoHighLevel; LinkedIn never gets it again.' }
  if (lead.tier !== 'TIER_1' && lead.tier !== 'TIER_2') return { code: 'NOT_FOR_TIER', message: 'LinkedIn is for tier 1 and tier 2.' }
  return lead.isLinkedinOpen ? null : { code: 'CHANNEL_OFF', message: 'LinkedIn is off until its checklist holds.' }
}

import type { Reason } from '../reason.ts'
import type { TouchAction } from './craft.ts'
import type { LeadNow } from './craft-leads.ts'
import type { MessageKind } from './template.ts'

/** A step of a cadence, or a revival. */
export type LaterMotion = 'CADENCE' | 'REVIVAL'

/** What the text of a step is. */
export function laterKindOf(motion: LaterMotion, action: TouchAction): MessageKind {
  if (action === 'LINKEDIN_REQUEST') return 'connection_note'
  if (action === 'LINKEDIN_MESSAGE') return 'linkedin_message'
  return motion === 'REVIVAL' ? 'revival' : 'follow_up'
}

/** Why no text is made for a step of this lead, or its revival; null where one may be. */
export function stepRefusal(
  lead: Pick<LeadNow, 'status' | 'stage' | 'tier' | 'email' | 'emailStatus' | 'linkedinKey'>,
  action: TouchAction,
): Reason | null {
  if (lead.stage === 'TERMINAL') return { code: 'LEAD_CLOSED', message: `The lead is ${lead.status}.` }
  if (lead.tier === null) return { code: 'NO_TIER', message: 'The lead has no tier any more.' }
  if (action === 'EMAIL' && (lead.email === null || lead.emailStatus === 'INVALID'))
    return { code: 'NO_ADDRESS', message: 'There is no address that may be right.' }
  if (action !== 'EMAIL' && lead.linkedinKey === null) return { code: 'NO_ADDRESS', message: 'There is no LinkedIn profile.' }
  return null
}

/**
 * Where a fresh draft of a step is decided: `READY` with its batch, `QUEUED` by a person, `BLOCKED` nowhere before it is made anew. What crafting
 * or a guard noted is for a person, and so is every revival. `verdict` is undefined where no guard has looked.
 */
export function whereDecided(
  motion: LaterMotion,
  noted: readonly Reason[],
  verdict: { isBlocked: boolean; notes: readonly Reason[] } | undefined,
): 'READY' | 'QUEUED' | 'BLOCKED' {
  if (verdict === undefined || verdict.isBlocked) return 'BLOCKED'
  return motion === 'CADENCE' && verdict.notes.length === 0 && noted.length === 0 ? 'READY' : 'QUEUED'
}

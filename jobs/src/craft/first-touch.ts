import type { LeadNow } from './craft-leads.ts'
import type { MessageKind } from './template.ts'

/** How the first message to a lead travels: its channel, its kind and its step of the cadence. */
export type FirstTouch = { kind: Extract<MessageKind, 'first_touch' | 'connection_note'>; step: number }

/** By email where there is an address that may be right, else by a LinkedIn request, which tier 3 does not get (dispatch.md, Routing). */
export function firstTouchOf(lead: Pick<LeadNow, 'email' | 'emailStatus' | 'linkedinKey' | 'tier'>): FirstTouch | null {
  if (lead.email !== null && lead.emailStatus !== 'INVALID') return { kind: 'first_touch', step: 1 }
  return lead.linkedinKey !== null && lead.tier !== 'TIER_3' ? { kind: 'connection_note', step: 2 } : null
}

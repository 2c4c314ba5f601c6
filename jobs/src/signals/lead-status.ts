import type { leadStatus } from '@swarm/db/schema/lead'

export type LeadStatus = (typeof leadStatus.enumValues)[number]

/** What happens to a lead and is kept as a signal: from a provider, from the person, or from time passing. */
export const signalKinds = [
  'EMAIL_SENT',
  'EMAIL_OPENED',
  'LINK_CLICKED',
  'EMAIL_REPLIED',
  'EMAIL_BOUNCED',
  'EMAIL_SOFT_BOUNCED',
  'UNSUBSCRIBED',
  'OUT_OF_OFFICE',
  'AUTOMATIC_REPLY',
  'INTEREST_LABELLED',
  'NOT_INTERESTED',
  'LINKEDIN_REQUESTED',
  'LINKEDIN_CONNECTED',
  'LINKEDIN_MESSAGED',
  'LINKEDIN_REPLIED',
  'LINKEDIN_EXHAUSTED',
  'LINKEDIN_NOTED',
  'SITE_VISITED',
  'JOB_CHANGED',
  'HIRING',
  'MEETING_BOOKED',
  'MEETING_CANCELLED',
  'DECAYED_GHOSTED',
  'DECAYED_STALLED',
  'DECAYED_HESITANT',
  'DECAYED_REVIVABLE',
] as const
export type SignalKind = (typeof signalKinds)[number]

/** What we do ourselves, and what moves a status besides signals. Written by the functions that decide it, in their statement, by `next_lead_status`. */
export const ownCauses = [
  'DRAFT_QUEUED',
  'DRAFT_APPROVED',
  'DRAFT_REJECTED',
  'REVIEW_UNDONE',
  'HANDED_OVER',
  'REVIVAL_FOUND_BY_SILENCE',
  'REVIVAL_FOUND_BY_DATE',
  'REVIVAL_QUEUED',
  'REVIVAL_ENDED',
  'DISQUALIFIED',
  'REQUALIFIED',
] as const
export type StatusCause = SignalKind | (typeof ownCauses)[number]

/**
 * How much a status says of what the lead did. A signal only ever moves a lead to a stronger one, so the order in which signals are
 * applied does not matter (I7): the strongest wins. Equal numbers are never the targets of two different signals.
 *   0       nothing done yet, or nothing for a time: what is planned here, and everything at risk. Any sign of life replaces it.
 *   10-12   we wrote
 *   20-40   they opened, connected, answered, booked
 *   50-70   the end. A person's own "stop" is stronger than a dead address, and that stronger than a decision of ours that may be taken back.
 */
const strength: Record<LeadStatus, number> = {
  PENDING: 0,
  APPROVED: 0,
  REJECTED: 0,
  DISPATCHED: 0,
  REVIVAL_QUEUED: 0,
  GHOSTED: 0,
  STALLED: 0,
  ENGAGED_NOT_REPLIED: 0,
  LINKEDIN_EXHAUSTED: 0,
  REVIVAL_CANDIDATE: 0,
  SENT: 10,
  REVIVAL_SENT: 10,
  LINKEDIN_SENT: 12,
  OPENED: 20,
  LINKEDIN_CONNECTED: 22,
  LINKEDIN_REPLIED: 30,
  REPLIED: 32,
  MEETING_BOOKED: 40,
  DISQUALIFIED: 50,
  BOUNCED: 60,
  UNSUBSCRIBED: 70,
}

export const leadStatuses = Object.keys(strength) as LeadStatus[]

/** Signals that say how far it has come. */
const raises: Partial<Record<StatusCause, LeadStatus>> = {
  EMAIL_SENT: 'SENT',
  LINKEDIN_REQUESTED: 'LINKEDIN_SENT',
  EMAIL_OPENED: 'OPENED',
  LINK_CLICKED: 'OPENED',
  LINKEDIN_CONNECTED: 'LINKEDIN_CONNECTED',
  LINKEDIN_REPLIED: 'LINKEDIN_REPLIED',
  EMAIL_REPLIED: 'REPLIED',
  MEETING_BOOKED: 'MEETING_BOOKED',
  NOT_INTERESTED: 'DISQUALIFIED',
  DISQUALIFIED: 'DISQUALIFIED',
  EMAIL_BOUNCED: 'BOUNCED',
  UNSUBSCRIBED: 'UNSUBSCRIBED',
}

/** Written to, and no answer since: who may be taken up again once they were silent for long enough. */
const unanswered = [
  'SENT',
  'REVIVAL_SENT',
  'LINKEDIN_SENT',
  'OPENED',
  'LINKEDIN_CONNECTED',
  'GHOSTED',
  'STALLED',
  'ENGAGED_NOT_REPLIED',
  'LINKEDIN_EXHAUSTED',
] as const

/** What moves only from certain statuses: our own steps, and time passing. */
const steps: Partial<Record<StatusCause, { from: readonly LeadStatus[]; to: LeadStatus }>> = {
  DRAFT_QUEUED: { from: ['REJECTED'], to: 'PENDING' },
  // Another draft of a rejected lead may be approved; one approval is not undone by rejecting another draft.
  DRAFT_APPROVED: { from: ['PENDING', 'REJECTED'], to: 'APPROVED' },
  DRAFT_REJECTED: { from: ['PENDING'], to: 'REJECTED' },
  REVIEW_UNDONE: { from: ['APPROVED', 'REJECTED'], to: 'PENDING' },
  HANDED_OVER: { from: ['PENDING', 'APPROVED'], to: 'DISPATCHED' },
  REVIVAL_FOUND_BY_SILENCE: { from: unanswered, to: 'REVIVAL_CANDIDATE' },
  // Who answered "not now" is asked again on the day that they named.
  REVIVAL_FOUND_BY_DATE: { from: [...unanswered, 'REPLIED', 'LINKEDIN_REPLIED'], to: 'REVIVAL_CANDIDATE' },
  REVIVAL_QUEUED: { from: ['REVIVAL_CANDIDATE'], to: 'REVIVAL_QUEUED' },
  // Its draft will never go out.
  REVIVAL_ENDED: { from: ['REVIVAL_QUEUED'], to: 'REVIVAL_CANDIDATE' },
  REQUALIFIED: { from: ['DISQUALIFIED'], to: 'PENDING' },
  LINKEDIN_EXHAUSTED: { from: ['LINKEDIN_SENT'], to: 'LINKEDIN_EXHAUSTED' },
  DECAYED_GHOSTED: { from: ['SENT', 'REVIVAL_SENT', 'LINKEDIN_SENT'], to: 'GHOSTED' },
  DECAYED_STALLED: { from: ['OPENED'], to: 'STALLED' },
  DECAYED_HESITANT: { from: ['OPENED', 'STALLED'], to: 'ENGAGED_NOT_REPLIED' },
  DECAYED_REVIVABLE: { from: ['GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED'], to: 'REVIVAL_CANDIDATE' },
}

/**
 * THE transition table: status × cause → status. The same status means that nothing moves. What it keeps:
 * - Terminal wins over every signal; only an audited correction leads out, and re-scoring out of DISQUALIFIED by score, exclusion or region.
 * - A stronger engagement is never replaced by a weaker one: an open that is heard of after the reply moves nothing.
 * - Everything at risk gives way to any sign of life; a new send makes it SENT again, so it never stops a running cadence.
 * - The send of a revival makes REVIVAL_SENT, every other send SENT.
 * - An out-of-office or other automatic mail, a soft bounce, a visit, a label or a cancelled meeting is kept, and moves nothing by itself.
 */
export function nextStatus(from: LeadStatus, cause: StatusCause): LeadStatus {
  const step = steps[cause]
  if (step) return step.from.includes(from) ? step.to : from
  const target = raises[cause]
  if (target === undefined || strength[target] <= strength[from]) return from
  return target === 'SENT' && from === 'REVIVAL_QUEUED' ? 'REVIVAL_SENT' : target
}

export const isTerminal = (status: LeadStatus): boolean => strength[status] >= strength.DISQUALIFIED

export type StatusTransition = { from: LeadStatus; signal: StatusCause; to: LeadStatus }

/** Every pair that moves: what the API serves and the page draws. */
export function statusTransitions(): StatusTransition[] {
  return leadStatuses.flatMap((from) =>
    [...signalKinds, ...ownCauses].flatMap((signal) => {
      const to = nextStatus(from, signal)
      return to === from ? [] : [{ from, signal, to }]
    }),
  )
}

import type { LeadStatus } from './lead-status.ts'

export type LeadStage = 'PIPELINE' | 'OUTREACH' | 'ENGAGED' | 'AT_RISK' | 'TERMINAL'

/** The statuses of each stage (signals.md, "The 21 statuses"). Of now the database says it by itself, in `lead.stage`; a test holds both together. */
export const statusesOfStage: Readonly<Record<LeadStage, readonly LeadStatus[]>> = {
  PIPELINE: ['PENDING', 'APPROVED', 'REJECTED', 'DISPATCHED'],
  OUTREACH: ['SENT', 'LINKEDIN_SENT', 'REVIVAL_QUEUED', 'REVIVAL_SENT'],
  ENGAGED: ['OPENED', 'REPLIED', 'LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED'],
  AT_RISK: ['GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE'],
  TERMINAL: ['BOUNCED', 'UNSUBSCRIBED', 'DISQUALIFIED'],
}

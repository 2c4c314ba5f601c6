import type { LeadStatus } from '../signals/lead-status.ts'

/** Statuses in which nothing has gone out to a lead yet, so that another score still decides something. */
export const STILL_JUDGED = ['PENDING', 'APPROVED', 'REJECTED'] as const

/** True for a lead that a changed profile or changed facts may move to another tier: not written to yet, and out by its score at most. */
export function isStillJudged(status: LeadStatus, statusCause: string | null): boolean {
  return status === 'DISQUALIFIED' ? statusCause === 'score' : STILL_JUDGED.some((one) => one === status)
}

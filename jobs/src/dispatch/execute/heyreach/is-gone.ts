import type { LeadProgress } from '../../../providers/heyreach/lead-progress.ts'
import type { DirectSend } from '../direct-platform.ts'

/** Whether HeyReach shows that what a send asks for has gone out to this person. */
export const isGone = (action: DirectSend['action'], lead: Pick<LeadProgress, 'isMessaged' | 'isRequested'>): boolean =>
  action === 'LINKEDIN_MESSAGE' ? lead.isMessaged : lead.isRequested

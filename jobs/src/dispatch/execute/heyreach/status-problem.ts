import type { Campaign, CampaignStatus } from '../../../providers/heyreach/campaigns.ts'

/** A campaign in these takes a lead without waking anything that a person stopped. One that is through with everybody goes on by it. */
const taking = new Set<CampaignStatus>(['IN_PROGRESS', 'STARTING', 'SCHEDULED', 'FINISHED'])

/** Why a campaign can't be given anybody now; null where it can. */
export function statusProblem({ name, status }: Pick<Campaign, 'name' | 'status'>): string | null {
  if (status === 'PAUSED') return `Somebody paused ${name} at HeyReach; adding to it would wake it.`
  if (status === 'DRAFT') return `${name} is a draft at HeyReach until a person activates it.`
  return taking.has(status) ? null : `${name} is ${status.toLowerCase().replaceAll('_', ' ')} at HeyReach.`
}

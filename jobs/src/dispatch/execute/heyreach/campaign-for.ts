import type { LinkedinSettings } from '../../../settings/linkedin.ts'
import type { DirectSend } from '../direct-platform.ts'

/** Which of HeyReach's campaigns carries a send; null where nobody chose one. An internal test goes where tier 1 does. */
export function campaignFor(
  { action, tier, isFirstMessage }: Pick<DirectSend, 'action' | 'tier' | 'isFirstMessage'>,
  { campaigns }: LinkedinSettings,
): number | null {
  switch (action) {
    case 'LINKEDIN_REQUEST':
      return tier === 'TIER_2' ? campaigns.requestTier2 : campaigns.requestTier1
    case 'LINKEDIN_MESSAGE':
      return isFirstMessage ? campaigns.message : campaigns.followUp
    case 'EMAIL':
      return null
    default:
      return action satisfies never
  }
}

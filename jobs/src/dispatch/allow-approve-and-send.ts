import type { Reason } from '../reason.ts'
import type { SendMotion } from './plan-item.ts'

/** What is known of a draft that somebody wants to send at once. */
export type AtOnceFacts = {
  channel: 'EMAIL' | 'LINKEDIN'
  motion: SendMotion
  tier: string | null
  /** Answered, met, or a visitor whom the CRM knows. */
  isWarm: boolean
  hasAnswered: boolean
  isOnGhl: boolean
  /** Cold drafts of the organisation's day that went this way. */
  verificationsToday: number
}

export type AtOnce =
  | {
      isAllowed: true
      motion: SendMotion
      /** An answer waits for no window (dispatch.md, `NURTURE`). */
      isAnswer: boolean
    }
  | { isAllowed: false; reason: Reason }

const refused = (code: string, message: string): AtOnce => ({ isAllowed: false, reason: { code, message } })

/**
 * Whether a draft may be approved and sent at once, and as what (review.md, "Approve and send"): to warm leads, and a cold tier-1 draft only as
 * the daily verification of the whole way. A cold first touch stays one, so that its lead enters the cadence.
 */
export function allowApproveAndSend(facts: AtOnceFacts, verificationsPerDay: number): AtOnce {
  const { channel, motion, tier, isWarm, hasAnswered, isOnGhl, verificationsToday } = facts
  if (channel !== 'EMAIL') return refused('NOT_EMAIL', 'Only an email goes through GoHighLevel. Approve this one for the next batch.')
  if (motion === 'CADENCE') return refused('FOLLOW_UP', 'A follow-up goes with its batch, on its day.')
  if (isWarm) return { isAllowed: true, motion: motion === 'OUTBOUND' ? 'NURTURE' : motion, isAnswer: hasAnswered }
  if (isOnGhl || motion === 'NURTURE') return { isAllowed: true, motion, isAnswer: false }
  if (motion !== 'OUTBOUND' || tier !== 'TIER_1') {
    return refused('NOT_WARM', 'Approve and send is for warm leads. Approve this draft for the next batch.')
  }
  if (verificationsToday >= verificationsPerDay) {
    const words = `${verificationsToday} of ${verificationsPerDay} of today ${verificationsPerDay === 1 ? 'is' : 'are'} used`
    return refused('VERIFICATION_USED', `A cold tier-1 draft goes this way only as the daily verification; ${words}.`)
  }
  return { isAllowed: true, motion, isAnswer: false }
}

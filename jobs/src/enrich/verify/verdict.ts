import type { EmailStatus } from '../facts.ts'

/** SEND: mail may go there. HOLD: nobody can tell, or a policy keeps it. NEVER: mail would bounce, or harm us. */
export type Verdict = 'SEND' | 'HOLD' | 'NEVER'

export type Judged = {
  verdict: Verdict
  emailStatus: EmailStatus
  /** Somebody whose mail complaints and traps are made of: never again, whatever anybody else says. */
  isSuppressed: boolean
  /** The verifier could not tell this time. */
  isUndecided: boolean
}

/** Answers that could not tell, after which an address counts as one that nobody can check. */
export const mostTries = 3

/** Sub-statuses of `valid` that mean a domain which takes anything. */
const TAKES_ANYTHING = new Set(['accept_all', 'role_based_accept_all'])

/**
 * What a verifier's words come to (providers/zerobounce.md, 4). New words appear without notice: an unknown status is not a pass, and an
 * unknown sub-status changes nothing. `tries`: answers that could not tell, this one included.
 */
export function verdictOf({ status, subStatus }: { status: string; subStatus: string }, tries: number, holdCatchAll: boolean): Judged {
  const judged = (verdict: Verdict, emailStatus: EmailStatus): Judged => ({ verdict, emailStatus, isSuppressed: false, isUndecided: false })
  const catchAll = judged(holdCatchAll ? 'HOLD' : 'SEND', 'CATCH_ALL')
  switch (status) {
    case 'valid':
      return TAKES_ANYTHING.has(subStatus) ? catchAll : judged('SEND', 'VERIFIED')
    case 'catch-all':
      return catchAll
    case 'invalid':
    case 'do_not_mail':
      return judged('NEVER', 'INVALID')
    case 'spamtrap':
    case 'abuse':
      return { ...judged('NEVER', 'INVALID'), isSuppressed: true }
    default:
      return {
        ...judged(tries >= mostTries && status === 'unknown' && !holdCatchAll ? 'SEND' : 'HOLD', 'UNKNOWN'),
        isUndecided: tries < mostTries,
      }
  }
}

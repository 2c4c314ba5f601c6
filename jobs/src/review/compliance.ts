import type {
  CheckedDraft,
  ComplianceCheck,
  ComplianceCheckName,
  ComplianceContext,
  Finding,
  RecipientProblem,
} from './compliance-check.ts'
import { COMPLIANCE_CHECKS } from './compliance-check.ts'
import { postalAddress, replyStop, signature, unsubscribeLink } from './footer-checks.ts'
import { callToAction, cleanText, lengthAllowed, subjectHonest } from './text-checks.ts'

const PROBLEMS: Record<RecipientProblem, string> = {
  missing: 'there is no address to write to',
  invalid: 'the address is not valid',
  suppressed: 'they asked not to be written to, or mail to them bounced',
  excluded: 'they are a customer, a competitor or on our exclusion list',
  disqualified: 'the lead is disqualified',
  unlawful_region: 'no lawful basis is recorded for where they are',
  role_account: 'the address belongs to a role (such as info@), not to a person',
  disposable: 'the address is a disposable one',
  free_mail: 'the address is a private mailbox, not a company’s',
}

function recipientAllowed(_draft: CheckedDraft, context: ComplianceContext): Finding {
  const { recipientProblems } = context
  if (recipientProblems.length === 0) return null
  return `This recipient may not be written to: ${recipientProblems.map((problem) => PROBLEMS[problem]).join('; ')}.`
}

const isEmail = (draft: CheckedDraft): boolean => draft.channel === 'EMAIL'
const always = (): boolean => true

type Check = { applies: (draft: CheckedDraft) => boolean; finding: (draft: CheckedDraft, context: ComplianceContext) => Finding }

const CHECKS: Record<ComplianceCheckName, Check> = {
  reply_stop: { applies: isEmail, finding: replyStop },
  unsubscribe_link: { applies: isEmail, finding: unsubscribeLink },
  postal_address: { applies: isEmail, finding: postalAddress },
  signature: { applies: isEmail, finding: signature },
  call_to_action: { applies: (draft) => draft.kind !== 'connection_note', finding: callToAction },
  subject_honest: { applies: isEmail, finding: subjectHonest },
  recipient_allowed: { applies: always, finding: recipientAllowed },
  clean_text: { applies: always, finding: cleanText },
  length: { applies: (draft) => !isEmail(draft), finding: lengthAllowed },
}

/**
 * Every check on a draft, in the order in which they are shown. One that is not for this channel says so (`applies` false) and stops
 * nothing. A draft with a check that applies and failed can't be approved, and GUARD-007 blocks it.
 */
export function complianceChecks(draft: CheckedDraft, context: ComplianceContext): ComplianceCheck[] {
  return COMPLIANCE_CHECKS.map((name) => {
    const check = CHECKS[name]
    if (!check.applies(draft)) return { name, applies: false, passed: true, message: 'Not for this channel' }
    const message = check.finding(draft, context)
    return { name, applies: true, passed: message === null, message }
  })
}

/** The checks that stand in the way. */
export function failedChecks(checks: readonly ComplianceCheck[]): ComplianceCheck[] {
  return checks.filter((check) => check.applies && !check.passed)
}

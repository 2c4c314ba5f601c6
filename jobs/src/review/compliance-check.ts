import type { ListUnsubscribeHeaders } from '../craft/footer.ts'
import type { Organisation, RegionRule } from '../craft/organisation.ts'
import type { MessageKind } from '../craft/template.ts'

export const COMPLIANCE_CHECKS = [
  'reply_stop',
  'unsubscribe_link',
  'postal_address',
  'signature',
  'call_to_action',
  'subject_honest',
  'recipient_allowed',
  'clean_text',
  'length',
] as const
export type ComplianceCheckName = (typeof COMPLIANCE_CHECKS)[number]

/** One check with its three faces: passed, failed with a sentence, or (`applies` false) not for this channel. */
export type ComplianceCheck = { name: ComplianceCheckName; applies: boolean; passed: boolean; message: string | null }

/** The text as it would go out, edits included. */
export type CheckedDraft = {
  channel: 'EMAIL' | 'LINKEDIN'
  kind: MessageKind
  subject: string | null
  body: string
  footer: string
}

/** Why an address or profile may not be written to. */
export type RecipientProblem =
  | 'missing'
  | 'invalid'
  | 'suppressed'
  | 'excluded'
  | 'disqualified'
  | 'unlawful_region'
  | 'role_account'
  | 'disposable'
  | 'free_mail'

export type ComplianceContext = {
  organisation: Organisation
  /** What lists and settings say about the recipient; empty where nothing speaks against them. */
  recipientProblems: readonly RecipientProblem[]
  /** What the organisation's profile says of the recipient's region. */
  regionRule: RegionRule
  /** Null where there is no such link: LinkedIn. */
  unsubscribe: {
    /** SHA-256 of this draft's token, in hex: the token itself stands in the message only. */
    tokenHash: string
    /** The headers as they would be sent, or null where the platform sets its own. */
    headers: ListUnsubscribeHeaders | null
  } | null
}

/** Null: holds. A sentence: what is wrong and what would mend it. */
export type Finding = string | null

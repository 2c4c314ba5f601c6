import { displayCompanyName } from '../craft/display-company-name.ts'
import { factsDigestOf } from '../craft/facts-digest.ts'
import { fingerprintOf } from '../craft/fingerprint.ts'
import { greetableNames } from '../craft/greeted-stranger.ts'
import { openerOf } from '../craft/sentences.ts'
import type { GuardMode } from '../guard/guard-settings.ts'
import { type GuardVerdict, guardDraft } from '../guard/guards.ts'
import { type ClaimedText, carryClaims } from './carry-claims.ts'
import { complianceChecks, failedChecks } from './compliance.ts'
import type { ComplianceCheck } from './compliance-check.ts'
import { messageKindOf, type ReviewedDraft } from './queries.ts'
import { recipientProblems, regionRuleOf } from './recipient-problems.ts'
import { NO_REJECTIONS } from './rejection-memory.ts'
import type { ReviewContext } from './review-context.ts'
import { wordChanges } from './word-changes.ts'

export type CheckedText = { compliance: ComplianceCheck[]; failed: ComplianceCheck[]; guards: GuardVerdict }

/** What others at the company were written before this draft was made: the first of two equal texts stands, the second is stopped. */
function colleagueTextsOf({ id, leadId, companyId }: ReviewedDraft, { colleagueTexts }: ReviewContext): ReadonlySet<string>[] {
  const texts = colleagueTexts.get(companyId ?? '') ?? []
  return texts.flatMap((text) => (text.leadId !== leadId && text.draftId < id ? [text.triples()] : []))
}

/**
 * What a guard has blocked stays blocked until all of them pass. In the queue stands what passed: a person's words must pass too, the others
 * are stopped only by what nothing gets past (I13).
 */
function modeOf(draft: ReviewedDraft, { subject, body }: ClaimedText, { guards: { mode } }: ReviewContext): GuardMode | 'edited' {
  if (draft.status === 'BLOCKED' || mode === 'soft') return mode
  return draft.isEdited || subject !== draft.subject || body !== draft.body ? 'edited' : 'soft'
}

/** Every check and guard on a draft with this text, as lists and settings stand now. */
export function checkText(draft: ReviewedDraft, text: ClaimedText, context: ReviewContext): CheckedText {
  const recipient = context.recipients.get(draft.leadId)
  const regionRule = regionRuleOf(recipient?.countryCode ?? null, context.organisation)
  const compliance = complianceChecks(
    { channel: draft.channel, kind: messageKindOf(draft), ...text, footer: draft.footer },
    {
      organisation: context.organisation,
      recipientProblems: recipient
        ? recipientProblems(draft.channel, recipient, { lists: context.lists, allowFreeMail: context.settings.allowFreeMail, regionRule })
        : ['missing'],
      regionRule,
      // The headers are made from the footer's own link when it is sent, so that they can't differ.
      unsubscribe: draft.tokenHash === null ? null : { tokenHash: draft.tokenHash, headers: null },
    },
  )
  const guards = guardDraft(
    { ...text, evidence: draft.evidence, claims: carryClaims(draft.claims, draft, text) },
    {
      memory: context.memories.get(draft.leadId) ?? NO_REJECTIONS,
      compliance,
      leadNames: recipient ? greetableNames(recipient) : [],
      companyName: draft.companyName === null ? null : displayCompanyName(draft.companyName),
      settings: context.guards,
      wordings: context.wordings,
      ownWords: context.organisation.proofPoints,
      hasReplied: draft.hasReplied,
      colleagueTexts: colleagueTextsOf(draft, context),
    },
    modeOf(draft, text, context),
  )
  return { compliance, failed: failedChecks(compliance), guards }
}

/** The fields that change with a text, as `decide_draft` takes them. */
export function textAfter(
  draft: ReviewedDraft,
  text: ClaimedText,
  { compliance, failed, guards }: CheckedText,
  { settings }: Pick<ReviewContext, 'settings'>,
): Record<string, unknown> {
  const claims = carryClaims(draft.claims, draft, text)
  return {
    ...text,
    claims,
    factsDigest: factsDigestOf(draft.evidence, claims),
    compliance,
    isCompliant: failed.length === 0,
    guardNotes: guards.notes,
    fingerprint: fingerprintOf(text.subject, text.body),
    opener: openerOf(text.body),
    changes: wordChanges(draft.angle, draft.claims, draft, text),
    sameEdits: settings.sameEdits,
  }
}

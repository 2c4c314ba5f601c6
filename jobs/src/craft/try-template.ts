import { createHash } from 'node:crypto'
import type { GuardSettings } from '../guard/guard-settings.ts'
import { guardDraft } from '../guard/guards.ts'
import type { Wordings } from '../guard/wordings.ts'
import type { Reason } from '../reason.ts'
import { complianceChecks } from '../review/compliance.ts'
import type { ComplianceCheck } from '../review/compliance-check.ts'
import { NO_REJECTIONS } from '../review/rejection-memory.ts'
import type { CraftFacts } from './craft-facts.ts'
import { type Evidence, evidenceIdsOf } from './evidence.ts'
import { footerOf, unsubscribeTokenOf } from './footer.ts'
import { lengthProblems } from './length-rules.ts'
import type { Organisation } from './organisation.ts'
import { type RenderedMessage, renderMessage, type SubjectVariant } from './render.ts'
import { spokenOf } from './spoken.ts'
import { channelOf, MESSAGE_KINDS, type MessageKind, type ParsedTemplate } from './template.ts'

/** A text as it would stand in a draft to one lead, with everything that checks and guards say of it. */
export type Trial = {
  /** Counts from 0. */
  opener: number
  /** Null for texts without a subject. */
  variant: SubjectVariant | null
  message: RenderedMessage
  footer: string
  evidence: Evidence[]
  compliance: ComplianceCheck[]
  /** What lengths and guards found; empty when nothing is wrong. */
  problems: Reason[]
}

export type Tried = {
  trials: Trial[]
  /** Openers and subjects that can't be said to this lead, and why. */
  unsaid: Reason[]
}

/** What texts are tried under. */
export type TrialRules = { organisation: Organisation; guards: GuardSettings; wordings: Wordings }

/** The link of a draft that does not exist. */
const TRIAL_URL = 'https://trial.invalid/u/a-text-that-is-tried-and-not-sent'
const TRIAL_TOKEN_HASH = createHash('sha256')
  .update(unsubscribeTokenOf(TRIAL_URL) ?? '')
  .digest('hex')

export function messageKind(template: Pick<ParsedTemplate, 'kind'>): MessageKind | null {
  return MESSAGE_KINDS.find((kind) => kind === template.kind) ?? null
}

/**
 * Every form that a text can take for one lead: each opener that can be said with each subject. Recipient and memory are left out: they are
 * about a draft, and this is about a text. Pure.
 */
export function tryTemplate(template: ParsedTemplate, facts: CraftFacts, rules: TrialRules): Tried {
  const { evidence, values } = spokenOf(facts, rules.organisation, evidenceIdsOf(facts.leadId))
  const variants: (SubjectVariant | null)[] = template.subjectA === null ? [null] : template.subjectB === null ? ['A'] : ['A', 'B']
  const tried: Tried = { trials: [], unsaid: [] }
  for (const opener of template.openers.keys()) {
    for (const variant of variants) {
      const message = renderMessage(template, { opener, subject: variant ?? 'A' }, values)
      if (message.ok) tried.trials.push(trialOf(template, { opener, variant, message: message.value, evidence }, facts, rules))
      else tried.unsaid.push(...message.reasons)
    }
  }
  return tried
}

function trialOf(
  template: ParsedTemplate,
  said: Pick<Trial, 'opener' | 'variant' | 'message' | 'evidence'>,
  facts: CraftFacts,
  { organisation, guards, wordings }: TrialRules,
): Trial {
  const kind = messageKind(template)
  // What a person says has no checks of a message.
  if (kind === null) return { ...said, footer: '', compliance: [], problems: [] }
  const { subject, body, claims } = said.message
  const channel = channelOf(kind)
  const regionRule = organisation.regionRules[facts.region]
  const footer =
    channel === 'LINKEDIN'
      ? ({ ok: true, footer: '' } as const)
      : footerOf(organisation, { unsubscribeUrl: TRIAL_URL, rule: regionRule, contactSource: facts.contactSource })
  const footerText = footer.ok ? footer.footer : ''
  const compliance = complianceChecks(
    { channel, kind, subject, body, footer: footerText },
    {
      organisation,
      recipientProblems: [],
      regionRule,
      unsubscribe: channel === 'LINKEDIN' ? null : { tokenHash: TRIAL_TOKEN_HASH, headers: null },
    },
  )
  const { notes } = guardDraft(
    { subject, body, evidence: said.evidence, claims },
    {
      settings: guards,
      wordings,
      memory: NO_REJECTIONS,
      compliance,
      leadNames: [facts.greetingName, facts.firstName, facts.fullName].filter((name) => name !== null),
      companyName: facts.companyName?.value ?? null,
      ownWords: organisation.proofPoints,
      hasReplied: false,
      colleagueTexts: [],
    },
    'hard',
  )
  // How much is known of this lead is no fault of the text; a failed check says so itself.
  const found = notes.filter(({ code }) => code !== 'GUARD-003' && code !== 'GUARD-007')
  return {
    ...said,
    footer: footerText,
    compliance,
    problems: [...(footer.ok ? [] : [footer.reason]), ...lengthProblems(kind, subject, body), ...found],
  }
}

import type { Evidence } from '../craft/evidence.ts'
import type { Claim } from '../craft/render.ts'
import type { ComplianceCheck } from '../review/compliance-check.ts'
import type { RejectionMemory } from '../review/rejection-memory.ts'
import type { GuardSettings } from './guard-settings.ts'
import type { Wordings } from './wordings.ts'

/** A draft before the queue, as far as guards look at it. Opener and fingerprint are taken from the text as it stands. */
export type GuardedDraft = {
  subject: string | null
  body: string
  evidence: readonly Evidence[]
  /** Of this very text: those of an earlier one are carried over first. */
  claims: readonly Claim[]
}

export type GuardContext = {
  settings: GuardSettings
  wordings: Wordings
  memory: RejectionMemory
  /** The checks on this very text. */
  compliance: readonly ComplianceCheck[]
  /** Every form of the lead's name that may be greeted: greeting name, first name, full name. */
  leadNames: readonly string[]
  companyName: string | null
  /** What the organisation says of itself and its clients, word for word. */
  ownWords: readonly string[]
  /** The lead wrote to us: the evidence of what is said of their words to us. */
  hasReplied: boolean
  /** What was written to others at the company before, by word triples. */
  colleagueTexts: readonly ReadonlySet<string>[]
}

/** One guard. `always` blocks in soft mode too (I13). `judges`: the words, or what is known of the lead. `refusal` is a sentence for the reviewer, or null where the draft may pass. */
export type Guard = {
  code: string
  /** What it stops, in a few words. */
  label: string
  always: boolean
  judges: 'text' | 'lead'
  refusal: (draft: GuardedDraft, context: GuardContext) => string | null
}

import type { Evidence } from '../craft/evidence.ts'
import type { ComplianceCheck } from '../review/compliance-check.ts'
import type { RejectionMemory } from '../review/rejection-memory.ts'

/** A draft before the queue, as far as guards look at it. Opener and fingerprint are taken from the text as it stands. */
export type GuardedDraft = {
  subject: string | null
  body: string
  evidence: readonly Evidence[]
}

export type GuardContext = {
  memory: RejectionMemory
  /** The checks on this very text. */
  compliance: readonly ComplianceCheck[]
  /** Every form of the lead's name that may be greeted: greeting name, first name, full name. */
  leadNames: readonly string[]
  /** GUARD-001: so many rejections in the memory's days stop the next draft. */
  mostRejections: number
}

/** One guard. `always` blocks in soft mode too (I13). `refusal` is a sentence for the reviewer, or null where the draft may pass. */
export type Guard = {
  code: string
  always: boolean
  refusal: (draft: GuardedDraft, context: GuardContext) => string | null
}

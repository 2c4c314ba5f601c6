import type { Reason } from '../reason.ts'
import type { Guard, GuardContext, GuardedDraft } from './guard.ts'
import { guard001 } from './guard-001-often-rejected.ts'
import { guard002 } from './guard-002-same-as-rejected.ts'
import { guard003 } from './guard-003-little-evidence.ts'
import { guard004 } from './guard-004-banned-opener.ts'
import { guard005 } from './guard-005-generic-text.ts'
import { guard006 } from './guard-006-unfinished-text.ts'
import { guard007 } from './guard-007-compliance.ts'
import { guard008 } from './guard-008-nearly-the-same.ts'
import { guard009 } from './guard-009-unfounded-fact.ts'
import type { GuardMode } from './guard-settings.ts'

const GUARDS: readonly Guard[] = [guard001, guard002, guard003, guard004, guard005, guard006, guard007, guard008, guard009]

/** Every guard by its code, in order, for whoever lists what they stopped. */
export const GUARD_NAMES: readonly { code: string; label: string }[] = GUARDS.map(({ code, label }) => ({ code, label }))

export type GuardVerdict = {
  /** True: the draft does not enter the queue. */
  isBlocked: boolean
  /** Every guard that spoke, blocking or not, in the order of their codes. */
  notes: Reason[]
  /** The codes that block. */
  blockedBy: string[]
}

/**
 * Asks every guard, so that a reviewer sees all that is wrong at once. `edited` is for what a person wrote in the queue: the text must pass as in
 * `hard`, what is known of the lead was judged before.
 */
export function guardDraft(draft: GuardedDraft, context: GuardContext, mode: GuardMode | 'edited'): GuardVerdict {
  const spoke = GUARDS.flatMap((guard) => {
    const message = guard.refusal(draft, context)
    return message === null
      ? []
      : [{ code: guard.code, message, blocks: guard.always || mode === 'hard' || (mode === 'edited' && guard.judges === 'text') }]
  })
  const blockedBy = spoke.filter((note) => note.blocks).map((note) => note.code)
  return { isBlocked: blockedBy.length > 0, notes: spoke.map(({ code, message }) => ({ code, message })), blockedBy }
}

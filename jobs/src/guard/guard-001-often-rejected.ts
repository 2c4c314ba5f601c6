import { evidenceKey } from '../craft/evidence.ts'
import type { Guard } from './guard.ts'

/** This lead's drafts were rejected too often lately, and nothing new is known that the rejected ones did not have. */
export const guard001: Guard = {
  code: 'GUARD-001',
  label: 'Rejected too often',
  always: false,
  judges: 'lead',
  refusal(draft, { memory, settings }) {
    if (memory.count < settings.mostRejections) return null
    const isNew = draft.evidence.some((piece) => !memory.evidenceKeys.has(evidenceKey(piece)))
    return isNew ? null : `Drafts for this lead were rejected ${memory.count} times lately, and this one rests on nothing new.`
  },
}

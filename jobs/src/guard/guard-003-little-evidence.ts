import { evidenceKey, isPersonal } from '../craft/evidence.ts'
import type { Guard } from './guard.ts'

/** Hardly anything is known of this person: what is written to them could be written to anybody. */
export const guard003: Guard = {
  code: 'GUARD-003',
  label: 'Too little is known',
  always: false,
  judges: 'lead',
  refusal(draft, { settings }) {
    const known = new Set(draft.evidence.filter(isPersonal).map(evidenceKey)).size
    if (known >= settings.leastEvidence) return null
    const pieces = known === 1 ? 'Only 1 piece' : known === 0 ? 'No piece' : `Only ${known} pieces`
    return `${pieces} of personal evidence, ${settings.leastEvidence} are needed. The extractors looked at the newest facts.`
  },
}

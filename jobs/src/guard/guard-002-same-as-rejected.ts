import { fingerprintOf } from '../craft/fingerprint.ts'
import type { Guard } from './guard.ts'

/** The very text that was rejected for this lead before. */
export const guard002: Guard = {
  code: 'GUARD-002',
  label: 'Same text rejected before',
  always: false,
  judges: 'text',
  refusal: (draft, { memory }) =>
    memory.fingerprints.has(fingerprintOf(draft.subject, draft.body)) ? 'The same text was rejected for this lead before.' : null,
}

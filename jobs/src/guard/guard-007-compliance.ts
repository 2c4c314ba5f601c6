import { failedChecks } from '../review/compliance.ts'
import type { Guard } from './guard.ts'

/** A compliance check failed. No checks at all is a failure too: an unchecked text is not a compliant one. */
export const guard007: Guard = {
  code: 'GUARD-007',
  label: 'A check fails',
  always: true,
  judges: 'text',
  refusal(_draft, { compliance }) {
    if (compliance.length === 0) return 'The compliance checks did not run.'
    const failed = failedChecks(compliance)
    return failed.length === 0 ? null : failed.map((check) => `${check.name}: ${check.message ?? 'failed'}`).join(' ')
  },
}

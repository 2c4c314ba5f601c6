import { contracts } from './contracts.ts'
import { handle } from './handle.ts'
import { takeDeadLetters } from './settle-dead-letters.ts'

/** When a person has decided about jobs that failed for good. */
export const settleDeadLettersJob = handle(contracts.settleDeadLetters, (payload, { writer, wake }) =>
  takeDeadLetters(writer, wake, payload),
)

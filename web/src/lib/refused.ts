import type { CombinedError } from '@urql/core'
import { faultOf } from './fault.ts'

/** Why something was not done, as the server said it: its sentence, its code, and every reason that says more than the sentence. */
export type Refused = { code: string; message: string; reasons: readonly { code: string; message: string }[] }

type Answered = { __typename: string; code?: string; message?: string; reasons?: readonly { code: string; message: string }[] }

/** A mutation's answer as a refusal; null when it is the success that was asked for. No answer at all is a refusal too, `NO_ANSWER`: nothing is known to be done; a request that was not let in, `NOT_TAKEN`: nothing was. */
export function refusedOf(answer: Answered | null | undefined, success: string, error: CombinedError | undefined): Refused | null {
  if (answer?.__typename === success) return null
  if (answer?.message === undefined) {
    const status: unknown = error?.response?.status
    const isUndone = typeof status === 'number' && status >= 400 && status < 500
    return { code: isUndone ? 'NOT_TAKEN' : 'NO_ANSWER', message: error ? faultOf(error).message : 'No answer came.', reasons: [] }
  }
  const { code = '', message, reasons = [] } = answer
  return { code, message, reasons: reasons.filter((reason) => reason.message !== message) }
}

/** A refusal in one line: its sentence, then every reason. */
export const refusedWords = ({ message, reasons }: Refused): string => [message, ...reasons.map((reason) => reason.message)].join(' ')

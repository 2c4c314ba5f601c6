import { withoutBoilerplate } from './boilerplate.ts'
import { notBefore, returnDate } from './name-dates.ts'
import { type Referral, readReferral } from './name-referral.ts'
import type { ReplyClass } from './reply-class.ts'
import { mostRead } from './understand-reply.ts'

/** What the effects of a class need from the text: a day (YYYY-MM-DD) or another person; null what this class does not ask for or nobody named. */
export type Named = { notBefore: string | null; returnsOn: string | null; referral: Referral | null }

/**
 * What a reply names that a person says is of this class, where the rules had read it as another one and so had not looked for it. `own` are
 * addresses that are nobody else: the writer's and ours; days without a year are seen from `at`.
 */
export function namedInReply(of: ReplyClass, newText: string, own: readonly string[], at: Date): Named {
  const read = newText.slice(0, mostRead)
  return {
    notBefore: of === 'NOT_NOW' ? (notBefore(read, at)?.on ?? null) : null,
    returnsOn: of === 'OUT_OF_OFFICE' ? returnDate(read, at) : null,
    referral: of === 'REFERRAL' || of === 'WRONG_PERSON' ? readReferral(withoutBoilerplate(read), own) : null,
  }
}

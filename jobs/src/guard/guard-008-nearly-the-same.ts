import { areAlike, wordTriplesOf } from '../craft/word-triples.ts'
import type { Guard } from './guard.ts'

/** Nearly the text that was rejected for this lead, or that somebody else at the company got: colleagues compare. */
export const guard008: Guard = {
  code: 'GUARD-008',
  label: 'Nearly the same text',
  always: false,
  judges: 'text',
  refusal({ body }, { memory, colleagueTexts, settings }) {
    if (memory.texts.size === 0 && colleagueTexts.length === 0) return null
    const triples = wordTriplesOf(body)
    const isAlike = (other: ReadonlySet<string>) => areAlike(triples, other, settings.alikeFrom)
    if ([...memory.texts].some((text) => isAlike(wordTriplesOf(text)))) return 'Nearly the same text was rejected for this lead before.'
    return colleagueTexts.some(isAlike)
      ? `Nearly the same text went to somebody else at this company in the last ${settings.companyDays} days.`
      : null
  },
}

import { greetedStranger } from '../craft/greeted-stranger.ts'
import { gapIn, rawDataIn } from '../review/unfinished-text.ts'
import type { Guard } from './guard.ts'

/** A gap, printed data, or a greeting to somebody else. */
export const guard006: Guard = {
  code: 'GUARD-006',
  label: 'Unfinished text',
  always: true,
  judges: 'text',
  refusal(draft, { leadNames }) {
    const text = `${draft.subject ?? ''}\n${draft.body}`
    const gap = gapIn(text)
    if (gap !== null) return `A placeholder was not filled: ${gap}`
    const raw = rawDataIn(text)
    if (raw !== null) return `Raw data instead of words: ${raw}`
    const stranger = greetedStranger(draft.body, leadNames)
    return stranger === null ? null : `It greets “${stranger}”, which is not this lead’s name.`
  },
}

import { openerOf, sentencesOf } from '../craft/sentences.ts'
import { genericPhraseIn } from './generic-phrases.ts'
import type { Guard } from './guard.ts'

/** Too much of the text could have been written by anybody to anybody. A greeting is no sentence here, and neither is a name under the text. */
export const guard005: Guard = {
  code: 'GUARD-005',
  label: 'Generic text',
  always: false,
  judges: 'text',
  refusal({ body }, { settings, wordings }) {
    if (genericPhraseIn(body, wordings.genericPhrases) === null) return null
    const opener = openerOf(body)
    const all = sentencesOf(body)
    // The opener may share its line with the greeting; what stands before it greets.
    const first = all.findIndex((sentence) => sentence.endsWith(opener))
    const sentences = all.slice(Math.max(0, first)).filter((sentence) => /\s/u.test(sentence))
    const generic = sentences.flatMap((sentence) => {
      const phrase = genericPhraseIn(sentence, wordings.genericPhrases)
      return phrase === null ? [] : [{ phrase, sentence }]
    })
    if (sentences.length === 0 || generic.length / sentences.length <= settings.genericShare) return null
    const named = generic.slice(0, 3).map(({ phrase, sentence }) => `“${phrase}” in “${sentence}”`)
    return `${generic.length} of ${sentences.length} sentences could stand in any mail: ${named.join('; ')}.`
  },
}

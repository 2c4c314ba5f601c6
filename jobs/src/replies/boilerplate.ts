/** What firms put below every mail speaks of deleting and of receiving, and means the mail itself. */
const boilerplate =
  /\b(?:intended recipient|empf[äa]nger sind|destinataires?\b|destinat[aá]rio|geadresseerde|beoogde ontvanger|confidential\w*|privileged|vertraulich\w*|confidentiel\w*|confidencial\w*|riservat\w*|vertrouwelijk\w*|virus(?:es)?|think before you print|(?:consider|think of) the environment|company number|registered (?:in|office))\b|\bto unsubscribe from\b.*\bclick\b|\bsent from (?:my|outlook)\b/i

export const isBoilerplate = (sentence: string): boolean => boilerplate.test(sentence)

/** A text without such sentences; where nothing else stands in it, as it is. */
export function withoutBoilerplate(text: string): string {
  const kept = text
    .split('\n')
    .map((line) =>
      line
        .split(/(?<=[.!?])\s+/)
        .filter((sentence) => !isBoilerplate(sentence))
        .join(' '),
    )
    .join('\n')
    .trim()
  return kept === '' ? text : kept
}

import type { CraftFacts } from './craft-facts.ts'
import type { PlaceholderValue } from './placeholders.ts'
import { wordsOf } from './text-value.ts'

const NAME = /^\p{L}[\p{L}\p{M}'’. -]{0,38}[\p{L}\p{M}]$/u

/** "Hi Ana," where the name is one to greet with, "Hello," where it is not: better nobody than the wrong one. */
export function greetingOf(facts: Pick<CraftFacts, 'greetingName'>): PlaceholderValue {
  const name = wordsOf(facts.greetingName)
  const isShouted = name !== null && name.length > 2 && name === name.toUpperCase() && name !== name.toLowerCase()
  return { text: name !== null && NAME.test(name) && !isShouted ? `Hi ${name},` : 'Hello,', evidenceId: null }
}

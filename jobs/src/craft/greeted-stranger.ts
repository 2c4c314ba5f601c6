import { type GivenName, readPersonName } from '../identity/person-name.ts'
import { normalisedText } from './fingerprint.ts'
import { greetedName } from './sentences.ts'

/** Every form of a person's name that a text may greet. */
export function greetableNames(given: GivenName): string[] {
  const { greetingName, firstName, fullName } = readPersonName(given)
  return [greetingName, firstName, fullName].filter((name) => name !== null)
}

/** The name that a text greets though it is none of these; null where it greets one of them, or nobody by name. */
export function greetedStranger(body: string, names: readonly string[]): string | null {
  const greeted = greetedName(body)
  if (greeted === null) return null
  const name = normalisedText(greeted)
  return names.some((own) => normalisedText(own) === name) ? null : greeted
}

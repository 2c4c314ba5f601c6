import { factsOf } from '../enrich/load-facts.ts'
import type { ApolloObservation } from '../providers/apollo/person.ts'

/** A person as `provider_lookup` kept them, or null for what has another shape. */
export function readCachedPerson(answer: unknown): ApolloObservation | null {
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('apolloId' in answer) ||
    typeof answer.apolloId !== 'string' ||
    !('facts' in answer)
  )
    return null
  const facts = factsOf(answer.facts, 'apollo', new Date(0))
  return { apolloId: answer.apolloId, facts: Object.fromEntries(facts.map(({ name, value, confidence }) => [name, { value, confidence }])) }
}

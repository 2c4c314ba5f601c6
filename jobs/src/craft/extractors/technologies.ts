import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { type Extracted, finding } from './extracted.ts'
import { spokenTechnologies } from './technology-names.ts'

/** Tools the company already works with: the best two that a reader would know. One sentence can't carry more without being a list. */
export function extractTechnologies(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const { found, say } = finding('technologies', ids)
  if (!facts.technologies) return found
  const spoken = spokenTechnologies(facts.technologies.value)
  const [first, second] = spoken
  if (!first) return found
  const names = second ? `${first} and ${second}` : first
  say('technologies', facts.technologies, `Works with ${spoken.slice(0, 6).join(', ')}`, { technology: first, technologies: names })
  return found
}

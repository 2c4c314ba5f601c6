import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { extractCompany } from './company.ts'
import { extractEngagement } from './engagement.ts'
import type { Extracted } from './extracted.ts'
import { extractGrowth } from './growth.ts'
import { extractHistory } from './history.ts'
import { extractRole } from './role.ts'
import { extractTechnologies } from './technologies.ts'

/** All that can be said about a lead, in the order in which a reviewer reads it: the person, what they work with, what happens there. */
export function extractAll(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const parts = [extractRole, extractCompany, extractTechnologies, extractGrowth, extractEngagement, extractHistory].map((extract) =>
    extract(facts, ids),
  )
  return { evidence: parts.flatMap((part) => part.evidence), values: Object.assign({}, ...parts.map((part) => part.values)) }
}

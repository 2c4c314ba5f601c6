import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { daysBetween, type Extracted, finding, monthOf } from './extracted.ts'

/**
 * Visits, opens, connection. Visits and opens are evidence for the reviewer and give no words: nobody likes to be told that they were
 * watched. A connection is something both know.
 */
export function extractEngagement(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const { found, say } = finding('engagement', ids)
  const { websiteVisits, emailOpens, linkedinConnectedAt } = facts
  if (websiteVisits && websiteVisits.value > 0) say('websiteVisits', websiteVisits, `Visited our site ${times(websiteVisits.value)}`, {})
  if (emailOpens && emailOpens.value > 0) say('emailOpens', emailOpens, `Opened our mail ${times(emailOpens.value)}`, {})
  const since = linkedinConnectedAt && daysBetween(linkedinConnectedAt.value, facts.asOf) >= 0 && monthOf(linkedinConnectedAt.value)
  if (linkedinConnectedAt && since) {
    say('linkedinConnectedAt', linkedinConnectedAt, `Connected on LinkedIn since ${since}`, { thanks: 'Thanks for connecting.' })
  }
  return found
}

function times(count: number): string {
  return count === 1 ? 'once' : `${Math.round(count)} times`
}

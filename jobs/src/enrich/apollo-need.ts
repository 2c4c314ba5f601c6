import { parseEmail } from '../identity/email-address.ts'
import type { IcpProfile } from '../segment/icp-profile.ts'
import { type Intent, scoreLead } from '../segment/score.ts'
import type { EnrichmentSettings } from '../settings/enrichment.ts'
import type { Fact, FactName, JsonValue, ResolvedFacts } from './facts.ts'

/** Why Apollo is asked about a lead, or is not. */
export type ApolloNeed = { ask: boolean; code: string; message: string }

/** Codes of leads about whom nobody is asked, whatever is missing: they must be left alone, or are gone. */
export const NOBODY_IS_ASKED: ReadonlySet<string> = new Set(['EXCLUDED', 'LEAD_GONE'])

/** What the score rests on, and the best that Apollo could say of each. */
const BEST: Partial<Record<FactName, JsonValue>> = {
  title: 'Founder',
  employeeCount: 100,
  industry: 'staffing & recruiting',
  country: 'United States',
}
export const REQUIRED = ['title', 'companyName', 'employeeCount', 'industry'] as const satisfies readonly FactName[]
const DAY_MS = 86_400_000

function ageDays(fact: Fact | undefined, now: Date): number {
  return fact === undefined ? Number.POSITIVE_INFINITY : (now.getTime() - Date.parse(fact.at)) / DAY_MS
}

/**
 * Says whether a credit is worth spending on a lead: only where facts are missing or old, nobody has answered yet, and the answer could
 * decide whether it is written to at all. A lead that fits as it is, or that no answer could make fit, costs nothing.
 */
export function apolloNeed(
  lead: { email: string | null; linkedinUrl: string | null; countryCode: string | null },
  facts: ResolvedFacts,
  known: { lookup: 'found' | 'missed' | 'unanswered' | null; observedAt: Date | null },
  rules: { profile: IcpProfile; intent: Intent; settings: EnrichmentSettings; now: Date },
): ApolloNeed {
  const { profile, intent, settings, now } = rules
  const no = (code: string, message: string): ApolloNeed => ({ ask: false, code, message })
  if (known.observedAt !== null && now.getTime() - known.observedAt.getTime() < settings.freshDays * DAY_MS)
    return no('CACHED', 'Apollo was asked lately.')
  if (known.lookup === 'found') return no('CACHED', 'Apollo was asked lately.')
  if (known.lookup === 'missed') return no('MISS_CACHED', 'Apollo did not know this person when it was asked lately.')
  if (known.lookup === 'unanswered')
    return no('NOT_ASKED_TWICE', 'Apollo was asked lately and its answer was lost; asking again could be charged twice.')
  if (lead.email === null && lead.linkedinUrl === null)
    return no('NOTHING_TO_ASK_BY', 'There is neither an address nor a profile to ask Apollo by.')
  const missing = REQUIRED.filter((name) => ageDays(facts[name], now) > settings.freshDays)
  if (missing.length === 0 && lead.countryCode !== null) return no('ENOUGH_KNOWN', 'Everything that is scored is known and fresh.')
  if (lead.countryCode !== null && scoreLead(facts, profile, intent).tier !== null)
    return no('FITS_ALREADY', 'The lead fits with what is known.')
  if (scoreLead(atBest(facts, missing), profile, intent).tier === null)
    return no('CAN_NOT_FIT', 'Whatever Apollo knows, the lead would not fit.')
  return {
    ask: true,
    code: 'FACTS_MISSING',
    message: `Missing or older than ${settings.freshDays} days: ${missing.length > 0 ? missing.join(', ') : 'country'}.`,
  }
}

/** The facts as they would be if whoever is asked knew the best of everything that is missing. */
export function atBest(facts: ResolvedFacts, missing: readonly FactName[]): ResolvedFacts {
  const changed: { -readonly [Name in FactName]?: Fact } = { ...facts }
  const suppose = (name: FactName, value: JsonValue) => {
    changed[name] = { name, value, provider: 'what-if', confidence: null, at: '1970-01-01T00:00:00.000Z' }
  }
  for (const name of missing) {
    const best = BEST[name]
    if (best !== undefined) suppose(name, best)
  }
  if (facts.country === undefined) suppose('country', 'United States')
  const address = parseEmail(typeof facts.email?.value === 'string' ? facts.email.value : '')
  if (address.ok) suppose('emailStatus', 'VERIFIED')
  return changed
}

import type { Fact, FactName, JsonValue, ResolvedFacts } from '../enrich/facts.ts'
import { textOf, textsOf } from '../enrich/facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import { domainOfWebsite } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { readPersonName } from '../identity/person-name.ts'
import { lawRegionOf } from '../place/time-zone.ts'
import { readEmployeeCount } from '../segment/employee-count.ts'
import { industryGroupsOf } from '../segment/industry.ts'
import type { Seniority } from '../segment/seniority.ts'
import type { Fact as CraftFact, CraftFacts, EarlierText } from './craft-facts.ts'
import { displayCompanyName } from './display-company-name.ts'

/** What the lead's own row says; names and place were settled when it was found or imported. */
export type CraftLead = {
  id: string
  firstName: string | null
  lastName: string | null
  fullName: string | null
  seniority: Seniority
  countryCode: string | null
  /** The address that is written to. Left out where nobody asks where it came from. */
  email?: string | null
}

/** Providers as a person would name them; the notice of a legitimate interest says where an address came from. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  apollo: 'Apollo',
  bettercontact: 'BetterContact',
  clay: 'Clay',
  rb2b: 'RB2B',
  heyreach: 'LinkedIn',
  csv: 'a business contact list',
  manual: 'our own research',
}
const nameOf = (provider: string): string => (Object.hasOwn(PROVIDER_NAMES, provider) ? (PROVIDER_NAMES[provider] ?? provider) : provider)

/** Who gave us this very address; others may have named another one, which is not written to. Null where nobody did. */
export function sourceOfAddress(address: string | null | undefined, observed: readonly Fact[]): string | null {
  const said = observed.filter(({ name, value }) => {
    const given = name === 'email' && typeof value === 'string' ? parseEmail(value) : null
    return given?.ok && given.email.address === address
  })
  const { email } = resolveFacts(said)
  return email ? nameOf(email.provider) : null
}

function dateOf(value: JsonValue | undefined): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}/.test(value)) return null
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}

function fundingOf(value: JsonValue | undefined): { round: string; raisedOn: Date } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const given = new Map<string, JsonValue>(Object.entries(value))
  const round = given.get('stage')
  const raisedOn = dateOf(given.get('on'))
  return typeof round === 'string' && raisedOn ? { round, raisedOn } : null
}

/** What happened between the lead and us: signals, and the texts that went out. */
export type LeadHistory = Pick<CraftFacts, 'websiteVisits' | 'emailOpens' | 'linkedinConnectedAt'> & { earlier: readonly EarlierText[] }

/** The history of a lead that nobody has written to. */
export const NO_HISTORY: LeadHistory = { websiteVisits: null, emailOpens: null, linkedinConnectedAt: null, earlier: [] }

/** Resolved facts of one lead as crafting reads them: each with who said it and when, anything odd as unknown. Never throws. */
export function readCraftFacts(lead: CraftLead, facts: ResolvedFacts, asOf: Date, history: LeadHistory = NO_HISTORY): CraftFacts {
  const said = <T>(name: FactName, value: (fact: Fact) => T | null): CraftFact<T> | null => {
    const fact = facts[name]
    const read = fact === undefined ? null : value(fact)
    return fact === undefined || read === null ? null : { value: read, provider: nameOf(fact.provider), at: new Date(fact.at) }
  }
  const { greetingName } = readPersonName({ firstName: lead.firstName, lastName: lead.lastName })
  const [group] = industryGroupsOf({
    industries: [facts.industry?.value].flat().filter((name) => typeof name === 'string'),
    keywords: textsOf(facts.keywords),
    technologies: textsOf(facts.technologies),
    title: textOf(facts.title),
  }).groups
  const country = lead.countryCode
  return {
    leadId: lead.id,
    asOf,
    greetingName,
    firstName: lead.firstName,
    lastName: lead.lastName,
    fullName: lead.fullName,
    title: said('title', textOf),
    seniority: lead.seniority,
    roleStartedOn: said('roleSince', (fact) => dateOf(fact.value)),
    previousCompany: null,
    companyName: said('companyName', (fact) => {
      const name = textOf(fact)
      return name === null ? null : displayCompanyName(name)
    }),
    companyDomain: domainOfWebsite(textOf(facts.companyDomain) ?? ''),
    industryGroup: said('industry', () => group ?? null),
    // A range is no number to say in a sentence.
    employees: said('employeeCount', (fact) => {
      const count = readEmployeeCount(fact.value)
      return count && count.min === count.max ? count.min : null
    }),
    technologies: said('technologies', (fact) => {
      const names = textsOf(fact)
      return names.length === 0 ? null : names
    }),
    city: said('city', textOf),
    countryCode: country,
    region: lawRegionOf(country) ?? 'UNKNOWN',
    openRoles: said('hiring', (fact) => {
      const titles = Array.isArray(fact.value) ? textsOf(fact) : []
      return titles.length === 0 ? null : titles
    }),
    funding: said('funding', (fact) => fundingOf(fact.value)),
    headcountGrowth: null,
    ...history,
    market: [],
    contactSource: facts.email ? nameOf(facts.email.provider) : null,
  }
}

import { emailStatusOf, type ResolvedFacts, textOf, textsOf } from '../enrich/facts.ts'
import { parseEmail } from '../identity/email-address.ts'
import { foldedWords } from '../identity/folded-words.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { type EmployeeCount, readEmployeeCount } from './employee-count.ts'
import { type IndustryReading, industryGroupsOf } from './industry.ts'
import { SENIORITIES, type Seniority, seniorityOf } from './seniority.ts'

/**
 * What a lead's facts say once they are read: all that a score rests on besides the profile and the intent. It is kept with every decision, so
 * that a decision replays the same even after titles are read better, and kept for every lead, so that another profile is tried without reading again.
 */
export type LeadFit = {
  /** From the title; UNKNOWN where it says nothing. */
  seniority: Seniority
  /** A provider's own word ("C suite"); UNKNOWN without one. */
  providerSeniority: Seniority
  employees: EmployeeCount | null
  industry: IndustryReading
  /** Folded names, each once, sorted. */
  technologies: readonly string[]
  hasVerifiedEmail: boolean
  hasLinkedin: boolean
  hasPlace: boolean
}

/** Reads a lead's facts. Odd or missing ones never throw and never count as a fit. */
export function readFit(facts: ResolvedFacts): LeadFit {
  const word = foldedWords(textOf(facts.seniority) ?? '')
    .replaceAll(' ', '_')
    .toUpperCase()
  return {
    seniority: seniorityOf(textOf(facts.title)),
    providerSeniority: SENIORITIES.find((level) => level === word) ?? 'UNKNOWN',
    employees: readEmployeeCount(facts.employeeCount?.value),
    industry: industryGroupsOf({
      // An industry has commas of its own ("health, wellness & fitness"), so it is not taken apart.
      industries: [facts.industry?.value].flat().filter((name) => typeof name === 'string'),
      keywords: textsOf(facts.keywords),
      technologies: textsOf(facts.technologies),
      title: textOf(facts.title),
    }),
    // A set: the same tool under two spellings counts once.
    technologies: [...new Set(textsOf(facts.technologies).map(foldedWords))].toSorted(),
    hasVerifiedEmail: emailStatusOf(facts.emailStatus) === 'VERIFIED' && parseEmail(textOf(facts.email) ?? '').ok,
    hasLinkedin: parseLinkedinProfile(textOf(facts.linkedinUrl) ?? '', { bareSlug: true }).ok,
    hasPlace: [facts.country, facts.region, facts.city].some((fact) => !isPlaceholder(textOf(fact) ?? '')),
  }
}

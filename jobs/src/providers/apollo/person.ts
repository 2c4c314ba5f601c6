import { z } from 'zod'
import type { EmailStatus } from '../../enrich/facts.ts'
import type { ObservedFacts } from '../observation.ts'

const text = z.string().nullish()

const organization = z.object({
  name: text,
  website_url: text,
  primary_domain: text,
  industry: text,
  keywords: z.array(z.string()).nullish(),
  estimated_num_employees: z.number().nullish(),
  technology_names: z.array(z.string()).nullish(),
  total_funding: z.number().nullish(),
  latest_funding_stage: text,
  latest_funding_round_date: text,
})

/** Apollo's person, as far as we read it (providers/apollo.md, section 4). */
export const personSchema = z.object({
  id: z.string().min(1),
  first_name: text,
  last_name: text,
  title: text,
  seniority: text,
  email: text,
  email_status: text,
  extrapolated_email_confidence: z.number().nullish(),
  linkedin_url: text,
  city: text,
  state: text,
  country: text,
  employment_history: z.array(z.object({ current: z.boolean().nullish(), start_date: text })).nullish(),
  organization: organization.nullish(),
})
export type ApolloPerson = z.infer<typeof personSchema>

/** A person in our words. */
export type ApolloObservation = { apolloId: string; facts: ObservedFacts }

/** `email_not_unlocked@domain.com` stands where an address is that was not paid for (seen in integrations). */
export function realEmail(email: string | null | undefined): string | null {
  return email?.includes('@') && !email.toLowerCase().startsWith('email_not_unlocked') ? email : null
}

/** Only `verified` is documented; the set is open, so that nothing else is ever taken for a checked address. */
function emailStatus(status: string | null | undefined): EmailStatus {
  switch (status?.toLowerCase().replaceAll('_', ' ')) {
    case 'verified':
      return 'VERIFIED'
    case 'likely to engage':
    case 'extrapolated':
    case 'guessed':
      return 'LIKELY'
    default:
      return 'UNKNOWN'
  }
}

/** Profiles come back as `http://www.linkedin.com/in/…`. */
function httpsUrl(url: string | null | undefined): string | null {
  return url ? url.replace(/^http:\/\//i, 'https://') : null
}

/** `primary_domain` may be missing where a website is known. */
function companyDomain(company: z.infer<typeof organization> | null | undefined): string | null {
  if (company?.primary_domain) return company.primary_domain
  const url = company?.website_url ? URL.parse(company.website_url) : null
  return url === null ? null : url.hostname.replace(/^www\./, '')
}

/** What Apollo knows about a person, by the names of our facts; nothing is put there for what it does not know. */
export function observe(person: ApolloPerson): ApolloObservation {
  const { organization: company } = person
  const facts: ObservedFacts = {}
  const say = (name: keyof ObservedFacts, value: string | number | string[] | null | undefined, confidence: number | null = null): void => {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return
    facts[name] = { value, confidence }
  }
  say('firstName', person.first_name)
  say('lastName', person.last_name)
  say('title', person.title)
  say('seniority', person.seniority)
  say('linkedinUrl', httpsUrl(person.linkedin_url))
  say('city', person.city)
  say('region', person.state)
  say('country', person.country)
  say('roleSince', person.employment_history?.find(({ current }) => current === true)?.start_date)
  say('companyName', company?.name)
  say('companyDomain', companyDomain(company))
  say('employeeCount', company?.estimated_num_employees)
  say('industry', company?.industry)
  say('technologies', company?.technology_names)
  say('keywords', company?.keywords)
  const email = realEmail(person.email)
  if (email !== null) {
    const guess = person.extrapolated_email_confidence
    say('email', email, typeof guess === 'number' && guess >= 0 && guess <= 1 ? guess : null)
    facts.emailStatus = { value: { address: email, status: emailStatus(person.email_status) }, confidence: null }
  }
  if (company?.latest_funding_stage || company?.latest_funding_round_date) {
    facts.funding = {
      value: {
        stage: company.latest_funding_stage ?? null,
        on: company.latest_funding_round_date ?? null,
        total: company.total_funding ?? null,
      },
      confidence: null,
    }
  }
  return { apolloId: person.id, facts }
}

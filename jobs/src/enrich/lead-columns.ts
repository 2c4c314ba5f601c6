import { isCompanyDomain } from '../identity/address-lists.ts'
import { companyNameKey } from '../identity/company-name.ts'
import { domainOfWebsite } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { longestName } from '../identity/longest-name.ts'
import { readPersonName } from '../identity/person-name.ts'
import type { Places } from '../place/load-places.ts'
import { placeOf } from '../place/time-zone.ts'
import { readEmployeeCount } from '../segment/employee-count.ts'
import { type Seniority, seniorityOf } from '../segment/seniority.ts'
import { type EmailStatus, emailStatusOf, type Fact, type ResolvedFacts, textOf } from './facts.ts'

/** What the facts say of a lead's employer; null where they do not name one. */
export type CompanyColumns = {
  name: string
  nameKey: string
  domain: string | null
  countryCode: string | null
  industry: string | null
  employeesMin: number | null
  employeesMax: number | null
}

/** What the facts say of a lead, column by column; null says nothing, and what stands there stays. */
export type LeadColumns = {
  email: string | null
  personKey: string | null
  emailStatus: EmailStatus | null
  linkedinKey: string | null
  linkedinUrl: string | null
  firstName: string | null
  lastName: string | null
  fullName: string | null
  title: string | null
  seniority: Seniority | null
  companyName: string | null
  city: string | null
  region: string | null
  countryCode: string | null
  timeZone: string | null
  company: CompanyColumns | null
}

/** Facts as the columns that lists, filters and rules read. Never throws. */
export function leadColumnsOf(facts: ResolvedFacts, { places, addressLists }: { places: Places; addressLists: AddressLists }): LeadColumns {
  const email = parseEmail(textOf(facts.email) ?? '')
  const linkedin = parseLinkedinProfile(textOf(facts.linkedinUrl) ?? '', { bareSlug: true })
  const named = (fact: Fact | undefined) => textOf(fact)?.slice(0, longestName).toWellFormed() ?? null
  const name = readPersonName({ firstName: named(facts.firstName), lastName: named(facts.lastName) })
  const city = named(facts.city)
  const place = placeOf({ country: textOf(facts.country), state: textOf(facts.region), city }, places)
  const title = named(facts.title)
  const companyName = named(facts.companyName)?.trim() || null
  const website = domainOfWebsite(textOf(facts.companyDomain) ?? '')
  // A free-mail domain is nobody's company.
  const domain = website !== null && isCompanyDomain(website, addressLists) ? website : null
  const nameKey = companyNameKey(companyName ?? '')
  const count = readEmployeeCount(facts.employeeCount?.value)
  const industry = named(facts.industry)
  return {
    email: email.ok ? email.email.address : null,
    personKey: email.ok ? email.email.personKey : null,
    emailStatus: emailStatusOf(facts.emailStatus),
    linkedinKey: linkedin.ok ? linkedin.profile.key : null,
    linkedinUrl: linkedin.ok ? linkedin.profile.url : null,
    firstName: name.firstName,
    lastName: name.lastName,
    fullName: name.fullName,
    title,
    seniority: title === null ? null : seniorityOf(title),
    companyName,
    city,
    region: place.region,
    countryCode: place.countryCode,
    timeZone: place.timeZone,
    company:
      companyName === null || nameKey === ''
        ? null
        : {
            name: companyName,
            nameKey,
            domain,
            countryCode: place.countryCode,
            industry,
            employeesMin: count?.min ?? null,
            employeesMax: count?.max ?? null,
          },
  }
}

import type { Company } from './companies.ts'
import type { Params } from './params.ts'
import type { Person } from './people.ts'

/** Apollo shows no more than this many of a search: 500 pages of 100. */
export const SHOWN_AT_MOST = 50_000

/** Which people a search asks for: all filters must hold, any value of one filter is enough. Unknown parameters are ignored, as Apollo does. */
export function personFilter(params: Params): (person: Person) => boolean {
  const titles = lower(params.list('person_titles'))
  const strict = params.flag('include_similar_titles') === false
  const seniorities = new Set(params.list('person_seniorities'))
  const places = lower(params.list('person_locations'))
  const words = lower((params.text('q_keywords') ?? '').split(/\s+/).filter((word) => word !== ''))
  const statuses = new Set(params.list('contact_email_status').map((status) => status.replaceAll('_', ' ')))
  const domains = new Set(lower(params.list('q_organization_domains_list')))
  const company = once(companyFilter(params))
  return (person) =>
    (titles.length === 0 || titles.some((title) => hasTitle(person.title, title, strict))) &&
    (seniorities.size === 0 || (person.seniority !== null && seniorities.has(person.seniority))) &&
    (places.length === 0 || places.some((place) => isIn(person.place, place))) &&
    (statuses.size === 0 || statuses.has(person.emailStatus ?? 'unavailable')) &&
    (domains.size === 0 || person.jobs.some((job) => domains.has(job.company.domain))) &&
    (words.length === 0 || hasWords(person, words)) &&
    company(person.company)
}

/** A company is judged once, not for each of its people. */
function once(filter: (company: Company) => boolean): (company: Company) => boolean {
  const known = new Map<string, boolean>()
  return (company) => {
    const verdict = known.get(company.id) ?? filter(company)
    known.set(company.id, verdict)
    return verdict
  }
}

export function companyFilter(params: Params): (company: Company) => boolean {
  const ids = new Set(params.list('organization_ids'))
  const places = lower(params.list('organization_locations'))
  const notPlaces = lower(params.list('organization_not_locations'))
  const sizes = params.list('organization_num_employees_ranges').map(range)
  const revenue = { min: params.whole('revenue_range[min]'), max: params.whole('revenue_range[max]') }
  const tags = new Set(params.list('organization_industry_tag_ids'))
  const notTags = new Set(params.list('organization_not_industry_tag_ids'))
  const keywords = lower(params.list('q_organization_keyword_tags'))
  const notKeywords = lower(params.list('q_not_organization_keyword_tags'))
  const anyOf = params.list('currently_using_any_of_technology_uids')
  const allOf = params.list('currently_using_all_of_technology_uids')
  const noneOf = params.list('currently_not_using_any_of_technology_uids')
  const openJobs = { min: params.whole('organization_num_jobs_range[min]'), max: params.whole('organization_num_jobs_range[max]') }
  return (company) => {
    const uids = company.technologies.map(technologyUid)
    return (
      (ids.size === 0 || ids.has(company.id)) &&
      (places.length === 0 || places.some((place) => isIn(company, place))) &&
      !notPlaces.some((place) => isIn(company, place)) &&
      (sizes.length === 0 || sizes.some((size) => within(company.employees, size))) &&
      (isOpen(revenue) || within(company.revenue, revenue)) &&
      (tags.size === 0 || (company.industryTagId !== null && tags.has(company.industryTagId))) &&
      !(company.industryTagId !== null && notTags.has(company.industryTagId)) &&
      (keywords.length === 0 || keywords.some((keyword) => isTagged(company, keyword))) &&
      !notKeywords.some((keyword) => isTagged(company, keyword)) &&
      (anyOf.length === 0 || anyOf.some((uid) => uids.includes(uid))) &&
      allOf.every((uid) => uids.includes(uid)) &&
      !noneOf.some((uid) => uids.includes(uid)) &&
      (isOpen(openJobs) || within(company.openJobs, openJobs))
    )
  }
}

/** `Google Analytics` is `google_analytics`, `WordPress.org` is `wordpress_org`. */
export function technologyUid(name: string): string {
  return name.toLowerCase().replaceAll(/[\s.]/g, '_')
}

/** Free text instead of ids of industries is an error at Apollo, not an empty result. */
export function wrongTagId(params: Params): string | null {
  const all = [...params.list('organization_industry_tag_ids'), ...params.list('organization_not_industry_tag_ids')]
  return all.find((id) => !/^[0-9a-f]{24}$/.test(id)) ?? null
}

interface Range {
  min: number | null
  max: number | null
}

/** `51,200`; `10001,` is open. */
function range(text: string): Range {
  const [min = '', max = ''] = text.split(',').map((part) => part.trim())
  return { min: /^\d+$/.test(min) ? Number(min) : null, max: /^\d+$/.test(max) ? Number(max) : null }
}

function isOpen({ min, max }: Range): boolean {
  return min === null && max === null
}

function within(value: number | null, { min, max }: Range): boolean {
  return value !== null && (min === null || value >= min) && (max === null || value <= max)
}

function hasTitle(title: string | null, wanted: string, strict: boolean): boolean {
  if (title === null) return false
  const own = title.toLowerCase()
  if (strict) return own === wanted
  const words = new Set(own.split(/[^\p{L}\p{N}&]+/u))
  return own.includes(wanted) || wanted.split(/[^\p{L}\p{N}&]+/u).every((word) => word === 'of' || word === '' || words.has(word))
}

function hasWords(person: Person, words: string[]): boolean {
  const { company } = person
  const text = [
    person.firstName,
    person.lastName,
    person.title,
    company.name,
    company.industry,
    ...company.keywords,
    ...company.technologies,
  ]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

function isTagged(company: Company, keyword: string): boolean {
  return company.industry?.toLowerCase() === keyword || company.keywords.some((own) => own.includes(keyword))
}

/** A city, a state or a country; `Austin, Texas` needs both. */
function isIn(place: { city: string | null; state: string | null; country: string | null }, wanted: string): boolean {
  const own = [place.city, place.state, place.country].map((part) => part?.toLowerCase())
  return wanted.split(',').every((part) => own.includes(SHORT_COUNTRIES[part.trim()] ?? part.trim()))
}

const SHORT_COUNTRIES: Record<string, string> = { us: 'united states', usa: 'united states', uk: 'united kingdom' }

function lower(values: string[]): string[] {
  return values.map((value) => value.trim().toLowerCase())
}

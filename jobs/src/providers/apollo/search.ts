import { z } from 'zod'

/** Whom to look for, in our words. Lists are "any of". */
export type PeopleCriteria = {
  titles?: string[]
  /** Titles that mean the same count too; Apollo's default. */
  withSimilarTitles?: boolean
  /** Apollo's seniority words: `owner`, `founder`, `c_suite`, `partner`, `vp`, `head`, `director`, `manager`, … */
  seniorities?: string[]
  /** Where the person lives: city, US state or country. */
  locations?: string[]
  companyLocations?: string[]
  /** Current or previous employer. */
  companyDomains?: string[]
  companyKeywords?: string[]
  /** Both ends count; null: open. */
  employeeRanges?: { min: number; max: number | null }[]
  technologies?: string[]
  emailStatuses?: string[]
  keywords?: string
}

/** Apollo's largest page, and its last: 50,000 people, whatever `total` says. */
export const largestPage = 100
export const lastPage = 500

export type Parameter = [name: string, value: string | string[] | boolean | number]

/** Apollo's names for the criteria, arrays without their brackets. Page and size are always sent: there is no documented default. */
export function searchParameters(criteria: PeopleCriteria, page: number, size: number): Parameter[] {
  if (!Number.isInteger(page) || page < 1 || page > lastPage || size < 1 || size > largestPage)
    throw new RangeError(`Apollo has no page ${page} of ${size}`)
  const given: [string, Parameter[1] | undefined][] = [
    ['person_titles', criteria.titles],
    ['include_similar_titles', criteria.withSimilarTitles],
    ['person_seniorities', criteria.seniorities],
    ['person_locations', criteria.locations],
    ['organization_locations', criteria.companyLocations],
    ['q_organization_domains_list', criteria.companyDomains],
    // Not documented, but widely used (seen in integrations); free text is refused where industry ids are expected.
    ['q_organization_keyword_tags', criteria.companyKeywords],
    ['organization_num_employees_ranges', criteria.employeeRanges?.map(({ min, max }) => `${min},${max ?? ''}`)],
    ['currently_using_any_of_technology_uids', criteria.technologies?.map((name) => name.toLowerCase().replace(/[ .]/g, '_'))],
    ['contact_email_status', criteria.emailStatuses],
    ['q_keywords', criteria.keywords],
    ['page', page],
    ['per_page', size],
  ]
  return given.flatMap(([name, value]): Parameter[] =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[name, value]],
  )
}

/** As the reference wants it: `person_titles[]=cto&person_titles[]=vp`. */
export function asQuery(parameters: readonly Parameter[]): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of parameters) {
    if (Array.isArray(value)) for (const item of value) query.append(`${name}[]`, item)
    else query.append(name, String(value))
  }
  return query
}

/** As many integrations send it. */
export function asBody(parameters: readonly Parameter[]): Record<string, Parameter[1]> {
  return Object.fromEntries(parameters)
}

/** There is no `pagination` here, only `total_entries`; no address, profile or full last name either. */
export const searchSchema = z.object({
  total_entries: z.number(),
  people: z.array(
    z.object({
      id: z.string().min(1),
      first_name: z.string().nullish(),
      title: z.string().nullish(),
      has_email: z.boolean().nullish(),
      organization: z.object({ name: z.string().nullish() }).nullish(),
    }),
  ),
})

/** Enough to decide whom to enrich. */
export type FoundPerson = {
  apolloId: string
  firstName: string | null
  title: string | null
  companyName: string | null
  hasEmail: boolean
}

import { drawFor } from '../random.ts'
import { type Company, tagIdOf } from './companies.ts'
import type { Person } from './people.ts'
import { technologyUid } from './search.ts'

/** A person as People API Search shows them: enough to decide whom to enrich, and no more. */
export function searchRow(person: Person): Record<string, unknown> {
  const { company, place } = person
  return {
    id: person.id,
    first_name: person.firstName,
    last_name_obfuscated: obfuscated(person.lastName),
    title: person.title,
    last_refreshed_at: person.refreshedAt,
    has_email: person.email !== null,
    has_city: place.city !== null,
    has_state: place.state !== null,
    has_country: place.country !== null,
    has_direct_phone: 'Maybe: please request direct dial via people/bulk_match',
    organization: {
      name: company.name,
      has_industry: company.industry !== null,
      has_phone: false,
      has_city: company.city !== null,
      has_state: company.state !== null,
      has_country: company.country !== null,
      has_zip_code: false,
      has_revenue: company.revenue !== null,
      has_employee_count: company.employees !== null,
    },
  }
}

/** The enriched person. `withoutEmail`: with a running waterfall the address comes later, by callback. */
export function fullPerson(person: Person, options: { personalEmails: boolean; withoutEmail: boolean }): Record<string, unknown> {
  const email = options.withoutEmail
    ? {}
    : { email: person.email, email_status: person.emailStatus, extrapolated_email_confidence: person.extrapolatedConfidence }
  return {
    id: person.id,
    first_name: person.firstName,
    last_name: person.lastName,
    name: `${person.firstName} ${person.lastName}`,
    linkedin_url: person.linkedinUrl,
    title: person.title,
    headline: person.title === null ? null : `${person.title} at ${person.company.name}`,
    ...email,
    photo_url: null,
    twitter_url: null,
    github_url: null,
    facebook_url: null,
    organization_id: person.company.id,
    employment_history: person.jobs.map((job, index) => {
      const id = drawFor(0, `job ${person.id} ${index}`).hex('id', 24)
      return {
        _id: id,
        id,
        key: id,
        current: job.endDate === null,
        organization_id: job.company.id,
        organization_name: job.company.name,
        title: job.title,
        start_date: job.startDate,
        end_date: job.endDate,
        description: null,
        degree: null,
        major: null,
        kind: null,
        raw_address: null,
        emails: null,
        grade_level: null,
        created_at: null,
        updated_at: null,
      }
    }),
    city: person.place.city,
    state: person.place.state,
    country: person.place.country,
    revealed_for_current_team: true,
    is_likely_to_engage: person.emailStatus === 'likely to engage',
    show_intent: false,
    departments: [person.department],
    subdepartments: person.department === 'c_suite' ? ['executive'] : [],
    functions: [person.seniority === 'founder' || person.seniority === 'owner' ? 'entrepreneurship' : person.department],
    seniority: person.seniority,
    ...(options.personalEmails ? { personal_emails: person.personalEmail === null ? [] : [person.personalEmail] } : {}),
    organization: organization(person.company),
  }
}

export function organization(company: Company): Record<string, unknown> {
  const { funding, revenue } = company
  return {
    id: company.id,
    name: company.name,
    website_url: `http://www.${company.domain}`,
    primary_domain: company.domain,
    linkedin_url: `http://www.linkedin.com/company/${company.slug}-syn`,
    linkedin_uid: String(drawFor(0, company.id).whole('linkedin uid', 1_000_000, 99_999_999)),
    founded_year: company.foundedYear,
    phone: null,
    primary_phone: {},
    industry: company.industry,
    industries: company.industry === null ? [] : [company.industry],
    secondary_industries: [],
    industry_tag_id: company.industryTagId,
    industry_tag_hash: company.industry === null ? {} : { [company.industry]: company.industryTagId ?? tagIdOf(company.industry) },
    keywords: company.keywords,
    estimated_num_employees: company.employees,
    annual_revenue: revenue,
    annual_revenue_printed: revenue === null ? null : printed(revenue),
    total_funding: funding?.total ?? null,
    total_funding_printed: funding ? printed(funding.total) : null,
    latest_funding_stage: funding?.stage ?? null,
    latest_funding_round_date: funding?.date ?? null,
    funding_events: funding
      ? [
          {
            id: drawFor(0, company.id).hex('round', 24),
            date: funding.date,
            type: funding.stage,
            investors: null,
            amount: printed(funding.total),
            currency: '$',
          },
        ]
      : [],
    technology_names: company.technologies,
    current_technologies: company.technologies.map((name) => ({ uid: technologyUid(name), name, category: 'Other' })),
    raw_address: [company.city, company.state, company.country].filter((part) => part !== null).join(', ') || null,
    street_address: null,
    city: company.city,
    state: company.state,
    postal_code: null,
    country: company.country,
    short_description: `${company.name} works in ${company.industry ?? 'several fields'}${company.city ? ` out of ${company.city}` : ''}.`,
    seo_description: null,
    languages: [],
    retail_location_count: 0,
  }
}

/** Organization Enrichment adds these to the keys above. */
export function enrichedOrganization(company: Company): Record<string, unknown> {
  const growth = company.headcountGrowth
  const employees = company.employees ?? 0
  return {
    ...organization(company),
    departmental_head_count: {
      sales: Math.round(employees * 0.2),
      engineering: Math.round(employees * 0.25),
      operations: Math.round(employees * 0.3),
      marketing: Math.round(employees * 0.05),
    },
    organization_headcount_six_month_growth: growth,
    organization_headcount_twelve_month_growth: growth === null ? null : Math.round(growth * 180) / 100,
    organization_headcount_twenty_four_month_growth: growth === null ? null : Math.round(growth * 310) / 100,
    num_retail_locations: 0,
  }
}

/** `Quill` is `Qu***l`. */
function obfuscated(name: string): string {
  return `${name.slice(0, 2)}***${name.slice(-1)}`
}

function printed(amount: number): string {
  if (amount >= 1e9) return `${Math.round(amount / 1e8) / 10}B`
  return amount >= 1e6 ? `${Math.round(amount / 1e5) / 10}M` : `${Math.round(amount / 1e3)}K`
}

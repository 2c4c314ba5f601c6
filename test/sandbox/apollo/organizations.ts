import { jsonAnswer, type WireAnswer, type WireRequest } from '../wire.ts'
import type { Company } from './companies.ts'
import { readParams } from './params.ts'
import type { Population } from './people.ts'
import type { Apollo } from './provider.ts'
import { companyFilter } from './search.ts'
import { enrichedOrganization, organization } from './wire-shapes.ts'

/** Organization Enrichment by domain, website, LinkedIn URL or name; 1 credit for a hit. */
export function enrichOrganization(request: WireRequest, apollo: Apollo): WireAnswer {
  const params = readParams(request)
  const [domain, website, linkedin, name] = ['domain', 'website', 'linkedin_url', 'name'].map((key) => params.text(key))
  if (!domain && !website && !linkedin && !name) return jsonAnswer(422, { error: "Required parameter 'domain' missing" })
  const company = findCompany(apollo.population(), domain ?? website ?? null, linkedin ?? null, name ?? null)
  // What a miss looks like is not documented; clients take a missing organization for one.
  if (!company) return jsonAnswer(200, {})
  apollo.charge(1)
  return jsonAnswer(200, { organization: enrichedOrganization(company) })
}

/** Organization Search, 1 credit a page. Nothing is saved in this workspace, so `accounts` is always empty. */
export function searchOrganizations(request: WireRequest, apollo: Apollo): WireAnswer {
  const params = readParams(request)
  const page = params.whole('page') ?? 1
  const perPage = params.whole('per_page') ?? 10
  if (page < 1 || perPage < 1 || perPage > 100) return jsonAnswer(422, { error: 'per_page must be between 1 and 100' })
  const passes = companyFilter(params)
  const domains = new Set(params.list('q_organization_domains_list').map((domain) => domain.toLowerCase()))
  const name = params.text('q_organization_name')?.toLowerCase() ?? ''
  const found = apollo
    .population()
    .companies.filter(
      (company) => passes(company) && (domains.size === 0 || domains.has(company.domain)) && company.name.toLowerCase().includes(name),
    )
  apollo.charge(1)
  return jsonAnswer(200, {
    pagination: { page, per_page: perPage, total_entries: found.length, total_pages: Math.ceil(found.length / perPage) },
    accounts: [],
    organizations: found.slice((page - 1) * perPage, page * perPage).map(organization),
  })
}

function findCompany(population: Population, site: string | null, linkedin: string | null, name: string | null): Company | null {
  if (site) {
    const host = site
      .toLowerCase()
      .replace(/^(https?:\/\/)?(www\.)?/, '')
      .replace(/[/?#].*$/, '')
    return population.companyByDomain.get(host) ?? null
  }
  const slug = linkedin?.toLowerCase().match(/linkedin\.com\/company\/([^/?#]+)-syn/)?.[1]
  if (slug) return population.companyByDomain.get(`${slug}.example`) ?? null
  return population.companies.find((company) => company.name.toLowerCase() === name?.trim().toLowerCase()) ?? null
}

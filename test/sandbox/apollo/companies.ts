import { z } from 'zod'
import { readCsv } from '../csv.ts'
import { type Draw, drawFor } from '../random.ts'

export interface Company {
  /** Apollo's organization id, 24 hexadecimal digits. */
  id: string
  name: string
  /** Always ends in `.example`. */
  domain: string
  slug: string
  industry: string | null
  industryTagId: string | null
  /** The category of companies.csv the product's customers come from, or ''. */
  category: string
  employees: number | null
  city: string | null
  state: string | null
  country: string | null
  keywords: string[]
  technologies: string[]
  foundedYear: number
  revenue: number | null
  funding: { stage: string; date: string; total: number } | null
  /** Shares, 0.12 is 12 % in the last 6 months; null where Apollo doesn't know. */
  headcountGrowth: number | null
  openJobs: number
}

const rowSchema = z.object({
  company_id: z.string(),
  name: z.string().min(1),
  slug: z.string().min(1),
  industry: z.string(),
  icp_category: z.string(),
  size_min: z.coerce.number(),
  size_max: z.coerce.number(),
  city: z.string(),
  region: z.string(),
  country: z.string(),
  technologies: z.string(),
  tags: z.string(),
  source: z.string(),
})

/** Apollo's ids of the industries that sources filter by (seen in integrations). */
const INDUSTRY_TAGS: Record<string, string> = {
  'marketing & advertising': '5567cd467369644d39040000',
  'management consulting': '5567cdd47369643dbf260000',
  'staffing & recruiting': '5567e09973696410db020800',
  'human resources': '5567e0e37369640e5ac10c00',
  internet: '5567cd4d736964397e020000',
  'information technology & services': '5567cd4773696439b10b0000',
  'computer software': '5567cd4e7369643b70010000',
  retail: '5567ced173696450cb580000',
  wholesale: '5567d01e73696457ee100000',
  'consumer goods': '5567ce987369643b789e0000',
  'consumer services': '5567d1127261697f2b1d0000',
  'apparel & fashion': '5567cd82736964540d0b0000',
  cosmetics: '5567e1ae73696423dc040000',
  'food & beverages': '5567ce1e7369643b806a0000',
  'health, wellness & fitness': '5567cddb7369644d250c0000',
  'public relations & communications': '5567ce5973696453d9780000',
  design: '5567cdbc73696439d90b0000',
  'graphic design': '5567cd4d73696439d9040000',
  'market research': '5567e1387369641ec75d0200',
  'online media': '5567cdb373696439dd540000',
  'media production': '5567e0ea7369640d2ba31600',
  'events services': '5567cd8e7369645409450000',
  'outsourcing/offshoring': '5567d04173696457ee520000',
  'professional training & coaching': '5567cd49736964541d010000',
  'financial services': '5567cdd67369643e64020000',
  accounting: '5567ce1f7369643b78570000',
  'legal services': '5567ce2d7369644d25250000',
  'law practice': '5567ce1f7369644d391c0000',
  'business supplies & equipment': '5567e0fa73696410e4c51200',
  'logistics & supply chain': '5567cd4973696439b9010000',
  'venture capital & private equity': '5567e1587369641c48370000',
}

/** Industries that Apollo writes in other words now and then. */
const ODD_SPELLINGS: Record<string, string> = {
  'marketing & advertising': 'Marketing and Advertising',
  'staffing & recruiting': 'staffing and recruiting',
  'management consulting': 'Business Consulting and Services',
  'information technology & services': 'IT Services and IT Consulting',
  internet: 'online and mail order retail',
  'law practice': 'legal services',
}

const WORDS_OF_CATEGORY: Record<string, { keywords: string[]; technologies: string[] }> = {
  marketing_agency: {
    keywords: ['digital marketing agency', 'branding', 'paid media', 'seo', 'creative services'],
    technologies: ['HubSpot', 'Google Analytics', 'Asana', 'Salesforce', 'Slack', 'WordPress.org'],
  },
  staffing: {
    keywords: ['staffing', 'recruitment', 'talent acquisition', 'executive search', 'temporary staffing'],
    technologies: ['Bullhorn', 'LinkedIn Recruiter', 'Microsoft Office 365', 'Salesforce', 'Zoom'],
  },
  consulting: {
    keywords: ['consulting', 'advisory', 'transformation', 'strategy'],
    technologies: ['Microsoft Office 365', 'Salesforce', 'Tableau', 'Slack', 'Zoom'],
  },
  ecommerce: {
    keywords: ['ecommerce', 'online store', 'direct to consumer', 'retail'],
    technologies: ['Shopify', 'Klaviyo', 'Google Analytics', 'Zendesk', 'Magento', 'Stripe'],
  },
  law: { keywords: ['law firm', 'litigation', 'legal services'], technologies: ['Clio', 'Microsoft Office 365', 'NetDocuments'] },
  accounting: { keywords: ['accounting', 'tax', 'audit', 'bookkeeping'], technologies: ['QuickBooks', 'Xero', 'Microsoft Office 365'] },
}
const USUAL = {
  keywords: ['services', 'operations'],
  technologies: ['Google Workspace', 'Slack', 'Salesforce', 'HubSpot', 'Zoom', 'Microsoft Office 365'],
}

/** Reads the real companies and adds, by the seed, what a row does not say. */
export function loadCompanies(seed: number): Company[] {
  const seen = new Set<string>()
  return readCsv('companies.csv').flatMap((cells) => {
    const row = rowSchema.parse(cells)
    if (seen.has(row.slug)) return []
    seen.add(row.slug)
    const draw = drawFor(seed, `company ${row.company_id}`)
    const industry = industryOf(row.industry, draw)
    const words = WORDS_OF_CATEGORY[row.icp_category] ?? USUAL
    const employees = draw.chance('no headcount', 0.03) || !(row.size_max > 0) ? null : draw.whole('employees', row.size_min, row.size_max)
    return [
      {
        id: `5f${draw.hex('id', 22)}`,
        name: row.name,
        domain: `${row.slug}.example`,
        slug: row.slug,
        industry,
        industryTagId: row.industry === '' || industry === null ? null : tagIdOf(row.industry),
        category: row.icp_category,
        employees,
        city: row.city || null,
        state: row.region || null,
        country: row.country || null,
        keywords: [...new Set([...listed(row.tags).map((tag) => tag.toLowerCase()), ...some(words.keywords, draw, 'keyword')])],
        technologies: [...new Set([...listed(row.technologies), ...some(words.technologies, draw, 'technology')])],
        foundedYear: draw.whole('founded', 1978, 2022),
        revenue: employees === null || draw.chance('no revenue', 0.2) ? null : employees * draw.whole('revenue per head', 60, 240) * 1_000,
        funding: row.source === 'yc' && draw.chance('funded', 0.6) ? fundingOf(draw) : null,
        headcountGrowth: draw.chance('no growth', 0.3) ? null : draw.whole('growth', -12, 38) / 100,
        openJobs: draw.chance('hiring', 0.35) ? draw.whole('open jobs', 1, 18) : 0,
      },
    ]
  })
}

/** The id of an industry; those that no integration was seen to use get one that keeps the form. */
export function tagIdOf(industry: string): string {
  return INDUSTRY_TAGS[industry] ?? `5567${drawFor(0, `industry ${industry}`).hex('tag', 20)}`
}

function industryOf(industry: string, draw: Draw): string | null {
  if (industry === '' || draw.chance('no industry', 0.02)) return null
  const odd = ODD_SPELLINGS[industry]
  return odd && draw.chance('odd industry', 0.06) ? odd : industry
}

function fundingOf(draw: Draw): NonNullable<Company['funding']> {
  const stage = draw.pick('stage', ['Seed', 'Series A', 'Series B', 'Series C', 'Other'])
  const date = new Date(Date.UTC(2026, 9, 20) - draw.whole('funded ago', 10, 1_400) * 86_400_000)
  return { stage, date: date.toISOString().replace('Z', '+00:00'), total: draw.whole('raised', 5, 900) * 100_000 }
}

function some(list: readonly string[], draw: Draw, name: string): string[] {
  return list.filter((item) => draw.chance(`${name} ${item}`, 0.45))
}

function listed(cell: string): string[] {
  return cell
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

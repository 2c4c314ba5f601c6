import type { Draw } from '../random.ts'

/** Apollo's words for `person_seniorities[]` and `person.seniority`. */
const SENIORITIES = ['owner', 'founder', 'c_suite', 'partner', 'vp', 'head', 'director', 'manager', 'senior', 'entry', 'intern'] as const
export type Seniority = (typeof SENIORITIES)[number]

const SHARES: readonly (readonly [Seniority, number])[] = [
  ['owner', 4],
  ['founder', 9],
  ['c_suite', 20],
  ['partner', 7],
  ['vp', 19],
  ['head', 8],
  ['director', 12],
  ['manager', 11],
  ['senior', 4],
  ['entry', 4],
  ['intern', 2],
]

/** Department as Apollo names it, with the words that titles use. */
const AREAS: readonly (readonly [string, string])[] = [
  ['sales', 'Sales'],
  ['sales', 'Revenue'],
  ['marketing', 'Marketing'],
  ['marketing', 'Growth'],
  ['operations', 'Operations'],
  ['operations', 'Delivery'],
  ['finance', 'Finance'],
  ['human_resources', 'People'],
  ['human_resources', 'Talent Acquisition'],
  ['engineering', 'Engineering'],
  ['information_technology', 'IT'],
  ['product_management', 'Product'],
  ['consulting', 'Client Services'],
  ['business_development', 'Business Development'],
  ['legal', 'Legal'],
  ['data_science', 'Data & AI'],
]

const CHIEFS: readonly (readonly [string, string])[] = [
  ['CEO', 'c_suite'],
  ['Chief Executive Officer', 'c_suite'],
  ['President & CEO', 'c_suite'],
  ['Managing Director', 'c_suite'],
  ['President', 'c_suite'],
  ['COO', 'operations'],
  ['Chief Operating Officer', 'operations'],
  ['CFO', 'finance'],
  ['Chief Financial Officer', 'finance'],
  ['CTO', 'engineering'],
  ['Chief Technology Officer', 'engineering'],
  ['Chief Information Officer', 'information_technology'],
  ['CMO', 'marketing'],
  ['Chief Marketing Officer', 'marketing'],
  ['Chief Revenue Officer', 'sales'],
  ['Chief People Officer', 'human_resources'],
  ['Chief Growth Officer', 'marketing'],
]

interface Job {
  seniority: Seniority
  /** Apollo's department key. */
  department: string
  title: string
}

export function drawJob(draw: Draw): Job {
  const seniority = draw.weighted('seniority', SHARES)
  const [department, area] = draw.pick('area', AREAS)
  const job = (title: string, where: string = department): Job => ({ seniority, department: where, title })
  switch (seniority) {
    case 'owner':
      return job(draw.pick('title', ['Owner', 'Owner', 'Business Owner', 'Owner & Principal', 'Co-Owner']), 'c_suite')
    case 'founder':
      return job(
        draw.pick('title', [
          'Founder',
          'Co-Founder',
          'Founder & CEO',
          'Co-Founder & CEO',
          'Founder and Managing Director',
          'Co-founder & COO',
        ]),
        'c_suite',
      )
    case 'c_suite': {
      const [title, where] = draw.pick('title', CHIEFS)
      return job(title, where)
    }
    case 'partner':
      return job(draw.pick('title', ['Partner', 'Managing Partner', 'Senior Partner', 'Equity Partner', `Partner, ${area}`]), 'c_suite')
    case 'vp':
      return job(
        draw.pick('title', [
          `VP of ${area}`,
          `VP ${area}`,
          `Vice President, ${area}`,
          `Vice President of ${area}`,
          `SVP ${area}`,
          `EVP, ${area}`,
          `Senior Vice President of ${area}`,
        ]),
      )
    case 'head':
      return job(draw.pick('title', [`Head of ${area}`, `Head of ${area}`, `Global Head of ${area}`, `${area} Head`]))
    case 'director':
      return job(
        draw.pick('title', [`Director of ${area}`, `${area} Director`, `Senior Director, ${area}`, `Associate Director of ${area}`]),
      )
    case 'manager':
      return job(draw.pick('title', [`${area} Manager`, `Senior ${area} Manager`, `Manager, ${area}`, `${area} Team Lead`]))
    case 'senior':
      return job(draw.pick('title', [`Senior ${area} Analyst`, `Senior ${area} Specialist`, `Principal Consultant, ${area}`]))
    case 'entry':
      return job(draw.pick('title', [`${area} Coordinator`, `${area} Associate`, `${area} Analyst`, 'Executive Assistant to the CEO']))
    case 'intern':
      return job(draw.pick('title', [`${area} Intern`, 'Summer Intern', `${area} Working Student`]))
  }
}

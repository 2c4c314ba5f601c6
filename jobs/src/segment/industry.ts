import { foldedWords } from '../identity/folded-words.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'

/** Groups that an ICP profile can list. */
export const INDUSTRY_GROUPS = [
  'agency',
  'staffing',
  'consulting',
  'ecommerce',
  'law',
  'accounting',
  'b2b_software',
  'real_estate',
  'financial_services',
] as const
export type IndustryGroup = (typeof INDUSTRY_GROUPS)[number]

/** What is known of a company's field: provider names as they came, and what a catch-all needs as second signal. */
export type IndustryText = {
  industries: readonly string[]
  keywords?: readonly string[]
  technologies?: readonly string[]
  title?: string | null
}

/** The groups of a company; `known` is false when there is no industry at all (a known one may be in no group). */
export type IndustryReading = { known: boolean; groups: readonly IndustryGroup[]; named: string | null }

/**
 * Provider names that mean a group by themselves: Apollo / LinkedIn v1, LinkedIn v2, free text
 * (providers/icp-vocabulary.md, sections 3 and 4; pipeline.md wins where they differ, so financial services are no consulting here).
 */
const NAMES: Record<IndustryGroup, readonly string[]> = {
  agency: [
    'marketing & advertising',
    'advertising',
    'marketing',
    'digital marketing',
    'marketing agency',
    'creative agency',
    'advertising agency',
    'public relations & communications',
    'public relations',
    'design',
    'graphic design',
    'online media',
    'market research',
    'media production',
    'events',
    'advertising services',
    'marketing services',
    'design services',
    'branding',
    'media buying',
    'marketing consulting',
    'internet marketing',
    'seo',
    'web design',
  ],
  staffing: [
    'staffing & recruiting',
    'staffing',
    'recruiting',
    'recruitment',
    'staffing & recruitment',
    'human resources',
    'human resources services',
    'executive search',
    'executive search services',
    'temporary help',
    'employment services',
    'employment agency',
    'recruitment agency',
    'headhunting',
    'personalvermittlung',
    'personaldienstleistung',
    'talent acquisition',
  ],
  consulting: [
    'management consulting',
    'consulting',
    'strategic management services',
    'operations consulting',
    'professional training & coaching',
    'business consulting',
    'it consulting',
    'consultancy',
    'unternehmensberatung',
  ],
  ecommerce: [
    'internet',
    'e-commerce',
    'ecommerce',
    'e-commerce & internet',
    'online and mail order retail',
    'online retail',
    'internet marketplace platforms',
    'internet retail',
    'electronic shopping',
    'technology, information and internet',
    'dtc',
    'd2c',
    'direct to consumer',
  ],
  law: [
    'law practice',
    'legal services',
    'legal',
    'law',
    'law firm',
    'law firms',
    'law firms & legal services',
    'alternative dispute resolution',
  ],
  accounting: ['accounting', 'accountancy', 'accounting services', 'tax & accounting', 'bookkeeping', 'audit', 'accounting & tax'],
  b2b_software: [
    'computer software',
    'software',
    'software development',
    'saas',
    'b2b software',
    'enterprise software',
    'information technology & saas',
    'software as a service',
    'desktop computing software products',
    'embedded software products',
  ],
  real_estate: [
    'real estate',
    'commercial real estate',
    'real estate agents & brokers',
    'leasing non-residential real estate',
    'leasing residential real estate',
    'property management',
  ],
  financial_services: [
    'financial services',
    'banking',
    'investment banking',
    'investment management',
    'capital markets',
    'venture capital & private equity',
    'finance',
    'wealth management',
    'asset management',
  ],
}

/** Catch-alls: the group only counts when a keyword, a technology or the title says it too (vocabulary, section 5, rule 3). */
const CATCH_ALLS: Record<string, readonly IndustryGroup[]> = {
  'information technology & services': ['consulting', 'b2b_software', 'agency', 'ecommerce', 'staffing'],
  'information technology': ['consulting', 'b2b_software', 'agency', 'ecommerce'],
  'it services & it consulting': ['consulting', 'b2b_software'],
  'business consulting & services': ['consulting', 'agency', 'staffing'],
  'professional services': ['consulting', 'law', 'accounting'],
  'environmental services': ['consulting'],
  'outsourcing/offshoring': ['staffing'],
  'outsourcing & offshoring consulting': ['staffing', 'consulting'],
  retail: ['ecommerce'],
  wholesale: ['ecommerce'],
  'consumer goods': ['ecommerce'],
  'apparel & fashion': ['ecommerce'],
  'retail apparel & fashion': ['ecommerce'],
  cosmetics: ['ecommerce'],
  'personal care product manufacturing': ['ecommerce'],
  'health, wellness & fitness': ['ecommerce'],
  'food & beverages': ['ecommerce'],
  'sporting goods': ['ecommerce'],
  'luxury goods & jewelry': ['ecommerce'],
  'information services': ['b2b_software', 'agency'],
}

const SIGNALS: Record<IndustryGroup, RegExp> = {
  agency:
    /\b(?:agency|agencies|studio|performance marketing|seo|ppc|paid media|branding|growth marketing|web design|lead generation|creative services|public relations)\b/,
  staffing:
    /\b(?:staffing|recruit\w*|talent acquisition|headhunt\w*|executive search|rpo|temp agency|personalvermittlung|employment agency)\b/,
  consulting: /\b(?:consulting|consultancy|consultant|consultants|advisory|fractional|strategy consulting|digital transformation)\b/,
  ecommerce:
    /\b(?:e commerce|ecommerce|e com|online stores?|online shops?|dtc|d2c|direct to consumer|shopify|woo commerce|woocommerce|magento|bigcommerce|klaviyo|marketplace seller|amazon seller)\b/,
  law: /\b(?:law firm|legal services|solicitors?|attorneys?|lawyers?)\b/,
  accounting: /\b(?:accounting|accountancy|bookkeeping|cpa firm|tax advisory|audit)\b/,
  b2b_software: /\b(?:saas|b2b software|software company|enterprise software|software as a service|software product|cloud software)\b/,
  real_estate: /\b(?:real estate|property management|proptech)\b/,
  financial_services: /\b(?:financial services|fintech|wealth management|asset management|banking)\b/,
}

/** One key for one field: lower case, `&` as "and", no punctuation, no trailing "services", plural and singular alike. */
export function industryKey(name: string): string {
  const words = foldedWords(name).replace(/(?<=.) (?:services?|industry|sector)$/, '')
  return words
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<![su])s$/, '') : word))
    .join(' ')
}

const GROUPS_BY_KEY = new Map<string, Set<IndustryGroup>>()
for (const group of INDUSTRY_GROUPS) {
  for (const name of NAMES[group]) {
    const key = industryKey(name)
    GROUPS_BY_KEY.set(key, (GROUPS_BY_KEY.get(key) ?? new Set<IndustryGroup>()).add(group))
  }
}
const CATCH_ALL_BY_KEY = new Map(Object.entries(CATCH_ALLS).map(([name, groups]) => [industryKey(name), groups]))

/** Says in which groups a company stands; all that apply, since a company can be several things. Unknown stays unknown. */
export function industryGroupsOf(text: IndustryText): IndustryReading {
  const named = text.industries.filter(
    (name) => !isPlaceholder(name) && foldedWords(name) !== '' && !/^(?:other|others|misc|various|sonstige)$/.test(foldedWords(name)),
  )
  const keys = named.map(industryKey)
  const signals = [...(text.keywords ?? []), ...(text.technologies ?? []), text.title ?? ''].map(foldedWords).join(' · ')
  const groups = INDUSTRY_GROUPS.filter((group) =>
    keys.some((key) => GROUPS_BY_KEY.get(key)?.has(group) || (CATCH_ALL_BY_KEY.get(key)?.includes(group) && SIGNALS[group].test(signals))),
  )
  return { known: named.length > 0, groups, named: named[0]?.trim() ?? null }
}

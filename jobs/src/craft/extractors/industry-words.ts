/** How an industry group is spoken of. `process` is the work that most of such firms do by hand and over again: where automation starts. */
export type IndustryWords = { firm: string; firms: string; process: string }

/** Groups without an entry are not spoken of: a wrong industry costs more than none. */
const WORDS: Record<string, IndustryWords> = {
  agency: { firm: 'a marketing agency', firms: 'agencies', process: 'client reporting' },
  staffing: { firm: 'a staffing firm', firms: 'staffing firms', process: 'candidate screening' },
  consulting: { firm: 'a consulting firm', firms: 'consulting firms', process: 'proposal writing' },
  ecommerce: { firm: 'an e-commerce company', firms: 'e-commerce companies', process: 'customer support' },
  law: { firm: 'a law firm', firms: 'law firms', process: 'client intake' },
  accounting: { firm: 'an accounting firm', firms: 'accounting firms', process: 'document collection' },
  b2b_software: { firm: 'a software company', firms: 'software companies', process: 'support triage' },
  real_estate: { firm: 'a real estate company', firms: 'real estate companies', process: 'inquiry follow-up' },
  financial_services: { firm: 'a financial services firm', firms: 'financial services firms', process: 'client onboarding' },
}

/** The words of a group, or null where there are none. */
export function industryWordsOf(group: string): IndustryWords | null {
  return Object.hasOwn(WORDS, group) ? (WORDS[group] ?? null) : null
}

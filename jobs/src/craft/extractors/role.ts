import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { wordsOf } from '../text-value.ts'
import { daysBetween, type Extracted, finding, monthOf } from './extracted.ts'

/** A role is new for half a year. Days. */
const NEW_ROLE_DAYS = 180

/** Titles of those who answer for the whole company. "Vice president" and "managing director, sales" are somebody else. */
const RUNS_ALL =
  /^(?:(?:co-?)?founder|(?:co-?)?owner|ceo|chief executive(?: officer)?|president|managing (?:partner|director)|general manager|proprietor)$/i
/** Rank words that say nothing of the area. */
const ASSISTS = /\b(?:assistant to|executive assistant|office of|ex-|former|retired|advisor to|deputy)/i

/** What a title is about, in the words of a sentence; the first that fits. */
const AREAS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:chief operating officer|coo|operations?|ops|delivery)\b/i, 'operations'],
  [/\b(?:chief financial officer|cfo|finance|financial|controller)\b/i, 'finance'],
  [/\b(?:chief revenue officer|cro|revenue)\b/i, 'revenue'],
  [/\b(?:sales|business development)\b/i, 'sales'],
  [/\b(?:chief marketing officer|cmo|marketing|brand|demand)\b/i, 'marketing'],
  [/\b(?:chro|hr|human resources)\b/i, 'HR'],
  [/\b(?:recruit(?:ing|ment)|talent acquisition|staffing)\b/i, 'recruiting'],
  [/\b(?:chief people officer|people|talent)\b/i, 'the people team'],
  [/\b(?:data|analytics)\b/i, 'data'],
  [/\bengineering\b/i, 'engineering'],
  [/\b(?:cio|chief information officer|information technology|it)\b/i, 'IT'],
  [/\b(?:chief technology officer|cto|technology)\b/i, 'technology'],
  [/\bgrowth\b/i, 'growth'],
  [/\bproduct\b/i, 'product'],
  [/\bcustomer (?:service|support|care)\b/i, 'customer service'],
  [/\bcustomers?\b/i, 'customer success'],
  [/\bclients?\b/i, 'client services'],
  [/\baccounts?\b/i, 'client accounts'],
  [/\b(?:e-?commerce|merchandising)\b/i, 'e-commerce'],
  [/\bstrategy\b/i, 'strategy'],
]

/** The areas that people below the lead also say they work in. */
const TEAMS: Partial<Record<string, string>> = {
  operations: 'operations',
  finance: 'finance',
  sales: 'sales',
  marketing: 'marketing',
  HR: 'HR',
  recruiting: 'recruiting',
  'the people team': 'HR',
  data: 'data',
  engineering: 'engineering',
  IT: 'IT',
  technology: 'technology',
  product: 'product',
}

const LEADS: readonly CraftFacts['seniority'][] = ['OWNER', 'FOUNDER', 'C_SUITE', 'PARTNER', 'VP', 'HEAD', 'DIRECTOR']

/** What the lead does there, to stand between "You" and the company's name. Null rather than a guess. */
export function roleAtOf(title: string, seniority: CraftFacts['seniority']): string | null {
  if (ASSISTS.test(title)) return null
  const parts = title.split(/\s*(?:[,&/]|\band\b|\s-\s|–|—)\s*/i).filter((part) => part !== '')
  const runsAll = parts.some((part) => RUNS_ALL.test(part))
  const area = AREAS.find(([pattern]) => pattern.test(title))?.[1]
  // "Managing Director, Sales" leads sales; "Founder & Head of Sales" still runs the company.
  if (runsAll && (!area || seniority === 'OWNER' || seniority === 'FOUNDER')) return 'run'
  if (!area) return null
  if (LEADS.includes(seniority)) return `lead ${area} at`
  const team = TEAMS[area]
  return team && (seniority === 'MANAGER' || seniority === 'SENIOR') ? `work in ${team} at` : null
}

/** What the lead answers for, and whether that is new. */
export function extractRole(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const { found, say } = finding('role', ids)
  const title = wordsOf(facts.title?.value)
  if (facts.title && title) say('title', facts.title, `Title: ${title}`, { roleAt: roleAtOf(title, facts.seniority) })

  if (facts.roleStartedOn) {
    const month = monthOf(facts.roleStartedOn.value)
    const ageDays = daysBetween(facts.roleStartedOn.value, facts.asOf)
    if (month && ageDays >= 0 && ageDays <= NEW_ROLE_DAYS) {
      say('roleStartedOn', facts.roleStartedOn, `In this role since ${month}`, { newInRole: `took on your role in ${month}` })
    }
  }

  const previous = wordsOf(facts.previousCompany?.value)
  if (facts.previousCompany && previous) say('previousCompany', facts.previousCompany, `Was at ${previous} before`, {})
  return found
}

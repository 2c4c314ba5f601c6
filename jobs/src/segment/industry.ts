import { foldedWords } from '../identity/folded-words.ts'
import { isPlaceholder } from '../identity/invisible-text.ts'
import { remembered } from '../identity/remembered.ts'
import { groupsOfIndustryCode } from './industry-codes.ts'
import { CATCH_ALLS, GROUP_NAMES, GROUP_SIGNALS } from './industry-vocabulary.ts'

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

/** Fields that are remembered: providers name some hundred, and each stage of a run asks for them again. */
const MOST_REMEMBERED = 5_000

/** One key for one field: lower case, no "and", no punctuation, no trailing "services", plural and singular and every order of the words alike. */
export const industryKey = remembered(MOST_REMEMBERED, (name) => {
  const words = foldedWords(name)
    .replace(/(?<=.) (?:services?|industry|sector|branche)$/, '')
    .split(' ')
  return words
    .filter((word, at) => at === words.length - 1 || !LINKS.has(word))
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<![su])s$/, '') : word))
    .toSorted()
    .join(' ')
})

/** "and" in the languages of the list: "Marketing & Werbung" and "Marketing und Werbung" are one. */
const LINKS = new Set(['and', 'und', 'et', 'y', 'e', 'en'])

const GROUPS_BY_KEY = new Map<string, Set<IndustryGroup>>()
for (const group of INDUSTRY_GROUPS) {
  for (const name of GROUP_NAMES[group]) {
    const key = industryKey(name)
    GROUPS_BY_KEY.set(key, (GROUPS_BY_KEY.get(key) ?? new Set<IndustryGroup>()).add(group))
  }
}
const CATCH_ALL_BY_KEY = new Map(Object.entries(CATCH_ALLS).map(([name, groups]) => [industryKey(name), groups]))

/** What is written where nobody knows, or where there is no word at all. */
const NO_INDUSTRY =
  /^(?:others?|misc|miscellaneous|various|sonstiges?|andere|autres?|otros?|outros?|altro|overig|unclassified|not (?:applicable|classified|specified)|select|please select|[\d ]*)$/

/** A name and, where nobody knows it as a whole, its parts: "Staffing / HR", "Marketing; Advertising", "Industry: Legal". */
function namesIn(given: string): string[] {
  const name = given.replace(/^\s*(?:industry|branche|sector|secteur|industria)\s*[:=]/i, '').trim()
  const key = industryKey(name)
  return GROUPS_BY_KEY.has(key) || CATCH_ALL_BY_KEY.has(key) ? [key] : name.split(/[;|/,>]|\s[-–]\s/).map(industryKey)
}

/** Says in which groups a company stands; all that apply, since a company can be several things. Unknown stays unknown. */
export function industryGroupsOf(text: IndustryText): IndustryReading {
  const given = text.industries.map((name) => name.slice(0, 200))
  const codes = given.map(groupsOfIndustryCode)
  const isNamed = (name: string, at: number): boolean => codes[at] !== null || !(isPlaceholder(name) || NO_INDUSTRY.test(foldedWords(name)))
  const named = given.filter(isNamed)
  const keys = named.flatMap(namesIn)
  // Asked for by catch-alls alone: most industries say by themselves what they are.
  let signals: string | null = null
  const hasSignal = (group: IndustryGroup): boolean => {
    signals ??= [...(text.keywords ?? []), ...(text.technologies ?? []), text.title ?? ''].map(foldedWords).join(' · ')
    return GROUP_SIGNALS[group].test(signals)
  }
  const groups = INDUSTRY_GROUPS.filter(
    (group) =>
      codes.some((code) => code?.includes(group)) ||
      keys.some((key) => GROUPS_BY_KEY.get(key)?.has(group) || (CATCH_ALL_BY_KEY.get(key)?.includes(group) && hasSignal(group))),
  )
  return { known: named.length > 0, groups, named: named[0]?.trim() ?? null }
}

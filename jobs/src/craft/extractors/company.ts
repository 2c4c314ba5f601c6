import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { wordsOf } from '../text-value.ts'
import { daysBetween, type Extracted, finding, monthOf } from './extracted.ts'
import { industryWordsOf } from './industry-words.ts'

/** A name that is longer is an advertisement or an address. Characters. */
const LONGEST_NAME = 40
/** A clause that a sentence still carries. Characters. */
const LONGEST_NEWS = 160
/** Outside of this a head count is a gap in the source or a size at which nobody says "about". */
const SIZE = { least: 5, most: 20_000 }

/** "about 120 people": no source counts heads, so an exact number would claim too much. Two leading digits, at least to the next five. */
function sizeWords(employees: number): string | null {
  if (!Number.isFinite(employees) || employees < SIZE.least || employees > SIZE.most) return null
  const unit = Math.max(5, 10 ** (Math.floor(Math.log10(employees)) - 1))
  return `about ${(Math.round(employees / unit) * unit).toLocaleString('en-US')} people`
}

/** A name to put into a sentence: its last full stop would end it. */
function nameWords(name: string | undefined): string | null {
  const words = wordsOf(name)?.replace(/[\s.,;:]+$/u, '')
  return words && words.length <= LONGEST_NAME && !/[?!"“”]/u.test(words) ? words : null
}

/** What others do is news for a year. Days. */
const MARKET_NEWS_DAYS = 365

/** The newest thing that somebody published about others of this industry. */
function sayMarket(facts: CraftFacts, say: ReturnType<typeof finding>['say']): void {
  for (const { statement, source, publishedOn } of facts.market) {
    const news = wordsOf(statement.replace(/[\s.]+$/u, ''), LONGEST_NEWS)
    const by = wordsOf(source)
    const month = monthOf(publishedOn)
    const ageDays = daysBetween(publishedOn, facts.asOf)
    if (!news || !by || !month || ageDays < 0 || ageDays > MARKET_NEWS_DAYS) continue
    const rivalSource = `${by}, ${month}`
    say('market', { value: news, provider: by, at: publishedOn }, `In its industry, ${news} (${rivalSource})`, {
      rivalNews: news,
      rivalSource,
    })
    return
  }
}

/** Industry, size, place and name of the company, and what others of its industry do. */
export function extractCompany(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const { found, say } = finding('company', ids)
  const name = nameWords(facts.companyName?.value)
  if (facts.companyName && name) say('companyName', facts.companyName, `Works at ${name}`, { companyName: name })

  const industry = facts.industryGroup && industryWordsOf(facts.industryGroup.value)
  if (facts.industryGroup && industry) {
    say('industry', facts.industryGroup, `Is ${industry.firm}`, {
      industryFirm: industry.firm,
      industryFirms: industry.firms,
      industryProcess: industry.process,
    })
  }

  const size = facts.employees && sizeWords(facts.employees.value)
  if (facts.employees && size) say('employees', facts.employees, `Employs ${size}`, { companySize: size })

  const city = wordsOf(facts.city?.value)
  if (facts.city && city && city.length <= LONGEST_NAME && !/\d/.test(city)) say('city', facts.city, `Located in ${city}`, { city })
  sayMarket(facts, say)
  return found
}

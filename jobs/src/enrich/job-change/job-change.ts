import { companyNameKey } from '../../identity/company-name.ts'
import { domainOfWebsite } from '../../identity/domain-name.ts'
import { foldedWords } from '../../identity/folded-words.ts'
import { type Fact, type ResolvedFacts, textOf } from '../facts.ts'

export type JobChange = {
  /** Whether the employer is another one; else only the title is. */
  isNewEmployer: boolean
  title: { from: string | null; to: string | null }
  company: { from: string | null; to: string | null }
  /** The former employer's registrable domain, where it is known. */
  formerDomain: string | null
}

const DAY_MS = 86_400_000
/** Two sources that speak of the same time describe one job in different words; so much later they speak of another. */
const ANOTHER_TIME_DAYS = 30
/** Words that come and go in one and the same title. */
const FILLERS = new Set(['of', 'the', 'and', 'for', 'at', 'in', 'de', 'und', 'et'])

/**
 * Whether somebody has another job than we knew, by what counted before an answer and what counts after it; null: as far as anybody can
 * tell, no. Told apart only where the same source now says something else, or a source says so much later: a spreadsheet's "CEO" and a
 * provider's "Chief Executive Officer" of the same week are no change. What was not known before is no change either.
 */
export function jobChangeOf(before: ResolvedFacts, after: ResolvedFacts): JobChange | null {
  const isNewEmployer = isOtherEmployer(before, after)
  const isNewTitle = isComparable(before.title, after.title) && wordsOf(textOf(before.title)) !== wordsOf(textOf(after.title))
  if (!isNewEmployer && !isNewTitle) return null
  return {
    isNewEmployer,
    title: { from: textOf(before.title), to: textOf(after.title) },
    company: { from: textOf(before.companyName), to: textOf(after.companyName) },
    formerDomain: isNewEmployer ? domainOfWebsite(textOf(before.companyDomain) ?? '') : null,
  }
}

/** By domain where both have one: a company may write its name in many ways, and its domain in one. */
function isOtherEmployer(before: ResolvedFacts, after: ResolvedFacts): boolean {
  const [from, to] = [domainOfWebsite(textOf(before.companyDomain) ?? ''), domainOfWebsite(textOf(after.companyDomain) ?? '')]
  const [fromName, toName] = [companyNameKey(textOf(before.companyName) ?? ''), companyNameKey(textOf(after.companyName) ?? '')]
  const hasOtherName = fromName !== '' && toName !== '' && fromName !== toName
  // A new domain under the old name is a company that moved its site.
  if (from !== null && to !== null)
    return from !== to && (fromName === '' || toName === '' || hasOtherName) && isComparable(before.companyDomain, after.companyDomain)
  return hasOtherName && isComparable(before.companyName, after.companyName)
}

function isComparable(before: Fact | undefined, after: Fact | undefined): boolean {
  if (before === undefined || after === undefined || textOf(before) === null || textOf(after) === null) return false
  if (before.provider === after.provider) return true
  return Date.parse(after.at) - Date.parse(before.at) >= ANOTHER_TIME_DAYS * DAY_MS
}

/** A title by its words, whatever their order, case and punctuation: "VP, Sales" is "VP of Sales". */
function wordsOf(title: string | null): string {
  const words = foldedWords(title ?? '').split(/[^\p{L}\p{N}]+/u)
  return [...new Set(words.filter((word) => word !== '' && !FILLERS.has(word)))].toSorted().join(' ')
}

import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { wordsOf } from '../text-value.ts'
import { daysBetween, type Extracted, finding, monthOf } from './extracted.ts'

/** A round older than this is no news any more. Days. */
const FUNDING_NEWS_DAYS = 365
/** A team that grew less than this stands still as far as a reader is concerned; above the second the source counts something else. */
const GROWTH_SHARE = { least: 0.1, most: 3 }

/** "a" or "an" by sound: a hard u is a consonant, and letters that are spelled out ("an HR Manager", "a UX Designer") go by their names. */
function withArticle(noun: string): string {
  const isSpelledOut = /^[A-Z]{2,4}\b/.test(noun)
  const opensWithVowel = isSpelledOut ? /^[AEFHILMNORSX]/.test(noun) : /^(?:[aeio]|u(?!ni|se|ti))/i.test(noun)
  return `${opensWithVowel ? 'an' : 'a'} ${noun}`
}

/** A role to say in a sentence: short, and a name of one job rather than an advertisement. */
function roleOf(title: string): string | null {
  const words = wordsOf(title)
  return words && words.length <= 45 && !/[()!?/:;,–—]|\s-\s|\d/u.test(words) && words !== words.toUpperCase() ? words : null
}

/** Small numbers are words in a sentence. */
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

function hiringWords(titles: readonly string[]): string | null {
  const [only] = titles
  if (only === undefined) return null
  if (titles.length > 1) return `hiring for ${NUMBERS[titles.length] ?? titles.length} roles`
  const role = roleOf(only)
  return role ? `hiring ${withArticle(role)}` : 'hiring'
}

/** Hiring, funding, and growth of the team. */
export function extractGrowth(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const { found, say } = finding('growth', ids)
  const { openRoles, funding, headcountGrowth } = facts
  const titles = openRoles?.value.flatMap((title) => wordsOf(title) ?? []) ?? []
  const hiring = hiringWords(titles)
  if (openRoles && hiring) say('openRoles', openRoles, `Open roles: ${titles.slice(0, 5).join(', ')}`, { hiring })

  if (funding) {
    const round = wordsOf(funding.value.round)
    const month = monthOf(funding.value.raisedOn)
    const ageDays = daysBetween(funding.value.raisedOn, facts.asOf)
    if (round && month && round.length <= 20 && ageDays >= 0 && ageDays <= FUNDING_NEWS_DAYS) {
      const named = /^(?:pre-?)?seed$/i.test(round)
        ? `raised a ${round.toLowerCase()} round in ${month}`
        : `raised ${withArticle(round)} in ${month}`
      say('funding', funding, `Raised ${round} in ${month}`, { funding: /^(?:series [a-k]|(?:pre-?)?seed)$/i.test(round) ? named : null })
    }
  }

  if (headcountGrowth && headcountGrowth.value >= GROWTH_SHARE.least && headcountGrowth.value <= GROWTH_SHARE.most) {
    const percent = Math.round(headcountGrowth.value * 20) * 5
    say('headcountGrowth', headcountGrowth, `Team grew by about ${percent}% in twelve months`, {
      headcountGrowth: `grew its team by about ${percent}% over the past year`,
    })
  }
  return found
}

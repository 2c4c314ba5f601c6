import { formatCount } from '../../lib/formats.ts'
import { fieldsOf, wordOf } from '../../lib/json.ts'
import { visibleText } from '../../ui/visible-text.ts'
import type { GroupFigure } from './kpi-documents.ts'
import { type Definition, type FigureShown, fewRows, inUnit, restWords, valueWords } from './kpi-words.ts'

const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A day of the organisation: 3 Nov. */
export function dayWords(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(at) ? day : days.format(at)
}

const tiers: Record<string, string> = { TIER_1: 'Tier 1', TIER_2: 'Tier 2', TIER_3: 'Tier 3' }

/** A group in words: its values in the order of its dimensions. A group without a value says so. */
export function groupWords(group: unknown): string {
  const parts = Object.entries(fieldsOf(group)).map(([dimension, value]) => {
    const word = wordOf(value)
    if (word === '') return 'none'
    if (dimension === 'DAY') return dayWords(word)
    if (dimension === 'WEEK') return `week of ${dayWords(word)}`
    if (dimension === 'CHANNEL') return word === 'EMAIL' ? 'Email' : 'LinkedIn'
    return tiers[word] ?? visibleText(dimension === 'ANGLE' ? word.replaceAll('_', ' ') : word)
  })
  return parts.join(' · ')
}

/** What a point says, to the eye and to the ear: group, value, interval, count. */
export function pointWords(row: GroupFigure): string {
  const slow = row.slow === null ? '' : `, 95 of 100 within ${inUnit(row.slow, row.unit)}`
  const value =
    row.unit === 'money' && row.value === null ? (row.numerator === 0 ? 'no meetings yet' : 'a price is missing') : valueWords(row)
  const rest = restWords(row)
  return `${groupWords(row.group)}: ${row.denominator < fewRows && row.unit === 'share' ? rest : [value, rest].filter(Boolean).join(' · ')}${slow}`
}

/** The sentence below a chart: value, how it stands to its target, and whether that is certain. */
export function captionOf(
  { title, target, unit }: Pick<Definition, 'title' | 'target' | 'unit'>,
  whole: FigureShown & { note?: string | null },
  redFlag: string,
): string {
  if (whole.value === null) return `${title}: ${whole.note ?? 'nothing to count in these days.'}`
  const said = `${title} ${valueWords(whole)}`
  if (target === null || unit !== 'share' || whole.low === null || whole.high === null) return `${said}.`
  const isAbove = whole.value >= target
  const isUncertain = whole.low < target && whole.high >= target
  const zero =
    whole.numerator === 0 && redFlag.startsWith('none after')
      ? ` ${whole.numerator} of ${whole.denominator}: red flag ${redFlag.replace('none ', '')}.`
      : ''
  return `${said}, ${isAbove ? 'at or above' : 'below'} the ${formatCount(Math.round(target * 1000) / 10)} % target${isUncertain ? ', uncertain' : ''}.${zero}`
}

/** A difference between two shares in points: `+2.1 points`. */
export function pointsOf(difference: number): string {
  const value = (Math.abs(difference) * 100).toFixed(1)
  return `${difference < 0 ? '−' : '+'}${value} points`
}

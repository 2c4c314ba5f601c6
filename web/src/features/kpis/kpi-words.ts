import { midnight } from '../../lib/days.ts'
import { formatCount, formatMoney, formatPercent } from '../../lib/formats.ts'
import { fieldsOf, wordOf } from '../../lib/json.ts'

/** Below this many rows a rate says little: the count comes first and the value is muted. */
export const fewRows = 5

export type FigureShown = {
  value: number | null
  numerator: number
  denominator: number
  low: number | null
  high: number | null
  unit: string
  currency?: string | null
}

const minutes = (value: number): string => (value < 90 ? `${formatCount(Math.round(value))} m` : `${(value / 60).toFixed(1)} h`)

/** A value in the words of its unit. */
export function inUnit(value: number, unit: string, currency?: string | null): string {
  if (unit === 'share') return formatPercent(value)
  if (unit === 'minutes') return minutes(value)
  if (unit === 'money') return formatMoney(value, currency ?? '')
  return unit === 'days' ? `${formatCount(value)} in a row` : formatCount(value)
}

/** A figure's own value; a dash where nothing was counted. */
export function valueWords({ value, unit, currency }: FigureShown): string {
  return value === null ? '–' : inUnit(value, unit, currency)
}

/** Its interval and count: `2.5–19.0 %, 3 of 42`; of few rows the count alone says how little it is. */
export function restWords({ value, unit, numerator, denominator, low, high }: FigureShown): string {
  const ofMany = `${formatCount(numerator)} of ${formatCount(denominator)}`
  if (unit === 'days') return `${ofMany} live days`
  if (unit === 'money') return `${formatCount(numerator)} ${numerator === 1 ? 'meeting' : 'meetings'}`
  const count = unit === 'share' ? ofMany : `${formatCount(denominator)} counted`
  if (value === null || low === null || high === null) return unit === 'count' ? '' : count
  const interval =
    unit === 'share' ? `${formatPercent(low).replace(' %', '')}–${formatPercent(high)}` : `${inUnit(low, unit)} to ${inUnit(high, unit)}`
  return denominator < fewRows ? `${count} · ${interval}` : `${interval} · ${count}`
}

/** What the API says of a figure: title, what it counts, and what is drawn of its target and red flag. */
export type Definition = {
  title: string
  unit: string
  numerator: string
  denominator: string
  exclusions: string
  window: string
  target: number | null
  /** What is promised, in minutes of working time; null where nothing is. */
  sla: number | null
  redFlag: string
  redFlagZone: { low: number; high: number } | null
  dimensions: string[]
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The definition of a figure, by its name. */
export function definitionOf(definitions: unknown, name: string): Definition {
  const list = Array.isArray(definitions) ? definitions.map(fieldsOf).find((one) => one.name === name) : fieldsOf(definitions)[name]
  const fields = fieldsOf(list)
  const words = name.replaceAll('_', ' ')
  const zone = fieldsOf(fields.redFlagZone)
  const [low, high] = [numberOf(zone.low), numberOf(zone.high)]
  return {
    title: wordOf(fields.title) || words.charAt(0).toUpperCase() + words.slice(1),
    numerator: wordOf(fields.numerator),
    denominator: wordOf(fields.denominator),
    exclusions: wordOf(fields.exclusions),
    window: wordOf(fields.window),
    unit: wordOf(fields.unit),
    target: numberOf(fields.targetValue),
    sla: numberOf(fields.sla),
    redFlag: wordOf(fields.redFlag),
    redFlagZone: low === null || high === null ? null : { low, high },
    dimensions: Array.isArray(fields.dimensions) ? fields.dimensions.map(wordOf) : [],
  }
}

const dayMs = 86_400_000

/** The last so many days up to the end of today, as instants. The end of the day keeps the window equal from one render to the next. */
export function lastDays(days: number, now: number): { from: string; to: string } {
  const end = new Date(now)
  end.setHours(24, 0, 0, 0)
  // By the calendar: a day on which clocks change has 23 or 25 hours.
  const begin = new Date(end)
  begin.setDate(begin.getDate() - days)
  return { from: begin.toISOString(), to: end.toISOString() }
}

/** The longest window that the API counts, in days. */
export const mostDays = 3_660

/** From the beginning of one day to the end of another, as instants; null where these are no such days, or too many. */
export function daysBetween(first: string, last: string): { from: string; to: string } | null {
  const [from, to] = [midnight(first, 0), midnight(last, 1)]
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '')
  return from !== null && to !== null && ms > 0 && ms <= mostDays * dayMs ? { from, to } : null
}

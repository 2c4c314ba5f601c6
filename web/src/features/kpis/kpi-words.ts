import { formatCount, formatPercent } from '../../lib/formats.ts'
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
}

const minutes = (value: number): string => (value < 90 ? `${formatCount(Math.round(value))} m` : `${(value / 60).toFixed(1)} h`)

function inUnit(value: number, unit: string): string {
  return unit === 'share' ? formatPercent(value) : unit === 'minutes' ? minutes(value) : formatCount(value)
}

/** A figure's own value; a dash where nothing was counted. */
export function valueWords({ value, unit }: FigureShown): string {
  return value === null ? '–' : inUnit(value, unit)
}

/** Its interval and count: `2.5–19.0 %, 3 of 42`; of few rows the count alone says how little it is. */
export function restWords({ value, unit, numerator, denominator, low, high }: FigureShown): string {
  const count = unit === 'share' ? `${formatCount(numerator)} of ${formatCount(denominator)}` : `${formatCount(denominator)} counted`
  if (value === null || low === null || high === null) return unit === 'count' ? '' : count
  const interval =
    unit === 'share' ? `${formatPercent(low).replace(' %', '')}–${formatPercent(high)}` : `${inUnit(low, unit)} to ${inUnit(high, unit)}`
  return denominator < fewRows ? `${count} · ${interval}` : `${interval} · ${count}`
}

/** What the API says of a figure, by its name: title and what it counts. */
export function definitionOf(
  definitions: unknown,
  name: string,
): { title: string; numerator: string; denominator: string; exclusions: string; window: string } {
  const list = Array.isArray(definitions) ? definitions.map(fieldsOf).find((one) => one.name === name) : fieldsOf(definitions)[name]
  const fields = fieldsOf(list)
  const words = name.replaceAll('_', ' ')
  return {
    title: wordOf(fields.title) || words.charAt(0).toUpperCase() + words.slice(1),
    numerator: wordOf(fields.numerator),
    denominator: wordOf(fields.denominator),
    exclusions: wordOf(fields.exclusions),
    window: wordOf(fields.window),
  }
}

const dayMs = 86_400_000

/** The last so many days up to the end of today, as instants. The end of the day keeps the window equal from one render to the next. */
export function lastDays(days: number, now: number): { from: string; to: string } {
  const end = new Date(now)
  end.setHours(24, 0, 0, 0)
  return { from: new Date(end.getTime() - days * dayMs).toISOString(), to: end.toISOString() }
}

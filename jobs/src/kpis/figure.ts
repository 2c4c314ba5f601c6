import { type KpiName, kpiDefinition } from './kpi-definitions.ts'
import { isRedFlag } from './red-flags.ts'
import { wilson } from './wilson.ts'

/** What was counted for one group. */
export type Counted = {
  name: KpiName
  numerator: number
  denominator: number
  /** Of minutes, where rows have some: a quarter, half, three quarters, 95 of 100 took at most that. */
  quartiles: readonly [number, number, number, number] | null
  /** What was spent, in hundredths of the currency, where something is and all of it has a price. */
  cents: number | null
  /** Of days: whether each is in the numerator, the first first. */
  days: readonly boolean[] | null
}

export type Figure = { value: number | null; low: number | null; high: number | null; redFlag: boolean }

/** A count as a figure with its interval and whether it is a red flag. Of nothing there is no figure, but there can be none of something. */
export function figureOf({ name, numerator, denominator, quartiles, cents, days }: Counted): Figure {
  const { unit, redFlag } = kpiDefinition(name)
  switch (unit) {
    case 'share': {
      const interval = wilson(numerator, denominator)
      return {
        value: interval && numerator / denominator,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        redFlag: isRedFlag(redFlag, numerator, denominator),
      }
    }
    case 'count':
      return { value: numerator, low: null, high: null, redFlag: false }
    case 'minutes':
      return { value: quartiles?.[1] ?? null, low: quartiles?.[0] ?? null, high: quartiles?.[2] ?? null, redFlag: false }
    case 'money':
      // Without a price nothing is known of the cost, and it is not free.
      return { value: numerator > 0 && cents !== null && cents > 0 ? cents / 100 / numerator : null, low: null, high: null, redFlag: false }
    case 'days':
      return { value: days === null ? null : days.length - 1 - days.lastIndexOf(false), low: null, high: null, redFlag: false }
    default:
      return unit satisfies never
  }
}

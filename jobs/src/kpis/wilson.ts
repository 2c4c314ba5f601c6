/** The quantile of the normal distribution that leaves 2.5 % on either side. */
const z = 1.959963984540054

export type Interval = { low: number; high: number }

/**
 * The Wilson 95 % interval of a share: between which shares the truth lies in 95 of 100 cases. Unlike the usual "± 2 errors" it holds for
 * small counts and never leaves 0 to 1. Null without anything counted.
 */
export function wilson(hits: number, counted: number): Interval | null {
  if (counted <= 0) return null
  const share = hits / counted
  const square = z * z
  const middle = (share + square / (2 * counted)) / (1 + square / counted)
  const reach = (z / (1 + square / counted)) * Math.sqrt((share * (1 - share)) / counted + square / (4 * counted * counted))
  return { low: hits === 0 ? 0 : Math.max(0, middle - reach), high: hits === counted ? 1 : Math.min(1, middle + reach) }
}

/** What figures are grouped by on the page, and their words. The values are those of the API. */
export const dimensions = [
  { value: 'DAY', label: 'Day' },
  { value: 'WEEK', label: 'Week' },
  { value: 'CHANNEL', label: 'Channel' },
  { value: 'CAMPAIGN', label: 'Campaign' },
  { value: 'ACCOUNT', label: 'Account' },
  { value: 'DOMAIN', label: 'Domain' },
  { value: 'TIER', label: 'Tier' },
  { value: 'ANGLE', label: 'Angle' },
  { value: 'VARIANT', label: 'Variant' },
  { value: 'INDUSTRY', label: 'Industry' },
  { value: 'SOURCE', label: 'Source' },
  { value: 'REVIEWER', label: 'Reviewer' },
] as const satisfies readonly { value: string; label: string }[]

export type Dimension = (typeof dimensions)[number]['value']

/** The dimension of this name in an address; null for anything else. */
export function dimensionOf(word: string | null): Dimension | null {
  return dimensions.find(({ value }) => value === word?.toUpperCase())?.value ?? null
}

/** Days and weeks are drawn along time. */
export const isOfTime = (dimension: Dimension): boolean => dimension === 'DAY' || dimension === 'WEEK'

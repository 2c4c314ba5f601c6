import { readFileSync } from 'node:fs'

/** Days on which nobody in a country is written to: `US 2026-11-26`. A holiday that is observed on another day counts on both. */
export type Holidays = ReadonlySet<string>

export const holidayKey = (countryCode: string, day: string): string => `${countryCode} ${day}`

/** Reads the holidays that ship with the product (data/SOURCES.md); call once when the process starts. */
export function loadHolidays(): Holidays {
  const text = readFileSync(new URL('./data/holidays-2026-2028.csv', import.meta.url), 'utf8')
  const rows = text.split(/\r?\n/).slice(1)
  return new Set(
    rows.flatMap((row) => {
      const [country, day, observed] = row.split(',')
      return country && day && observed ? [holidayKey(country, day), holidayKey(country, observed)] : []
    }),
  )
}

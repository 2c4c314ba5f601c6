import HolidayCalendar from 'date-holidays'

/** On which days nobody in a country is written to. */
export type Holidays = {
  /** `countryCode` is ISO 3166 alpha 2, `day` YYYY-MM-DD in that country. A country that nobody knows has none. */
  isHoliday(countryCode: string, day: string): boolean
}

/** Where a country leaves its holidays to its regions, those of the one where most people live count for all of it. */
const mostPeopled: Readonly<Record<string, string>> = { GB: 'ENG', CA: 'ON' }

/**
 * Public holidays, computed by country and year when first asked for. One that is observed on another day counts on both; half days and
 * customs are no holidays.
 */
export function loadHolidays(): Holidays {
  const years = new Map<string, ReadonlySet<string>>()
  const calendars = new Map<string, HolidayCalendar>()

  function daysOf(countryCode: string, year: string): ReadonlySet<string> {
    const key = `${countryCode} ${year}`
    const known = years.get(key)
    if (known) return known
    const region = mostPeopled[countryCode]
    const calendar = calendars.get(countryCode) ?? (region ? new HolidayCalendar(countryCode, region) : new HolidayCalendar(countryCode))
    calendars.set(countryCode, calendar)
    const days = new Set(calendar.getHolidays(year).flatMap(({ type, date }) => (type === 'public' ? [date.slice(0, 10)] : [])))
    years.set(key, days)
    return days
  }

  return { isHoliday: (countryCode, day) => daysOf(countryCode.toUpperCase(), day.slice(0, 4)).has(day) }
}

import type { AccountSettings } from './account-settings.ts'

const msPerDay = 86_400_000

/**
 * Which week of its warm-up an account is in on a day, from 1; null once the last week of the settings is over. A day before its first
 * counts as that. Days are those of the organisation, YYYY-MM-DD.
 */
export function warmupWeek(startedOn: string, day: string, { warmupPerDay }: Pick<AccountSettings, 'warmupPerDay'>): number | null {
  const days = Math.max(0, Math.round((Date.parse(day) - Date.parse(startedOn)) / msPerDay))
  const week = Math.floor(days / 7) + 1
  return week > warmupPerDay.length ? null : week
}

/** The most emails that an account may send on a day: its ceiling, lowered while it warms up. `account_limit` in the database says the same. */
export function warmupAllowance(startedOn: string, day: string, ceiling: number, settings: Pick<AccountSettings, 'warmupPerDay'>): number {
  const week = warmupWeek(startedOn, day, settings)
  return week === null ? ceiling : Math.min(ceiling, settings.warmupPerDay[week - 1] ?? 0)
}

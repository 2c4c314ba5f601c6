/** How a day, week or season is written, over folded text, and which day is meant as seen from `at` (UTC). Null where it is none. */
export type Reader = { pattern: RegExp; isDay: boolean; read(found: RegExpExecArray, at: Date): string | null }

export const reader = (pattern: string, isDay: boolean, read: Reader['read']): Reader => ({
  pattern: new RegExp(pattern, 'g'),
  isDay,
  read,
})

/** The day of an instant, YYYY-MM-DD (UTC). */
export const iso = (time: number): string => new Date(time).toISOString().slice(0, 10)

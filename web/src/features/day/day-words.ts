import type { DayDecision } from './day-documents.ts'

/** How a day is closed: the word, and what follows from it. */
export const decisionWords: Record<DayDecision, { word: string; means: string }> = {
  CONTINUE: { word: 'Continue', means: 'Go on; after a clean day the limit rises a step.' },
  HOLD: { word: 'Hold', means: 'Go on as it is: nothing rises.' },
  ROLL_BACK: { word: 'Roll back', means: 'Back to where the ramp had ended: its limit, and only tier 1 in full. No clean day.' },
}

/** So many days before or after a day, YYYY-MM-DD. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

const format = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A day in full: Tuesday, 24 November 2026. */
export function fullDay(day: string): string {
  return format.format(Date.parse(`${day}T00:00:00Z`))
}

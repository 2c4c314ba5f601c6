import { GraphQLError } from 'graphql'

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/
const dayForm = /^(\d{4})-(\d{2})-(\d{2})$/

function isRealDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** Refuses days that do not exist, such as 30 February, instead of rolling over. */
export function parseDay(value: unknown): string {
  const match = typeof value === 'string' ? dayForm.exec(value) : null
  if (!match || !isRealDay(Number(match[1]), Number(match[2]), Number(match[3]))) {
    throw new GraphQLError(`Date must be YYYY-MM-DD and exist, got ${JSON.stringify(value)}.`)
  }
  return match[0]
}

/** An instant with its zone offset; a local time without one is refused, because nobody knows whose it is. */
export function parseInstant(value: unknown): Date {
  if (typeof value !== 'string' || !instantForm.test(value)) {
    throw new GraphQLError(`DateTime must be ISO 8601 with a zone, such as 2026-11-02T09:00:00Z, got ${JSON.stringify(value)}.`)
  }
  parseDay(value.slice(0, 10))
  const at = new Date(value)
  // An offset can lead out of the four-digit years.
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) throw new GraphQLError(`DateTime does not exist: ${JSON.stringify(value)}.`)
  return at
}

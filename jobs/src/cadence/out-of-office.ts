const dayMs = 86_400_000

/** The first working day after a day, at its beginning in UTC. */
function workingDayAfter(on: Date): Date {
  const next = new Date(Math.floor(on.getTime() / dayMs) * dayMs + dayMs)
  const weekday = next.getUTCDay()
  return new Date(next.getTime() + (weekday === 6 ? 2 : weekday === 0 ? 1 : 0) * dayMs)
}

/**
 * Until when an out-of-office holds a cadence: one working day after the day they name as that of their return, YYYY-MM-DD, else so many days
 * from when it was written.
 */
export function outOfOfficeUntil(writtenAt: Date, returnsOn: string | null, usualDays: number): Date {
  return returnsOn === null ? new Date(writtenAt.getTime() + usualDays * dayMs) : workingDayAfter(new Date(`${returnsOn}T00:00:00Z`))
}

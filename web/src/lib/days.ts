/** The instant at which a day of the viewer's zone begins, so many days later; null where it is no day. */
export function midnight(day: string, daysLater: number): string | null {
  const at = new Date(`${day}T00:00`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(at.getTime())) return null
  at.setDate(at.getDate() + daysLater)
  return at.toISOString()
}

/** The day of the viewer's zone in which an instant falls: 2026-11-03. */
export function dayOf(instant: string): string {
  const at = new Date(instant)
  const part = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`
}

/** The last instant of a day in the viewer's zone; null where it is no day. */
export function endOfDay(day: string): string | null {
  const next = midnight(day, 1)
  return next === null ? null : new Date(Date.parse(next) - 1).toISOString()
}

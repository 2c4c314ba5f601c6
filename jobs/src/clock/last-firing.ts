const minuteMs = 60_000
const dayMs = 86_400_000

/** Whether a minute or an hour is one that a field of a schedule names: `*`, `*\/5` or a number. */
function names(field: string, value: number): boolean {
  if (field === '*') return true
  const every = /^\*\/(\d+)$/.exec(field)
  return every ? value % Number(every[1]) === 0 : Number(field) === value
}

/**
 * The last instant up to and including `at` at which a schedule of ours fired: cron in UTC with minute and hour, the rest stars. Throws for a
 * schedule of another form.
 */
export function lastFiring(schedule: string, at: Date): Date {
  const [minute = '', hour = '', ...rest] = schedule.split(' ')
  if (rest.length !== 3 || rest.some((field) => field !== '*')) throw new Error(`"${schedule}" is no schedule by minute and hour`)
  const last = at.getTime() - (at.getTime() % minuteMs)
  for (let ms = last; ms > last - dayMs; ms -= minuteMs) {
    const one = new Date(ms)
    if (names(minute, one.getUTCMinutes()) && names(hour, one.getUTCHours())) return one
  }
  throw new Error(`"${schedule}" never fires`)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes that a zone is ahead of UTC at an instant. Throws RangeError for a zone that does not exist. */
export function zoneOffsetMinutes(zone: string, instant: number): number {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name) ?? []
  const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  return sign === '-' ? -ahead : ahead
}

const dayMs = 86_400_000

/**
 * The instants within a time at which a zone's offset changes, to the second. Looks once a day and halves from there: no zone has changed
 * twice within 24 hours.
 */
export function offsetChanges(zone: string, first: number, last: number): number[] {
  const changes: number[] = []
  for (let from = first; from < last; from += dayMs) {
    let before = from
    let after = Math.min(from + dayMs, last)
    const offset = zoneOffsetMinutes(zone, before)
    if (zoneOffsetMinutes(zone, after) === offset) continue
    while (after - before > 1_000) {
      const middle = Math.floor((before + after) / 2)
      if (zoneOffsetMinutes(zone, middle) === offset) before = middle
      else after = middle
    }
    changes.push(after)
  }
  return changes
}

/** What is known of a zone: how it is asked, and its answers by the minute, on which alone clocks change. */
type Clock = { format: Intl.DateTimeFormat; offsets: Map<number, number> }

const clocks = new Map<string, Clock>()

/** Answers of a zone that are kept. One campaign asks some fifty of each zone that it might have, and most of them twice. */
const mostKept = 5_000

/** Minutes that a zone is ahead of UTC at an instant. Throws RangeError for a zone that does not exist. */
export function zoneOffsetMinutes(zone: string, instant: number): number {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    clock = { format: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }), offsets: new Map() }
    clocks.set(zone, clock)
  }
  const minute = Math.floor(instant / 60_000)
  const known = clock.offsets.get(minute)
  if (known !== undefined) return known
  const offset = offsetAt(clock.format, instant)
  if (clock.offsets.size >= mostKept) clock.offsets.clear()
  clock.offsets.set(minute, offset)
  return offset
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
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

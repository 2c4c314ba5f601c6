import type { ReactElement } from 'react'
import { formatAge, formatAgo, formatClock, formatInstant, formatInstantAndUtc, formatRelative } from '../lib/formats.ts'
import { useNow } from '../lib/now.ts'

/** An instant: short on screen (in a sentence as "ago", where it is how long something lasts as "age"), whole with its zone and UTC on hover, exact in `<time>`. */
export function Time({ at, as = 'relative' }: { at: string; as?: 'relative' | 'age' | 'ago' | 'clock' | 'full' }): ReactElement {
  const now = useNow()
  const instant = Date.parse(at)
  const shown = {
    relative: () => formatRelative(instant, now),
    age: () => formatAge(now - instant),
    ago: () => formatAgo(instant, now),
    clock: () => formatClock(instant),
    full: () => formatInstant(instant),
  }[as]()
  return (
    <time className="number" dateTime={at} title={formatInstantAndUtc(instant)}>
      {shown}
    </time>
  )
}

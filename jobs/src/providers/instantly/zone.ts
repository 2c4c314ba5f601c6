import { offsetChanges, zoneOffsetMinutes } from './zone-offset.ts'
import { instantlyZones } from './zones.ts'

const dayMs = 86_400_000
const weekMs = 7 * dayMs

/**
 * Never chosen although Instantly takes it: since 2020 Dawson stays at UTC-7, before it kept Pacific time, and how old Instantly's own zone
 * data is can't be known. Its neighbours at UTC-7 have not changed for decades.
 */
const doubtful = new Set(['America/Dawson'])

/** A zone to send in its place, and the minutes to add to local clock times there. */
export type InstantlyZone = { zone: string; shiftMinutes: number }

/**
 * The zone that Instantly takes in place of an IANA zone, for the local days from `fromDay` to `toDay` (`YYYY-MM-DD`, both count). One with
 * the same offset at every moment when there is one, otherwise (US Pacific in winter) one whose difference stays the same, the nearest
 * first, with the shift that makes up for it; of several the one that keeps its difference longest around those days. Null when a clock change within the
 * days leaves neither: take the days one by one. Throws RangeError for a zone or day that does not exist.
 */
export function zoneForInstantly(zone: string, fromDay: string, toDay: string): InstantlyZone | null {
  const first = dayStart(fromDay) - zoneOffsetMinutes(zone, dayStart(fromDay)) * 60_000
  const last = dayStart(toDay) + dayMs - zoneOffsetMinutes(zone, dayStart(toDay) + dayMs) * 60_000
  if (last <= first) throw new RangeError(`${toDay} is before ${fromDay}`)
  const changes = offsetChanges(zone, first, last)
  const candidates = instantlyZones.flatMap((candidate) => {
    const shiftMinutes = doubtful.has(candidate) ? null : steadyDifference(candidate, zone, first, last, changes)
    return shiftMinutes === null ? [] : [{ zone: candidate, shiftMinutes }]
  })
  const smallest = Math.min(...candidates.map(({ shiftMinutes }) => Math.abs(shiftMinutes)))
  const nearest = candidates.filter(({ shiftMinutes }) => Math.abs(shiftMinutes) === smallest)
  const ranked = nearest.map((candidate) => ({ candidate, weeks: weeksAlike(candidate, zone, first) })).sort((a, b) => b.weeks - a.weeks)
  return ranked[0]?.candidate ?? null
}

/**
 * A sending window of one local day in words that Instantly takes; `HH:MM`. Null when it would begin or end on another day there, or when
 * the clocks change on that day so that no zone fits.
 */
export function windowForInstantly(
  zone: string,
  day: string,
  window: { from: string; to: string },
): { zone: string; from: string; to: string } | null {
  const found = zoneForInstantly(zone, day, day)
  if (found === null) return null
  const from = shifted(window.from, found.shiftMinutes)
  const to = shifted(window.to, found.shiftMinutes)
  return from === null || to === null ? null : { zone: found.zone, from, to }
}

function dayStart(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) throw new RangeError(`${day} is not a day`)
  return start
}

/** Minutes that one zone is ahead of another throughout, null when that changes; `changes` are those of the other. */
function steadyDifference(one: string, other: string, first: number, last: number, changes: readonly number[]): number | null {
  const ahead = (at: number) => zoneOffsetMinutes(one, at) - zoneOffsetMinutes(other, at)
  const difference = ahead(first)
  if (ahead(last - 1) !== difference || changes.some((at) => ahead(at) !== difference)) return null
  return offsetChanges(one, first, last).every((at) => ahead(at) === difference) ? difference : null
}

/** Weeks of the year around with the same difference: a zone that follows the same rules goes before one that happens to fit today. */
function weeksAlike(candidate: InstantlyZone, zone: string, around: number): number {
  const instants = Array.from({ length: 53 }, (_, index) => around + (index - 26) * weekMs)
  return instants.filter((at) => zoneOffsetMinutes(candidate.zone, at) - zoneOffsetMinutes(zone, at) === candidate.shiftMinutes).length
}

function shifted(time: string, minutes: number): string | null {
  const [hour, minute] = time.split(':').map(Number)
  const total = (hour ?? Number.NaN) * 60 + (minute ?? Number.NaN) + minutes
  if (!(total >= 0 && total < 24 * 60)) return null
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`
}

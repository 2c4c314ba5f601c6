import { describe, expect, test } from 'vitest'
import { windowForInstantly, zoneForInstantly } from './zone.ts'
import { zoneOffsetMinutes } from './zone-offset.ts'
import { instantlyZones } from './zones.ts'

test('there are 102 zones, and the obvious ones are not among them', () => {
  expect(new Set(instantlyZones).size).toBe(102)
  for (const zone of ['America/New_York', 'America/Los_Angeles', 'Europe/London', 'UTC']) expect(instantlyZones).not.toContain(zone)
})

/** The replacement table of providers/instantly.md, for two whole years. */
test.each([
  ['America/New_York', 'America/Detroit'],
  ['America/Denver', 'America/Boise'],
  ['America/Halifax', 'America/Glace_Bay'],
  ['America/Chicago', 'America/Chicago'],
  ['Europe/London', 'Europe/Isle_of_Man'],
  ['Australia/Sydney', 'Australia/Melbourne'],
  ['America/Phoenix', null],
  ['Europe/Berlin', null],
  ['Asia/Tokyo', null],
])('%s has an equal zone over 2026 and 2027', (zone, expected) => {
  const found = zoneForInstantly(zone, '2026-01-01', '2027-12-31')
  expect(found?.shiftMinutes).toBe(0)
  if (expected !== null)
    expect(zoneOffsetMinutes(found?.zone ?? '', Date.UTC(2026, 6, 1))).toBe(zoneOffsetMinutes(expected, Date.UTC(2026, 6, 1)))
})

const zones = [
  'America/Los_Angeles',
  'America/New_York',
  'America/Denver',
  'America/Phoenix',
  'Pacific/Honolulu',
  'America/Anchorage',
  'America/St_Johns',
  'Europe/London',
  'Europe/Paris',
  'Asia/Kolkata',
  'Australia/Sydney',
]

/** Every seventh day, and the days around both clock changes. */
function days(): string[] {
  const all = Array.from({ length: 730 }, (_, index) => new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString().slice(0, 10))
  return all.filter((day, index) => index % 29 === 0 || /-(03|10|11)-(0[67]|08|09|1[34]|2[4-9]|0[12])$/.test(day))
}

describe('the window opens and closes at the same instant as the person’s own', () => {
  test.each(zones)('%s, 2026 to 2027', (zone) => {
    for (const day of days()) {
      const changes =
        zoneOffsetMinutes(zone, Date.parse(`${day}T00:00:00Z`)) !== zoneOffsetMinutes(zone, Date.parse(`${day}T00:00:00Z`) + 36 * 3_600_000)
      const window = windowForInstantly(zone, day, { from: '08:00', to: '16:00' })
      if (window === null) {
        expect(changes).toBe(true)
        continue
      }
      expect(instantlyZones).toContain(window.zone)
      for (const [own, theirs] of [
        ['08:00', window.from],
        ['16:00', window.to],
      ] as const) {
        expect(instantOf(window.zone, day, theirs)).toBe(instantOf(zone, day, own))
      }
    }
  })
})

test('US Pacific is shifted in winter, never needs Dawson, and says no on the days of its clock changes', () => {
  expect(windowForInstantly('America/Los_Angeles', '2026-12-01', { from: '08:00', to: '11:00' })).toEqual({
    zone: 'America/Anchorage',
    from: '07:00',
    to: '10:00',
  })
  expect(windowForInstantly('America/Los_Angeles', '2026-07-01', { from: '08:00', to: '11:00' })).toEqual({
    zone: 'America/Creston',
    from: '08:00',
    to: '11:00',
  })
  expect(windowForInstantly('America/Los_Angeles', '2026-11-01', { from: '08:00', to: '11:00' })).toBeNull()
})

test('a window that would begin on another day there is refused, and so is what does not exist', () => {
  expect(windowForInstantly('America/Los_Angeles', '2026-12-01', { from: '00:30', to: '01:30' })).toBeNull()
  expect(() => zoneForInstantly('Mars/Olympus', '2026-01-01', '2026-01-01')).toThrow(RangeError)
  expect(() => zoneForInstantly('Europe/Paris', '2026-02-30', '2026-03-01')).toThrow(RangeError)
})

/** On the days of these tests never within a clock change. */
function instantOf(zone: string, day: string, time: string): number {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  const guess = asUtc - zoneOffsetMinutes(zone, asUtc) * 60_000
  return asUtc - zoneOffsetMinutes(zone, guess) * 60_000
}

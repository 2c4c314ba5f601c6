import { dispatchSchema } from '@swarm/jobs/dispatch/dispatch-settings'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { nextSendWindow, openWindow, type WindowRules } from '@swarm/jobs/dispatch/send-window'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const holidays = loadHolidays()
const usual: WindowRules = { window: dispatchSchema.parse({}).window, holidays, organisationZone: 'America/Denver' }
const withFriday: WindowRules = { ...usual, window: { ...usual.window, mondayAndFriday: true } }

const zones = [
  'America/Denver',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'UTC',
]
const countries = ['US', 'GB', 'CA', 'DE', 'FR', 'ES', 'PT', 'BR', 'JP', null]
const formats = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
  ]),
)

/** What the wall clock of a zone shows, by another way than the code under test. */
function wall(at: Date, zone: string): { day: string; weekday: string; minutes: number } {
  const format = formats.get(zone)
  if (format === undefined) throw new Error(`no format for ${zone}`)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: parts.weekday ?? '',
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  }
}

const instants = fc.oneof(
  fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2028-11-30T00:00:00Z') }),
  // Around both clock changes of North America and Europe, and those of the south.
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-08',
        '2026-03-29',
        '2026-04-05',
        '2026-09-27',
        '2026-10-04',
        '2026-10-25',
        '2026-11-01',
        '2027-03-14',
        '2027-03-28',
        '2027-11-07',
      ),
      fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }),
    )
    .map(([day, off]) => Date.parse(`${day}T00:00:00Z`) + off),
)

test('whatever the zone, the day and the clock change: a window lies in the recipient’s hours, on a sending day, on no holiday, and on one day of the organisation', () => {
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), fc.constantFrom(...countries), fc.boolean(), (at, zone, countryCode, isWide) => {
      const rules = isWide ? withFriday : usual
      const found = nextSendWindow(new Date(at), { zone, countryCode }, rules)
      if (!found) throw new Error('there is always a next window')
      const { from, to, scheduledAt } = found
      expect(to.getTime()).toBeGreaterThan(from.getTime())
      expect(scheduledAt.getTime()).toBe(Math.max(from.getTime(), at))
      expect(to.getTime() - scheduledAt.getTime()).toBeGreaterThanOrEqual(10 * 60_000)
      for (const instant of [from, scheduledAt, new Date(to.getTime() - 1)]) {
        const { day, weekday, minutes } = wall(instant, zone)
        expect(isWide ? ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'] : ['Tue', 'Wed', 'Thu']).toContain(weekday)
        expect((minutes >= 480 && minutes < 660) || (minutes >= 780 && minutes < 960), `${instant.toISOString()} in ${zone}`).toBe(true)
        if (countryCode !== null) expect(holidays.isHoliday(countryCode, day)).toBe(false)
      }
      expect(wall(from, usual.organisationZone).day).toBe(wall(new Date(to.getTime() - 1), usual.organisationZone).day)
    }),
    { numRuns: 600 },
  )
})

test('no earlier window is passed over: every quarter of an hour before it is outside', () => {
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), (at, zone) => {
      const found = nextSendWindow(new Date(at), { zone, countryCode: null }, usual)
      if (!found) throw new Error('there is always a next window')
      // A rest of less than ten minutes is left out on purpose.
      for (let instant = at + 10 * 60_000; instant < found.scheduledAt.getTime(); instant += 15 * 60_000) {
        const { weekday, minutes } = wall(new Date(instant), zone)
        const isInside = ['Tue', 'Wed', 'Thu'].includes(weekday) && ((minutes >= 480 && minutes < 650) || (minutes >= 780 && minutes < 950))
        // Unless what is left of it ends at once, by the organisation's midnight.
        const untilMidnight = 1_440 - wall(new Date(instant), usual.organisationZone).minutes
        expect(isInside && untilMidnight > 25, `${new Date(instant).toISOString()} in ${zone}`).toBe(false)
      }
    }),
    { numRuns: 150 },
  )
})

test.each([
  {
    after: '2026-11-24T16:00:00Z',
    zone: 'America/Denver',
    country: 'US',
    from: '2026-11-24T15:00:00.000Z',
    to: '2026-11-24T18:00:00.000Z',
    why: 'open now',
  },
  {
    after: '2026-11-24T18:00:00Z',
    zone: 'America/Denver',
    country: 'US',
    from: '2026-11-24T20:00:00.000Z',
    to: '2026-11-24T23:00:00.000Z',
    why: 'after lunch',
  },
  {
    after: '2026-11-25T23:00:00Z',
    zone: 'America/Denver',
    country: 'US',
    from: '2026-12-01T15:00:00.000Z',
    to: '2026-12-01T18:00:00.000Z',
    why: 'Thanksgiving is passed over',
  },
  {
    after: '2026-11-25T23:00:00Z',
    zone: 'America/Denver',
    country: 'CA',
    from: '2026-11-26T15:00:00.000Z',
    to: '2026-11-26T18:00:00.000Z',
    why: 'but not in Canada',
  },
  {
    after: '2026-10-22T16:00:00Z',
    zone: 'Europe/London',
    country: 'GB',
    from: '2026-10-27T08:00:00.000Z',
    to: '2026-10-27T11:00:00.000Z',
    why: 'summer time has ended',
  },
  {
    after: '2026-03-26T17:00:00Z',
    zone: 'Europe/London',
    country: 'GB',
    from: '2026-03-31T07:00:00.000Z',
    to: '2026-03-31T10:00:00.000Z',
    why: 'summer time has begun',
  },
  {
    after: '2026-11-24T06:30:00Z',
    zone: 'Europe/Athens',
    country: null,
    from: '2026-11-24T06:00:00.000Z',
    to: '2026-11-24T07:00:00.000Z',
    why: 'cut at midnight in Denver',
  },
  {
    after: '2026-11-24T06:55:00Z',
    zone: 'Europe/Athens',
    country: null,
    from: '2026-11-24T07:00:00.000Z',
    to: '2026-11-24T09:00:00.000Z',
    why: 'the part after it',
  },
])('$why: $zone after $after', ({ after, zone, country, from, to }) => {
  const found = nextSendWindow(new Date(after), { zone, countryCode: country }, usual)
  expect(found && [found.from.toISOString(), found.to.toISOString()]).toEqual([from, to])
})

test('an unknown zone has no window, and what is no zone is unknown', () => {
  for (const zone of [null, '', 'Mars/Olympus', 'Denver']) expect(nextSendWindow(new Date(), { zone, countryCode: 'US' }, usual)).toBeNull()
})

test('an opened window ends with the batch, or with the organisation’s day', () => {
  expect(openWindow(new Date('2026-11-24T16:00:00Z'), 24, 'America/Denver').to.toISOString()).toBe('2026-11-25T07:00:00.000Z')
  expect(openWindow(new Date('2026-11-24T16:00:00Z'), 2, 'America/Denver').to.toISOString()).toBe('2026-11-24T18:00:00.000Z')
})

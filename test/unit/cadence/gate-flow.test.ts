import { dayIn, daysAfter } from '@swarm/jobs/cadence/schedule'
import { inFairOrder } from '@swarm/jobs/dispatch/in-fair-order'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import type { SendWindow } from '@swarm/jobs/dispatch/send-window'
import { type InLine, whoStepsBack } from '@swarm/jobs/dispatch/who-steps-back'
import { windowToFreeze } from '@swarm/jobs/dispatch/window-to-freeze'
import { type AskingHours, askingTime } from '@swarm/jobs/ramp/asking-time'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const organisationZone = 'America/Denver'
const rules = {
  window: {
    hours: [
      { from: '08:00', to: '11:00' },
      { from: '13:00', to: '16:00' },
    ],
    mondayAndFriday: false,
  },
  // Of no country: whether a day off is kept is another question.
  holidays: loadHolidays(),
  organisationZone,
}
const hours: AskingHours = {
  firstBatchFrom: '07:00',
  batchFrom: '14:00',
  workingHours: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
}
const hourMs = 3_600_000
const expiryMs = 24 * hourMs
const zones = [
  'America/Denver',
  'America/Los_Angeles',
  'Pacific/Honolulu',
  'America/New_York',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
]
/** Monday, 00:27 in Denver: the schedule looks every hour. */
const monday = Date.parse('2026-11-30T07:27:00Z')
const sendingDays = [2, 3, 4]

/** The same few windows are asked for over and over. */
const known = new Map<string, SendWindow | null>()
function windowOf({ zone, dueAt, timesInVain }: Draft, now: Date, approvedBy: Date): SendWindow | null {
  const earliest = new Date(Math.max(now.getTime(), Date.parse(dueAt)))
  const key = `${zone} ${timesInVain > 0} ${now.getTime()} ${Math.max(earliest.getTime(), approvedBy.getTime())}`
  const found = known.get(key)
  if (found !== undefined) return found
  const reach = { approvedBy, expiresAt: new Date(now.getTime() + expiryMs) }
  const window = windowToFreeze(earliest, { zone, countryCode: null }, rules, reach, timesInVain)
  known.set(key, window)
  return window
}

type Draft = { zone: string; dueAt: string; channel: string; timesInVain: number; wentOn: string | null; isFrozen: boolean }
type Frozen = { draft: Draft; window: SendWindow; day: string }

/** The gate of a house hour by hour: what the schedule freezes, and what leaves of it when somebody approves at their minute of the day. */
function live(drafts: Draft[], days: number, limit: number, approvesAt: (day: number) => number) {
  const taken = new Map<string, number>()
  const take = (day: string, count: number) => taken.set(day, (taken.get(day) ?? 0) + count)
  let waiting: { at: Date; sends: Frozen[] } | null = null
  let decidedOn = ''
  const giveBack = (sends: readonly Frozen[], isInVain: boolean) => {
    for (const { draft, day } of sends) {
      draft.isFrozen = false
      if (isInVain) draft.timesInVain += 1
      take(day, -1)
    }
  }
  for (let hour = 0; hour < days * 24; hour++) {
    const now = new Date(monday + hour * hourMs)
    if (waiting !== null && now.getTime() - waiting.at.getTime() >= expiryMs) {
      giveBack(waiting.sends, true)
      waiting = null
    }
    const asking = askingTime(now, hours, organisationZone)
    const isAsked = asking !== null && (decidedOn === dayIn(now, organisationZone) || (waiting !== null && waiting.at >= asking.since))
    if (asking !== null && !isAsked) {
      const before: readonly Frozen[] = waiting?.sends ?? []
      giveBack(before, false)
      const today = dayIn(now, organisationZone)
      const line: (InLine & Frozen)[] = []
      const passing = new Map<string, number>()
      for (const draft of inFairOrder(drafts)) {
        if (draft.wentOn !== null || draft.isFrozen || Date.parse(draft.dueAt) > now.getTime() + 24 * hourMs) continue
        const window = windowOf(draft, now, asking.approvedBy)
        if (window === null) continue
        const day = dayIn(new Date(Math.max(now.getTime(), window.from.getTime())), organisationZone)
        const places = (taken.get(day) ?? 0) + (passing.get(day) ?? 0)
        const comesTooLate = window.from.getTime() >= now.getTime() + expiryMs
        const isFull = places >= limit || [...passing.values()].reduce((sum, count) => sum + count, 0) >= limit
        const goes = !comesTooLate && !isFull
        if (goes) passing.set(day, (passing.get(day) ?? 0) + 1)
        line.push({ key: String(line.length), goes, day: comesTooLate || goes ? day : daysAfter(day, 1), draft, window })
      }
      const back = whoStepsBack(line, today, limit, (day) => taken.get(day) ?? 0)
      const sends = line.filter(({ key, goes }) => goes && !back.has(key))
      for (const { draft, day } of sends) {
        draft.isFrozen = true
        take(day, 1)
      }
      const stillGo = before.filter(({ window }) => window.to > asking.approvedBy).length
      if (before.length > 0 && sends.length <= stillGo) {
        giveBack(sends, false)
        for (const { draft, day } of before) {
          draft.isFrozen = true
          take(day, 1)
        }
      } else if (sends.length > 0) waiting = { at: now, sends }
    }
    // They come at some minute before the schedule looks again.
    const minuteNow = 27 + 60 * (hour % 24)
    const inMinutes = ((approvesAt(Math.floor((hour + 1) / 24)) - minuteNow + 1_440) % 1_440) * 60_000
    const approval = new Date(now.getTime() + inMinutes)
    const isoDay = new Date(approval.getTime() - 7 * hourMs).getUTCDay() || 7
    const comesNow = inMinutes < hourMs && hours.workingHours.days.includes(isoDay)
    if (waiting !== null && comesNow) {
      const late = waiting.sends.filter(({ window }) => window.to.getTime() <= approval.getTime())
      giveBack(late, true)
      for (const { draft, day } of waiting.sends.filter((one) => !late.includes(one))) draft.wentOn = day
      if (dayIn(waiting.at, organisationZone) === dayIn(approval, organisationZone)) decidedOn = dayIn(approval, organisationZone)
      waiting = null
    }
  }
  return { sentOn: (day: string) => taken.get(day) ?? 0 }
}

const draftOf = (zone: string, dueInDays: number): Draft => ({
  zone,
  dueAt: new Date(monday + dueInDays * 24 * hourMs).toISOString(),
  channel: 'EMAIL',
  timesInVain: 0,
  wentOn: null,
  isFrozen: false,
})

const someDrafts = (of: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...of), fc.integer({ min: -4, max: 10 })), { minLength: 1, maxLength: 60 })
const days = 21

/** Sending days of the organisation in the three weeks. */
const allSendingDays = Array.from({ length: days }, (_, day) => new Date(monday + day * 24 * hourMs))
  .filter((at) => sendingDays.includes(new Date(at.getTime() - 7 * hourMs).getUTCDay()))
  .map((at) => dayIn(at, organisationZone))

/** Drafts that waited through more than three sending days on which there was room for them. */
function idle(drafts: readonly Draft[], limit: number, sentOn: (day: string) => number): string[] {
  return drafts.flatMap(({ zone, dueAt, wentOn, timesInVain }) => {
    const waited = allSendingDays.filter((day) => day > dueAt.slice(0, 10) && (wentOn === null || day < wentOn))
    const unused = waited.filter((day) => sentOn(day) < limit)
    return unused.length <= 3 ? [] : [`${zone}, due ${dueAt}, in vain ${timesInVain}, went ${wentOn}; unused ${unused.join(' ')}`]
  })
}

test('whenever of a working day people approve, no follow-up of any zone waits while the allowance is unused', () => {
  fc.assert(
    fc.property(
      someDrafts(zones),
      fc.integer({ min: 1, max: 25 }),
      fc.array(fc.integer({ min: 9 * 60, max: 17 * 60 - 1 }), { minLength: days, maxLength: days }),
      (given, limit, minutes) => {
        const drafts = given.map(([zone, due]) => draftOf(zone, due))
        const { sentOn } = live(drafts, days, limit, (day) => minutes[day] ?? 0)
        expect(idle(drafts, limit, sentOn)).toEqual([])
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)

test('nor, in America and Europe, where people only ever come before or after the working day', () => {
  const ours = zones.filter((zone) => /^(America|Europe)/.test(zone))
  fc.assert(
    fc.property(someDrafts(ours), fc.integer({ min: 1, max: 25 }), fc.integer({ min: 0, max: 24 * 60 - 1 }), (given, limit, minute) => {
      const drafts = given.map(([zone, due]) => draftOf(zone, due))
      const { sentOn } = live(drafts, days, limit, () => minute)
      expect(idle(drafts, limit, sentOn)).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 120_000)

test('where more is due than may go, nobody waits while those of another zone who came days later go before them', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...zones), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.integer({ min: 9 * 60, max: 17 * 60 - 1 }), { minLength: days, maxLength: days }),
      (given, limit, minutes) => {
        // On each day of two weeks one of each zone more than there is room for.
        const drafts = Array.from({ length: 14 }, (_, day) =>
          given.flatMap((zone) => Array.from({ length: limit }, () => draftOf(zone, day))),
        ).flat()
        live(drafts, days, limit, (day) => minutes[day] ?? 0)
        const gone = drafts.filter(({ wentOn }) => wentOn !== null)
        const lastDue = Math.max(...gone.map(({ dueAt }) => Date.parse(dueAt)))
        const passedOver = drafts.filter(({ wentOn, dueAt }) => wentOn === null && Date.parse(dueAt) < lastDue - 7 * 24 * hourMs)
        expect(passedOver.map(({ zone, dueAt }) => `${zone}, due ${dueAt}`)).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
}, 120_000)

import { describe, expect, it, test } from 'vitest'
import { meetingTime } from './meeting-words.ts'
import { type MeetingRules, slotProblem } from './slot-problem.ts'

const rules: MeetingRules = {
  bufferMinutes: 15,
  mostPerDay: 2,
  noticeHours: 2,
  zone: 'America/Denver',
  workingHours: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
}
/** Denver is seven hours behind UTC then. */
const denver = (day: string, time: string) => new Date(Date.parse(`${day}T${time}:00-07:00`))
const half = (from: Date) => ({ startAt: from, endAt: new Date(from.getTime() + 1_800_000) })
const tuesday = '2026-11-24'
const now = denver(tuesday, '08:00')
const codeOf = (time: string, taken: string[] = [], day = tuesday) =>
  slotProblem(
    half(denver(day, time)),
    taken.map((one) => half(denver(tuesday, one))),
    rules,
    now,
  )?.code ?? null

test.each([
  ['two hours from now', '10:00', [], null],
  ['a minute sooner', '09:59', [], 'TOO_SOON'],
  ['until closing time', '16:30', [], null],
  ['a minute into the evening', '16:31', [], 'OUTSIDE_WORKING_HOURS'],
  ['where the buffer of another ends', '11:45', ['11:00'], null],
  ['a minute into that buffer', '11:44', ['11:00'], 'SLOT_TAKEN'],
  ['where another begins after our own buffer', '10:15', ['11:00'], null],
  ['a minute too close before another', '10:16', ['11:00'], 'SLOT_TAKEN'],
  ['at the very time of another', '11:00', ['11:00'], 'SLOT_TAKEN'],
  ['on a day that has its most', '15:00', ['10:00', '12:00'], 'DAY_FULL'],
])('a meeting %s', (_, time, taken, code) => expect(codeOf(time, taken)).toBe(code))

describe('days are the organisation’s', () => {
  it('works on no Sunday', () => expect(codeOf('11:00', [], '2026-11-29')).toBe('OUTSIDE_WORKING_HOURS'))
  it('counts yesterday’s meetings to yesterday', () => expect(codeOf('11:00', ['10:00', '14:00'], '2026-11-25')).toBe(null))
  it('opens at nine by the wall clock on both sides of a clock change', () => {
    // The last Monday of summer time, and the first of winter time.
    const at = (iso: string) => slotProblem(half(new Date(iso)), [], rules, new Date('2026-10-01T00:00:00Z'))?.code ?? null
    expect([at('2026-10-26T15:00:00Z'), at('2026-10-26T14:59:00Z')]).toEqual([null, 'OUTSIDE_WORKING_HOURS'])
    expect([at('2026-11-02T16:00:00Z'), at('2026-11-02T15:59:00Z')]).toEqual([null, 'OUTSIDE_WORKING_HOURS'])
  })
})

it('says when a meeting is in the zone that it is asked for', () => {
  const slot = half(denver(tuesday, '16:30'))
  expect(meetingTime(slot, 'America/New_York')).toBe('Tuesday, November 24, 2026, 6:30 PM to 7:00 PM EST (America/New_York)')
  expect(meetingTime(slot, 'Asia/Tokyo')).toBe('Wednesday, November 25, 2026, 8:30 AM to 9:00 AM GMT+9 (Asia/Tokyo)')
})

import { describe, expect, test } from 'vitest'
import { gapMinutes, minutesLeft, platformWindow } from './platform-window.ts'

const at = (text: string) => new Date(text)

describe('the window as Instantly is told', () => {
  test.each([
    [
      'New York in winter',
      'America/New_York',
      '2026-12-01T13:00:00Z',
      '2026-12-01T16:00:00Z',
      { day: '2026-12-01', from: '08:00', to: '11:00', minutes: 180 },
    ],
    [
      'London in summer',
      'Europe/London',
      '2026-07-01T07:00:00Z',
      '2026-07-01T10:00:00Z',
      { day: '2026-07-01', from: '08:00', to: '11:00', minutes: 180 },
    ],
    [
      'US Pacific in winter, shifted',
      'America/Los_Angeles',
      '2026-12-01T16:00:00Z',
      '2026-12-01T19:00:00Z',
      { zone: 'America/Anchorage', day: '2026-12-01', from: '07:00', to: '10:00' },
    ],
    [
      'seconds never make it longer',
      'America/New_York',
      '2026-12-01T13:00:30Z',
      '2026-12-01T13:59:59Z',
      { from: '08:01', to: '08:59', minutes: 58 },
    ],
    [
      'cut at midnight',
      'America/New_York',
      '2026-12-02T03:30:00Z',
      '2026-12-02T07:00:00Z',
      { day: '2026-12-01', from: '22:30', to: '23:59' },
    ],
  ])('%s', (_, zone, from, to, expected) => {
    expect(platformWindow(zone, at(from), at(to))).toMatchObject(expected)
  })

  test('nothing left of it, and a day on which no zone fits, are no window', () => {
    expect(platformWindow('America/New_York', at('2026-12-01T13:00:30Z'), at('2026-12-01T13:01:20Z'))).toBeNull()
    expect(platformWindow('America/Los_Angeles', at('2026-11-01T16:00:00Z'), at('2026-11-01T19:00:00Z'))).toBeNull()
  })
})

test.each([
  ['2026-12-01T12:30:00Z', 180],
  ['2026-12-01T15:40:30Z', 19],
  ['2026-12-01T16:00:00Z', 0],
  ['2026-12-02T05:00:00Z', 0],
])('what is left of a window at %s is never more than the window: %i minutes', (now, left) => {
  const window = platformWindow('America/New_York', at('2026-12-01T13:00:00Z'), at('2026-12-01T16:00:00Z'))
  expect(window && minutesLeft(window, at(now))).toBe(left)
})

test('a window that is cut at midnight ends there', () => {
  const window = platformWindow('America/New_York', at('2026-12-02T03:30:00Z'), at('2026-12-02T07:00:00Z'))
  expect(window && minutesLeft(window, at('2026-12-02T04:49:00Z'))).toBe(10)
})

test('mails are spread over half of the window, one to ten minutes apart', () => {
  expect([gapMinutes(180, 1), gapMinutes(180, 25), gapMinutes(180, 500), gapMinutes(10, 0)]).toEqual([10, 3, 1, 5])
})

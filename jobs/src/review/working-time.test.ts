import { expect, it } from 'vitest'
import { reviewSettingsSchema } from '../settings/review.ts'
import { afterWorkingTime, beforeWorkingTime, startOfDay } from './working-time.ts'

const { workingHours } = reviewSettingsSchema.parse({})
const zone = 'America/Denver'

// Denver is at -07:00 in winter; 9 November 2026 is a Monday.
it.each([
  ['within a morning', '2026-11-09T17:00:00Z', 120, '2026-11-09T19:00:00Z'],
  ['begun before hours', '2026-11-09T10:00:00Z', 30, '2026-11-09T16:30:00Z'],
  ['over the night', '2026-11-09T23:30:00Z', 120, '2026-11-10T17:30:00Z'],
  ['over the weekend', '2026-11-13T23:30:00Z', 120, '2026-11-16T17:30:00Z'],
  ['to the end of the day', '2026-11-09T22:00:00Z', 120, '2026-11-10T00:00:00Z'],
])('counts working time %s', (_, from, minutes, due) => {
  expect(afterWorkingTime(new Date(from), minutes, workingHours, zone).toISOString()).toBe(new Date(due).toISOString())
})

it('agrees with itself: a draft is due exactly when it was made no later than the border', () => {
  for (let hour = 0; hour < 24 * 14; hour++) {
    const now = new Date(Date.parse('2026-10-26T00:17:00Z') + hour * 3_600_000)
    const border = beforeWorkingTime(now, 120, workingHours, zone)
    expect(afterWorkingTime(border, 120, workingHours, zone).getTime()).toBeLessThanOrEqual(now.getTime())
    const later = new Date(border.getTime() + 1)
    expect(afterWorkingTime(later, 120, workingHours, zone).getTime()).toBeGreaterThan(now.getTime())
  }
})

it('begins the day in the zone', () => {
  expect(startOfDay(new Date('2026-11-10T03:00:00Z'), zone).toISOString()).toBe('2026-11-09T07:00:00.000Z')
})

import { expect, test } from 'vitest'
import { loadHolidays } from './load-holidays.ts'
import type { WindowRules } from './send-window.ts'
import { windowToFreeze } from './window-to-freeze.ts'

const rules: WindowRules = {
  window: {
    hours: [
      { from: '08:00', to: '11:00' },
      { from: '13:00', to: '16:00' },
    ],
    mondayAndFriday: false,
  },
  holidays: loadHolidays(),
  organisationZone: 'America/Denver',
}
const denver = { zone: 'America/Denver', countryCode: null }
/** A Tuesday, 07:30 in Denver; a batch of then expires on Wednesday at 07:30. */
const now = new Date('2026-12-01T14:30:00Z')
const opensAt = (approvedBy: string, timesInVain: number, expiresAt = '2026-12-02T14:30:00Z') =>
  windowToFreeze(now, denver, rules, { approvedBy: new Date(approvedBy), expiresAt: new Date(expiresAt) }, timesInVain)?.from.toISOString()

const morning = '2026-12-01T15:00:00.000Z'
const afternoon = '2026-12-01T20:00:00.000Z'

test('a send is frozen for the first window that is still open when its batch is approved at the latest', () => {
  expect(opensAt('2026-12-01T16:00:00Z', 0)).toBe(morning)
  // At half past eleven the morning is over.
  expect(opensAt('2026-12-01T18:30:00Z', 0)).toBe(afternoon)
})

test('one that was frozen in vain gets the last window that opens before the batch expires, and none that opens as it does', () => {
  expect(opensAt('2026-12-01T16:00:00Z', 1)).toBe(afternoon)
  expect(opensAt('2026-12-01T16:00:00Z', 1, '2026-12-02T15:00:00Z')).toBe(afternoon)
  expect(opensAt('2026-12-01T16:00:00Z', 1, '2026-12-02T15:00:01Z')).toBe('2026-12-02T15:00:00.000Z')
})

import { expect, test } from 'vitest'
import type { CampaignSchedule } from './campaign-input.ts'
import { localDay, nextMidnight, nextOpening } from './schedule.ts'
import { ZONES } from './zones.ts'

function schedule(
  change: Partial<CampaignSchedule> & { from?: string; to?: string; zone?: string; days?: Record<string, boolean> } = {},
): CampaignSchedule {
  const {
    from = '08:00',
    to = '11:00',
    zone = 'America/Detroit',
    days = { 1: true, 2: true, 3: true, 4: true, 5: true },
    ...dates
  } = change
  return { schedules: [{ name: 'x', timing: { from, to }, days, timezone: zone }], ...dates }
}

test.each<[string, CampaignSchedule, string, string | null]>([
  ['before the window', schedule(), '2026-11-24T09:00:00Z', '2026-11-24T13:00:00.000Z'],
  ['inside it: now', schedule(), '2026-11-24T14:30:00Z', '2026-11-24T14:30:00.000Z'],
  ['its end is outside', schedule(), '2026-11-24T16:00:00Z', '2026-11-25T13:00:00.000Z'],
  ['over the weekend', schedule(), '2026-11-27T18:00:00Z', '2026-11-30T13:00:00.000Z'],
  ['Sunday is 0', schedule({ days: { 0: true } }), '2026-11-24T00:00:00Z', '2026-11-29T13:00:00.000Z'],
  ['not before its first day', schedule({ start_date: '2026-12-01' }), '2026-11-24T00:00:00Z', '2026-12-01T13:00:00.000Z'],
  ['never after its last', schedule({ end_date: '2026-11-24' }), '2026-11-24T16:00:00Z', null],
  ['on its last day', schedule({ end_date: '2026-11-24' }), '2026-11-24T15:00:00Z', '2026-11-24T15:00:00.000Z'],
  ['daylight time before the change', schedule(), '2026-10-30T09:00:00Z', '2026-10-30T12:00:00.000Z'],
  ['standard time after it', schedule(), '2026-10-30T20:00:00Z', '2026-11-02T13:00:00.000Z'],
  [
    'a window that the spring change cuts',
    schedule({ from: '01:00', to: '04:00', days: { 0: true } }),
    '2027-03-14T00:00:00Z',
    '2027-03-14T06:00:00.000Z',
  ],
  ['half an hour zone', schedule({ zone: 'Asia/Kolkata' }), '2026-11-24T00:00:00Z', '2026-11-24T02:30:00.000Z'],
  ['a window turned around never opens', schedule({ from: '11:00', to: '08:00' }), '2026-11-24T00:00:00Z', null],
])('%s', (_, given, from, expected) => {
  const opening = nextOpening(given, Date.parse(from))
  expect(opening === null ? null : new Date(opening).toISOString()).toBe(expected)
})

test('the earliest of several windows counts', () => {
  const [morning] = schedule().schedules
  const [afternoon] = schedule({ from: '13:00', to: '16:00' }).schedules
  if (!morning || !afternoon) throw new Error('unreachable')
  const opening = nextOpening({ schedules: [afternoon, morning] }, Date.parse('2026-11-24T16:30:00Z'))
  expect(new Date(opening ?? 0).toISOString()).toBe('2026-11-24T18:00:00.000Z')
})

test('this machine knows every zone of the list', () => {
  for (const zone of ZONES) {
    const noon = Date.parse('2026-11-24T12:00:00Z')
    expect(localDay(zone, noon)).toMatch(/^2026-11-2[45]$/)
    expect(nextMidnight(zone, noon) - noon).toBeLessThanOrEqual(86_400_000)
  }
})

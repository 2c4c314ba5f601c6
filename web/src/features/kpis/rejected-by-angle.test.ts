import { expect, test } from 'vitest'
import { angleWeeks, byAngle } from './rejected-by-angle.ts'

const row = (name: string, rejected: number, tag: string, count: number, by = 'ANGLE') => ({
  by,
  name,
  rejected,
  tag,
  count,
  example: 'Why.',
})

test('weeks that reach into the window are put together by angle; what no week names is other', () => {
  const weeks = angleWeeks(
    [
      { week: '2026-11-16', rejected: [row('quick_win', 4, 'weak_cta', 3), row('Dana', 9, 'weak_cta', 9, 'REVIEWER')] },
      { week: '2026-11-09', rejected: [row('quick_win', 5, 'other', 5), row('roi', 20, 'weak_cta', 12)] },
      { week: '2026-11-02', rejected: [row('roi', 100, 'weak_cta', 100)] },
    ],
    '2026-11-12T00:00:00.000Z',
  )
  expect(weeks).toHaveLength(3)
  expect(byAngle(weeks)).toEqual([
    { angle: 'roi', rejected: 20, tags: [{ tag: 'weak_cta', count: 12 }], other: 8 },
    {
      angle: 'quick_win',
      rejected: 9,
      tags: [
        { tag: 'other', count: 5 },
        { tag: 'weak_cta', count: 3 },
      ],
      other: 1,
    },
  ])
})

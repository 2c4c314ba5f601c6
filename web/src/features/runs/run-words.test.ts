import { expect, test } from 'vitest'
import { cleanStreak, type Run, stageReasons } from './run-words.ts'

const run = (status: Run['status'], errors = 0): Run => ({
  id: status + errors,
  key: 'run_20261121_110000_abcdef',
  mode: 'sandbox',
  source: 'default',
  limit: null,
  leads: 25,
  errors,
  approved: 0,
  sent: 0,
  proven: 0,
  status,
  startedAt: '2026-11-21T11:00:00Z',
  finishedAt: null,
  failure: null,
  startedBy: 'Dana',
  stages: [],
})

test.each([
  [[], 0],
  [[run('RUNNING'), run('SUCCEEDED'), run('CANCELLED'), run('SUCCEEDED')], 2],
  [[run('SUCCEEDED'), run('SUCCEEDED', 1), run('SUCCEEDED')], 1],
  [[run('FAILED'), run('SUCCEEDED')], 0],
])('a streak ends at the newest run that was not clean', (runs, streak) => expect(cleanStreak(runs)).toBe(streak))

test('reasons are read in either shape, most frequent first', () => {
  expect(stageReasons({ NO_EMAIL: 2, LOW_SCORE: 7 })).toEqual([
    { code: 'LOW_SCORE', words: 'low score', count: 7 },
    { code: 'NO_EMAIL', words: 'no email', count: 2 },
  ])
  expect(stageReasons([{ code: 'X', message: 'No address', count: 3 }])).toEqual([{ code: 'X', words: 'No address', count: 3 }])
  expect(stageReasons({ 'GUARD-007': 4 })).toEqual([{ code: 'GUARD-007', words: 'stopped by GUARD-007', count: 4 }])
  expect(stageReasons(null)).toEqual([])
})

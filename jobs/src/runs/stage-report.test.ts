import { expect, test } from 'vitest'
import { type StageCount, stageReports } from './stage-report.ts'

const lead = (stage: StageCount['stage'], outcome: StageCount['outcome'], count: number, code: string | null = null): StageCount => ({
  of: 'LEADS',
  stage,
  outcome,
  code,
  count,
})
const ended = (['DISCOVER', 'ENRICH', 'SEGMENT', 'CRAFT', 'GUARD', 'QUEUE'] as const).map((stage) => ({
  stage,
  isFinished: true,
  durationMs: 5,
  failure: null,
}))

test('what left a stage entered the next, and every lead is in exactly one place', () => {
  const reports = stageReports(
    [
      lead('SEGMENT', 'SKIPPED', 3, 'SCORE_TOO_LOW'),
      lead('CRAFT', 'FAILED', 1, 'STAGE_ERROR'),
      lead('CRAFT', 'WAITING', 2),
      lead('QUEUE', 'LEFT', 4),
    ],
    ended,
  )
  expect(reports.map(({ stage, entered, left, waiting, skipped, failed }) => [stage, entered, left, waiting, skipped, failed])).toEqual([
    ['DISCOVER', 10, 10, 0, 0, 0],
    ['ENRICH', 10, 10, 0, 0, 0],
    ['SEGMENT', 10, 7, 0, 3, 0],
    ['CRAFT', 7, 4, 2, 0, 1],
    ['GUARD', 4, 4, 0, 0, 0],
    ['QUEUE', 4, 4, 0, 0, 0],
  ])
  expect(reports[2]?.reasons).toEqual({ SCORE_TOO_LOW: 3 })
})

test('discovery of a search counts people, who are leads only after it', () => {
  const [discover, enrich] = stageReports(
    [
      { of: 'FOUND', stage: 'DISCOVER', outcome: 'LEFT', code: null, count: 2 },
      { of: 'FOUND', stage: 'DISCOVER', outcome: 'SKIPPED', code: 'KNOWN', count: 5 },
      lead('ENRICH', 'WAITING', 2),
    ],
    [],
  )
  expect(discover).toMatchObject({ entered: 7, left: 2, skipped: 5, passed: null })
  expect(enrich).toMatchObject({ entered: 2, waiting: 2 })
})

test('a stage that failed as a whole, or failed everybody, did not pass; one failed lead among others does not stop it', () => {
  const passed = (counts: StageCount[], failure: string | null) =>
    stageReports(counts, [{ stage: 'CRAFT', isFinished: true, durationMs: 1, failure }])[3]?.passed
  expect(passed([lead('CRAFT', 'FAILED', 3, 'STAGE_ERROR')], null)).toBe(false)
  expect(passed([lead('CRAFT', 'FAILED', 1, 'STAGE_ERROR'), lead('QUEUE', 'LEFT', 9)], null)).toBe(true)
  expect(passed([], 'no key')).toBe(false)
  expect(passed([], null)).toBe(true)
})

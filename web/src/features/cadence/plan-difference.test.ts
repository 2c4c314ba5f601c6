import { expect, test } from 'vitest'
import { daysProblem, planDifference } from './plan-difference.ts'
import type { PlanStep } from './plan-documents.ts'

const step = (given: Partial<PlanStep>): PlanStep => ({
  step: 1,
  day: 1,
  action: 'EMAIL',
  task: null,
  template: 'close',
  onlyWhen: 'always',
  ...given,
})
const plan = [step({}), step({ step: 2, day: 5, onlyWhen: 'notReplied' })]

test('each value that was changed is told once, in words', () => {
  expect(planDifference(plan, plan)).toEqual([])
  expect(planDifference(plan, [step({}), step({ step: 2, day: 6, onlyWhen: 'always', template: 'breakup' })])).toEqual([
    { step: '2 Email', what: 'Day', before: '5', after: '6' },
    { step: '2 Email', what: 'Only when', before: 'While they have not replied', after: 'Always' },
    { step: '2 Email', what: 'Text', before: 'close', after: 'breakup' },
  ])
})

test.each([
  [[1, 5], null],
  [[2, 5], /day 1/],
  [[1, 1], /Step 2/],
  [[1, Number.NaN], /Step 2/],
  [[1, 366], /Step 2/],
] as const)('the days %j', (days, problem) => {
  const said = daysProblem(days.map((day, index) => step({ step: index + 1, day })))
  if (problem === null) expect(said).toBeNull()
  else expect(said).toMatch(problem)
})

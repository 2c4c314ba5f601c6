import { expect, test } from 'vitest'
import { daysProblem, type EditedStep, editedSteps, movedStep, numberedSteps, planDifference } from './plan-difference.ts'
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

const edit = (index: number, to: Partial<EditedStep>): EditedStep[] =>
  editedSteps(plan).map((one, at) => (at === index ? { ...one, ...to } : one))

test('each value that was changed is told once, in words', () => {
  expect(planDifference(plan, editedSteps(plan))).toEqual([])
  expect(planDifference(plan, edit(1, { day: 6, onlyWhen: 'always', template: 'breakup' }))).toEqual([
    { step: '2 Email', what: 'Day', before: '5', after: '6' },
    { step: '2 Email', what: 'Only when', before: 'While they have not replied', after: 'Always' },
    { step: '2 Email', what: 'Text', before: 'close', after: 'breakup' },
  ])
})

test('steps are added, removed and moved; days stay in order, and the first touch stays first', () => {
  const three = editedSteps([...plan, step({ step: 3, day: 9, action: 'TASK', task: 'PHONE', template: 'phone_script' })])
  const moved = movedStep(three, 2, -1)
  expect(numberedSteps(moved).map(({ step: number, day, action }) => [number, day, action])).toEqual([
    [1, 1, 'EMAIL'],
    [2, 5, 'TASK'],
    [3, 9, 'EMAIL'],
  ])
  expect(movedStep(three, 1, -1)).toEqual(three)
  expect(movedStep(three, 0, 1)).toEqual(three)
  expect(movedStep(three, 2, 1)).toEqual(three)
  const before = numberedSteps(three)
  expect(planDifference(before, moved).filter(({ what }) => what === 'Place')).toHaveLength(2)
  expect(planDifference(before, three.slice(0, 2))).toEqual([
    { step: '3 Phone call', what: 'Step', before: 'Day 9, phone script', after: 'removed' },
  ])
  const added: EditedStep = { key: 'new', was: null, day: 12, action: 'EMAIL', task: null, template: 'breakup', onlyWhen: 'notReplied' }
  expect(planDifference(before, [...three, added])).toEqual([{ step: '4 Email', what: 'Step', before: 'none', after: 'Day 12, breakup' }])
  // What is removed moves nobody.
  expect(
    planDifference(
      before,
      three.filter((_, index) => index !== 1),
    ).map(({ what }) => what),
  ).toEqual(['Step'])
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

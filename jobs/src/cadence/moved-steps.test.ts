import { expect, test } from 'vitest'
import type { PlanStep } from './cadence-plan.ts'
import { movedSteps } from './moved-steps.ts'

const step = (number: number, day: number, action: PlanStep['action']): PlanStep => ({
  step: number,
  day,
  action,
  template: 'x',
  onlyWhen: 'always',
  task: action === 'TASK' ? 'PHONE' : null,
})
const plan = [step(1, 1, 'EMAIL'), step(2, 3, 'LINKEDIN_REQUEST'), step(3, 5, 'EMAIL'), step(4, 8, 'LINKEDIN_MESSAGE'), step(5, 12, 'TASK')]
const moved = (...way: [step: number, day: number, action: PlanStep['action'], isOpen: boolean][]) =>
  movedSteps(
    way.map(([number, day, action, isOpen]) => ({ step: number, day, action, isOpen })),
    plan,
  ).map(({ step: number }) => number)

test('whoever is moved gets the steps of later days than the last one behind them', () => {
  expect(moved([1, 1, 'EMAIL', false])).toEqual([2, 3, 4, 5])
  expect(moved([1, 1, 'EMAIL', false], [2, 5, 'LINKEDIN_REQUEST', false], [3, 9, 'EMAIL', true])).toEqual([4, 5])
  expect(moved([1, 1, 'EMAIL', false], [2, 4, 'EMAIL', false])).toEqual([3, 4, 5])
})

test('a step whose number and channel were used would be taken for a repeat: it is left out', () => {
  expect(moved([1, 1, 'EMAIL', false], [3, 2, 'EMAIL', false])).toEqual([2, 4, 5])
  // A request and a message share their channel; an email and a touch on LinkedIn do not.
  expect(moved([1, 1, 'EMAIL', false], [4, 2, 'LINKEDIN_REQUEST', false])).toEqual([2, 3, 5])
  expect(moved([1, 1, 'EMAIL', false], [2, 2, 'EMAIL', false])).toEqual([2, 3, 4, 5])
})

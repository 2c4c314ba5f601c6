import { expect, test } from 'vitest'
import { whoStepsBack } from './who-steps-back.ts'

const today = '2026-12-01'
const tomorrow = '2026-12-02'
const longest = { key: 'longest', day: tomorrow, goes: false }

test('whoever goes on a later day steps back for those who have waited longer and need its room', () => {
  const line = [longest, { key: 'next', day: tomorrow, goes: true }, { key: 'last', day: tomorrow, goes: true }]
  expect([...whoStepsBack(line, today, 2, () => 0)]).toEqual(['last'])
  expect([...whoStepsBack(line, today, 2, () => 1)]).toEqual(['next', 'last'])
  expect([...whoStepsBack(line, today, 3, () => 0)]).toEqual([])
})

test('nobody steps back for today: what is left of it can’t be kept', () => {
  const line = [
    { ...longest, day: today },
    { key: 'next', day: today, goes: true },
  ]
  expect([...whoStepsBack(line, today, 1, () => 0)]).toEqual([])
})

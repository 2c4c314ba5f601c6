import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CadenceWorld, startCadence } from './world.ts'

let world: CadenceWorld
beforeAll(async () => {
  world = await startCadence()
})
afterAll(() => world.stop())

describe('an enrollment', () => {
  test('begins with the accepted first touch, in the settling statement, and its days are worked out', async () => {
    const leadId = await world.enrolled()
    expect(await world.look(leadId)).toMatchObject({ state: 'ACTIVE', nextStep: 2, nextDueAt: null })
    await world.sweep()
    const now = await world.look(leadId)
    // Tuesday 24 November is day 1; Thursday 26 is Thanksgiving; Monday and Friday are closed.
    expect(now.steps.map(({ step, state, due }) => [step, state, due])).toEqual([
      [1, 'DONE', expect.any(String)],
      [2, 'WAITING', 'Wed 25 08:00'],
      [3, 'WAITING', 'Tue 01 08:00'],
      [4, 'WAITING', 'Wed 02 08:00'],
      [5, 'WAITING', 'Thu 03 08:00'],
      [6, 'WAITING', 'Tue 08 08:00'],
      [7, 'WAITING', 'Thu 10 08:00'],
      [8, 'WAITING', 'Tue 15 08:00'],
    ])
  })
})

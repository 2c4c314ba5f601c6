import { expect, test } from 'vitest'
import { contractNames, contracts } from '../queue/contracts.ts'
import { lastFiring } from './last-firing.ts'

test.each([
  ['* * * * *', '2026-11-24T16:00:59.999Z', '2026-11-24T16:00:00.000Z'],
  ['*/5 * * * *', '2026-11-24T16:04:59.000Z', '2026-11-24T16:00:00.000Z'],
  ['7 * * * *', '2026-11-24T16:07:00.000Z', '2026-11-24T16:07:00.000Z'],
  ['7 * * * *', '2026-11-24T16:06:59.999Z', '2026-11-24T15:07:00.000Z'],
  ['0 10 * * *', '2026-11-24T09:59:00.000Z', '2026-11-23T10:00:00.000Z'],
  ['30 10 * * *', '2026-11-24T10:30:00.000Z', '2026-11-24T10:30:00.000Z'],
])('%s fired last before %s at %s', (schedule, at, expected) => {
  expect(lastFiring(schedule, new Date(at)).toISOString()).toBe(expected)
})

test('every schedule of ours can be read, and one of another form is refused', () => {
  for (const name of contractNames) {
    const contract = contracts[name]
    if ('schedule' in contract && contract.schedule !== undefined) lastFiring(contract.schedule, new Date('2026-11-24T16:00:00Z'))
  }
  expect(() => lastFiring('0 10 * * 1', new Date())).toThrow('is no schedule')
})

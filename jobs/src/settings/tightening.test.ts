import { expect, test } from 'vitest'
import { isTightened, loosenedPaths, type Tighter } from './tightening.ts'

const order: Tighter = ['off', 'auto', 'on']
const morning = { from: '08:00', to: '11:00' }

test.each<[Tighter, unknown, unknown, boolean]>([
  ['lower', 5, 4, true],
  ['lower', 5, 5, true],
  ['lower', 5, 0, true],
  ['lower', 5, 6, false],
  ['lower', 5, null, false],
  ['lower', 5, undefined, false],
  ['lower', 5, '4', false],
  ['higher', 3, 4, true],
  ['higher', 3, 2, false],
  ['onlyOn', true, false, false],
  ['onlyOn', false, true, true],
  ['onlyOff', false, true, false],
  ['onlyOff', true, false, true],
  [order, 'off', 'auto', true],
  [order, 'on', 'auto', false],
  [order, 'auto', 'sometimes', false],
  ['subset', ['a', 'b'], ['b'], true],
  ['subset', ['a'], ['a', 'b'], false],
  ['within', [morning], [{ from: '09:00', to: '10:00' }], true],
  ['within', [morning], [{ from: '07:59', to: '10:00' }], false],
  ['within', [morning], [{ from: '08:00', to: '11:01' }], false],
  ['within', [morning], [{ from: '10:00', to: '09:00' }], false],
  ['within', [morning, { from: '11:00', to: '12:00' }], [{ from: '08:30', to: '12:00' }], true],
  ['within', [morning, { from: '13:00', to: '16:00' }], [{ from: '10:00', to: '14:00' }], false],
  ['eachLower', [5, 10], [5, 9], true],
  ['eachLower', [5, 10], [5, 10, 15], true],
  ['eachLower', [5, 10], [5], false],
  ['eachLower', [5, 10], [6, 10], false],
  ['free', 1, 'anything', true],
])('%j: after %j, %j is %s', (tighter, before, after, expected) => {
  expect(isTightened(tighter, before, after)).toBe(expected)
})

test('what is looser is named by its path', () => {
  const tightening = { 'ceilings.email': 'lower', shadow: 'onlyOn', note: 'free' } as const
  const before = { ceilings: { email: 5 }, shadow: true, note: 'a' }
  expect(loosenedPaths(tightening, before, { ceilings: { email: 6 }, shadow: false, note: 'b' })).toEqual(['ceilings.email', 'shadow'])
  expect(loosenedPaths(tightening, before, { ceilings: { email: 4 }, shadow: true, note: 'b' })).toEqual([])
})

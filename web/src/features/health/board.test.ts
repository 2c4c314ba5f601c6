import { expect, test } from 'vitest'
import { figureWords, lightCounts, readBoard } from './board.ts'

test.each([
  [3, 'count', '3'],
  [40.2, 'seconds', '40.0 s'],
  [0, 'minutes', '0 ms'],
  [90, 'minutes', '1 h 30 m'],
  [null, 'seconds', null],
])('%s %s is told as %s', (value, unit, words) => {
  expect(figureWords(value, unit)).toBe(words)
})

test('a board is read as far as it is understood, and what is not understood is never green nor ready', () => {
  const [module] = readBoard([
    {
      name: 'signals',
      title: 'Signals',
      light: 'RED',
      isReady: false,
      checks: [{ code: 'X', light: 'BLUE', value: 2, yellowFrom: 0, unit: 'minutes' }],
    },
  ])
  expect(module).toMatchObject({ light: 'RED', isReady: false, since: null })
  expect(module?.checks[0]).toMatchObject({ code: 'X', light: 'UNKNOWN', value: '2 m 0 s', yellowFrom: 'at once', redFrom: null })
  expect(readBoard([{ name: 'new' }])).toMatchObject([{ light: 'UNKNOWN', isReady: false }])
  expect(readBoard('nonsense')).toEqual([])
})

test('lights are counted, the worst first', () => {
  expect(lightCounts([{ light: 'UNKNOWN' }, { light: 'GREEN' }])).toBe('1 not understood: load the page again, 1 green')
  expect(lightCounts([{ light: 'GREEN' }, { light: 'RED' }, { light: 'GREEN' }])).toBe('1 red, 2 green')
})

import { expect, test, vi } from 'vitest'

vi.mock('./listbox.css', () => ({}))
const { movedTo } = await import('./listbox.tsx')

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 0, 0],
  ['PageDown', 2, 6],
  ['PageUp', 2, 0],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['a', 5, null],
])('%s from row %i of ten leads to %s', (key, at, to) => {
  expect(movedTo(key, at, 10, 4)).toBe(to)
})

test('an empty list has nowhere to go', () => {
  expect(movedTo('ArrowDown', 0, 0, 4)).toBeNull()
})

import { expect, test } from 'vitest'
import { countChanges, wordDifference } from './word-difference.ts'

test.each([
  ['', '', 0],
  ['same words', 'same words', 0],
  ['Worth a call?', 'Worth a short call?', 1],
  ['Worth a call?', 'Worth a chat?', 1],
  ['one two three four', 'one 2 three 4', 2],
  ['', 'all new', 1],
  ['all gone', '', 1],
  ['a\nb', 'a\n\nb', 1],
])('%j to %j is %i changes, and both texts can be read back from it', (before, after, count) => {
  const changes = wordDifference(before, after)
  const without = (kind: string): string =>
    changes
      .filter((change) => change.kind !== kind)
      .map((change) => change.text)
      .join('')
  expect(countChanges(changes)).toBe(count)
  expect(without('inserted')).toBe(before)
  expect(without('deleted')).toBe(after)
})

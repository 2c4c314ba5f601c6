import { createTextCache } from '@swarm/api/graphql/text-cache'
import { expect, test } from 'vitest'

test('what was used last is known, as long as the texts together are short enough', () => {
  const cache = createTextCache<number>(10)
  cache.set('aaaa', 1)
  cache.set('bbbb', 2)
  expect(cache.get('aaaa')).toBe(1)
  cache.set('cccc', 3)
  expect([cache.get('aaaa'), cache.get('bbbb'), cache.get('cccc')]).toEqual([1, undefined, 3])
})

test('a text too long for the others is not kept, and throws none out', () => {
  const cache = createTextCache<number>(10)
  cache.set('aaaa', 1)
  cache.set('b'.repeat(6), 2)
  expect([cache.get('aaaa'), cache.get('b'.repeat(6))]).toEqual([1, undefined])
})

test('the same text counts once', () => {
  const cache = createTextCache<number>(10)
  cache.set('bbbb', 0)
  for (let i = 0; i < 100; i += 1) cache.set('aaaa', i)
  expect([cache.get('aaaa'), cache.get('bbbb')]).toEqual([99, 0])
})

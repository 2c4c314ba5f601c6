import { expect, test } from 'vitest'
import { remembered } from './remembered.ts'

test('a text is read once, however often it is asked for, until too many others came', () => {
  const read: string[] = []
  const shout = remembered(2, (text) => {
    read.push(text)
    return text.toUpperCase()
  })
  expect(['a', 'b', 'a', 'b', 'a'].map(shout)).toEqual(['A', 'B', 'A', 'B', 'A'])
  expect(read).toEqual(['a', 'b'])
  expect(['c', 'a'].map(shout)).toEqual(['C', 'A'])
  expect(read).toEqual(['a', 'b', 'c', 'a'])
})

test('what is nothing is remembered too', () => {
  let times = 0
  const find = remembered(10, () => {
    times++
    return null
  })
  expect([find('x'), find('x')]).toEqual([null, null])
  expect(times).toBe(1)
})

test('two texts stay two, whatever they are made of', () => {
  const same = remembered(100, (text) => text)
  const texts = ['', 'é', 'e\u0301', '\ud800', '\udfff', '\ufffd', '名', '😀', 'a\u0000', 'ÿ']
  for (const text of [...texts, ...texts]) expect(same(text)).toBe(text)
})

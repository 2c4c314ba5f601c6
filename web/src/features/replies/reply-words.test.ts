import { expect, test } from 'vitest'
import { classes, markedPieces } from './reply-words.ts'

test('each class has a key of its own: 1 to 9, then a to c', () => {
  expect(classes.map(({ key }) => key).join('')).toBe('123456789abc')
})

test('words that decided are marked where they stand, over line ends, and nothing is lost', () => {
  const text = 'Hi,\nplease remove\nme (now) from it.'
  const pieces = markedPieces(text, ['remove me (now)', 'Please', 'not there'])
  expect(pieces.filter(({ isDecider }) => isDecider).map((piece) => piece.text)).toEqual(['please', 'remove\nme (now)'])
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
})

test('words that overlap are marked once', () => {
  const pieces = markedPieces('tell me more about it', ['tell me more', 'more about', 'me'])
  expect(pieces.filter(({ isDecider }) => isDecider).map((piece) => piece.text)).toEqual(['tell me more', ' about'])
  expect(pieces.map((piece) => piece.text).join('')).toBe('tell me more about it')
})

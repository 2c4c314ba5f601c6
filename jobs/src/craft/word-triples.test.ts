import { expect, it } from 'vitest'
import { areAlike, overlapOf, similarityOf, wordTriplesOf } from './word-triples.ts'

const triples = (text: string) => wordTriplesOf(text)

it('takes every three words in a row, folded', () => {
  expect([...triples('The FOX, the fox; runs!')]).toEqual(['the fox the', 'fox the fox', 'the fox runs'])
  expect([...triples('Two words')]).toEqual(['two words'])
  expect([...triples(' … ')]).toEqual([])
})

it.each([
  ['a b c d', 'a b c d', 1, 1],
  ['a b c d', 'e f g h', 0, 0],
  ['a b c d', 'a b c d e f', 0.5, 1],
  ['a b c x y z', 'a b c u v w', 1 / 7, 1 / 4],
  ['', '', 0, 0],
  ['', 'a b c', 0, 0],
])('%j and %j are alike by %d and share %d of the shorter', (one, other, similarity, overlap) => {
  expect(similarityOf(triples(one), triples(other))).toBeCloseTo(similarity)
  expect(similarityOf(triples(other), triples(one))).toBeCloseTo(similarity)
  expect(overlapOf(triples(one), triples(other))).toBeCloseTo(overlap)
})

it('gives up early only on what is not alike', () => {
  const words = (length: number, from: number) => Array.from({ length }, (_, place) => `w${place + from}`).join(' ')
  for (const [one, other] of [
    [words(100, 0), words(100, 0)],
    [words(100, 0), words(100, 3)],
    [words(100, 0), words(100, 5)],
    [words(100, 0), words(100, 50)],
    [words(100, 0), words(20, 0)],
    [words(3, 0), words(3, 0)],
    ['', words(5, 0)],
    ['', ''],
  ]) {
    const [left, right] = [triples(one ?? ''), triples(other ?? '')]
    for (const from of [0.1, 0.5, 0.9, 0.94, 1]) {
      expect(areAlike(left, right, from)).toBe(left.size > 0 && right.size > 0 && similarityOf(left, right) >= from - 1e-9)
      expect(areAlike(right, left, from)).toBe(areAlike(left, right, from))
    }
  }
})

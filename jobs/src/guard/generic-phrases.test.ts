import { describe, expect, it } from 'vitest'
import { GENERIC_PHRASES, genericPhraseIn } from './generic-phrases.ts'

const ALL = GENERIC_PHRASES

describe.each(GENERIC_PHRASES.map((generic) => [generic.phrase, generic] as const))('%s', (phrase, { finds, leaves }) => {
  it.each(finds)('is found in “%s”', (sentence) => expect(genericPhraseIn(sentence, [{ phrase }])).toBe(phrase))
  it.each(leaves)('leaves “%s” alone', (sentence) => expect(genericPhraseIn(sentence, ALL)).toBeNull())
})

it('sees through capitals, hyphens, invisible characters and full width', () => {
  expect(genericPhraseIn('A GAME-CHANGER for Acme', ALL)).toBe('game changer')
  expect(genericPhraseIn('a sea\u200Bmless hand-over', ALL)).toBe('seamless')
  expect(genericPhraseIn('Ｓeamless', ALL)).toBe('seamless')
})

it('finds nothing by an empty list or an empty phrase', () => {
  expect(genericPhraseIn('A seamless game-changer.', [])).toBeNull()
  expect(genericPhraseIn('A seamless game-changer.', [{ phrase: '…' }, { phrase: ' ' }])).toBeNull()
})

it('takes no longer for a hostile text', () => {
  const before = performance.now()
  for (const part of ['unlock the ', 'drive a ', 'hop on a b c d ', 'caught my ']) genericPhraseIn(part.repeat(5000), ALL)
  expect(performance.now() - before).toBeLessThan(1500)
})

import { foldedWords } from '../identity/folded-words.ts'
import { LEVEL_WORDS, OFTEN_MISSPELT } from './seniority-vocabulary.ts'

/** Words that are right as they are, though another language's word of rank is a letter away ("diretor", "direktor"). */
const KNOWN = new Set(
  Object.values(LEVEL_WORDS)
    .flat()
    .flatMap((word) => foldedWords(word).split(' ')),
)

/**
 * Folded words in which a word of rank with one letter too many, too few, wrong or swapped is spelt as it should be ("presdent", "managr",
 * "cheif"). Its first and last letters must be right: "directory", "managed" and "resident" are words of their own.
 */
export function mendedSpelling(words: string): string {
  return words.replace(/(?<!\p{L})[a-z]{5,}(?!\p{L})/gu, (word) =>
    KNOWN.has(word) ? word : (OFTEN_MISSPELT.find((right) => isSlipOf(word, right)) ?? word),
  )
}

function isSlipOf(word: string, right: string): boolean {
  if (word === right || Math.abs(word.length - right.length) > 1 || word[0] !== right[0] || word.at(-1) !== right.at(-1)) return false
  let from = 0
  while (word[from] === right[from]) from++
  let back = 0
  while (back < Math.min(word.length, right.length) - from && word.at(-1 - back) === right.at(-1 - back)) back++
  const [given, meant] = [word.slice(from, word.length - back), right.slice(from, right.length - back)]
  if (given.length <= 1 && meant.length <= 1) return true
  return given.length === 2 && given[0] === meant[1] && given[1] === meant[0]
}

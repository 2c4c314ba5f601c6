import { type FoldedText, foldText } from '../folded-text.ts'
import { concepts } from './concepts.ts'

/** Something seen in a text: the hash of its name, how much it counts, and the places of the words that it was seen in. */
export type Feature = { key: number; value: number; words: readonly number[] }
export type ReadText = {
  folded: FoldedText
  /** `key` is that of the feature which the word itself is; `isMeant` says that its meaning is known. */
  words: readonly { word: string; key: number; isMeant: boolean; from: number; to: number }[]
  features: readonly Feature[]
}

/** FNV-1a over UTF-16 units, 32 bits: what is kept of a word in the weights is a number. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Two hashes in this order, as one. */
function join(first: number, second: number): number {
  const mixed = Math.imul(first ^ (second + 0x9e3779b9 + (first << 6) + (first >>> 2)), 0x85ebca6b)
  return (mixed ^ (mixed >>> 13)) >>> 0
}

/** Kinds of features, so that a word and a meaning of the same name differ; and what each counts. */
const kinds = {
  word: { hash: hashOf('word'), value: 1 },
  pair: { hash: hashOf('pair'), value: 0.8 },
  first: { hash: hashOf('first'), value: 0.8 },
  piece: { hash: hashOf('piece'), value: 0.35 },
  meaning: { hash: hashOf('meaning'), value: 1.1 },
  follows: { hash: hashOf('follows'), value: 1 },
  third: { hash: hashOf('third'), value: 0.8 },
  length: { hash: hashOf('length'), value: 0.7 },
  always: { hash: hashOf('always'), value: 1 },
} as const

const token =
  /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63})+|https?:\/\/\S+|(?:[cdjlmnst]|qu)'(?=\p{L})|[\p{L}\p{N}]+(?:'(?:t|d|m|s|re|ve|ll)(?!\p{L}))?|[?!]+|\.{3,}|\p{Extended_Pictographic}/gu

/** Words that are known only by what they are: whoever they name must not be learned. */
function plain(word: string): string {
  if (word.includes('@')) return '<address>'
  if (word.startsWith('http')) return '<link>'
  if (/^[?!]/.test(word)) return word[0] ?? ''
  return word.slice(0, 40).replace(/\d/g, '0')
}

const end = hashOf('$')
const hashedConcepts = concepts.map(([name, words]) => ({ hash: hashOf(name), words }))
type KnownWord = { hash: number; pieces: readonly number[]; meanings: readonly number[] }
const known = new Map<string, KnownWord>()

/** Words come again and again: what is made of one is kept, up to a number that no language has. */
function knownWord(word: string): KnownWord {
  const before = known.get(word)
  if (before) return before
  const edged = `_${word}_`
  const isPieced = word.length > 3 && !word.startsWith('<')
  const made = {
    hash: hashOf(word),
    pieces: isPieced ? Array.from({ length: Math.min(20, edged.length - 3) }, (_, from) => hashOf(edged.slice(from, from + 4))) : [],
    meanings: hashedConcepts.flatMap(({ hash, words }) => (words.test(word) ? [hash] : [])),
  }
  if (known.size < 20_000) known.set(word, made)
  return made
}

/** How far apart two meanings may stand and still be read together, and a third after the second, in words. */
const reach = { second: 5, ofThree: 3, third: 3 }

/**
 * What the model sees of a text: its words, pairs of neighbours, pieces of words (so that "unsubcribe" is like "unsubscribe"), meanings that
 * are the same in seven languages, and which meaning follows which.
 */
export function readFeatures(text: string): ReadText {
  const folded = foldText(text)
  const words = [...folded.text.matchAll(token)].map((found) => {
    const word = plain(found[0])
    const { hash, meanings } = knownWord(word)
    return { word, key: join(kinds.word.hash, hash), isMeant: meanings.length > 0, from: found.index, to: found.index + found[0].length }
  })
  const seen = new Map<number, Feature>()
  const see = ({ hash, value }: { hash: number; value: number }, name: number, places: readonly number[]): void => {
    const key = join(hash, name)
    if (!seen.has(key)) seen.set(key, { key, value, words: places })
  }
  const read = words.map(({ word }) => knownWord(word))
  for (const [at, one] of read.entries()) {
    const next = read[at + 1]
    see(kinds.word, one.hash, [at])
    see(kinds.pair, join(one.hash, next?.hash ?? end), next ? [at, at + 1] : [at])
    if (at === 0) see(kinds.first, one.hash, [at])
    for (const piece of one.pieces) see(kinds.piece, piece, [at])
    for (const meaning of one.meanings) {
      see(kinds.meaning, meaning, [at])
      for (let other = at + 1; other <= at + reach.second && other < read.length; other++) {
        for (const second of read[other]?.meanings ?? []) {
          const two = join(meaning, second)
          see(kinds.follows, two, [at, other])
          if (other > at + reach.ofThree) continue
          for (let third = other + 1; third <= other + reach.third && third < read.length; third++)
            for (const last of read[third]?.meanings ?? []) see(kinds.third, join(two, last), [at, other, third])
        }
      }
    }
  }
  see(kinds.length, words.length < 3 ? words.length : words.length < 7 ? 3 : words.length < 20 ? 4 : 5, [])
  see(kinds.always, 0, [])
  const length = Math.sqrt([...seen.values()].reduce((sum, { value }) => sum + value * value, 0))
  return { folded, words, features: [...seen.values()].map((one) => ({ ...one, value: one.value / length })) }
}

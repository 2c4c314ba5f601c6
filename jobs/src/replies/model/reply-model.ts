import { readFileSync } from 'node:fs'
import { type ReplyClass, replyClasses } from '../reply-class.ts'
import { type ReadText, readFeatures } from './reply-features.ts'
import { columns, stopColumn, type Weights, weightsOf } from './reply-weights.ts'

/** What the model makes of a text. */
export type Judgement = {
  /** How likely each class is; they add up to 1. */
  likely: ReadonlyMap<ReplyClass, number>
  /** How likely it asks us to stop. */
  stops: number
  /** The part of its words that the model has met, 0 to 1; a text in a language that it never saw has next to none. */
  known: number
  /** The writer's words that spoke most for a class, or for a stop, the strongest first. */
  wordsFor(of: ReplyClass | 'STOP'): string[]
}

export type ReplyModel = { judge(text: string): Judgement }

export function replyModel({ scale, keys, weights }: Weights): ReplyModel {
  const rowOf = new Map([...keys].map((key, row) => [key, row]))
  return {
    judge: (text) => {
      const read = readFeatures(text)
      const met = read.features.flatMap(({ key, value, words }) => {
        const row = rowOf.get(key)
        return row === undefined ? [] : [{ base: row * columns, value: value * scale, words }]
      })
      const scores = Array.from({ length: columns }, (_, column) =>
        met.reduce((sum, { base, value }) => sum + (weights[base + column] ?? 0) * value, 0),
      )
      const classes = scores.slice(0, stopColumn)
      const most = Math.max(...classes)
      const powers = classes.map((score) => Math.exp(score - most))
      const all = powers.reduce((sum, power) => sum + power, 0)
      return {
        likely: new Map(replyClasses.map((one, place) => [one, (powers[place] ?? 0) / all])),
        stops: 1 / (1 + Math.exp(-(scores[stopColumn] ?? 0))),
        known: knownPart(read, (key) => rowOf.has(key)),
        wordsFor: (of) => {
          const column = of === 'STOP' ? stopColumn : replyClasses.indexOf(of)
          return strongest(
            read,
            met.map(({ base, value, words }) => {
              const own = weights[base + column] ?? 0
              const others = classes.reduce((sum, _, other) => sum + (weights[base + other] ?? 0), 0) / classes.length
              return { words, weight: (of === 'STOP' ? own : own - others) * value }
            }),
          )
        },
      }
    },
  }
}

/** Names and rare words are met by nobody: a text is strange when most of it is. */
function knownPart(read: ReadText, isKnown: (key: number) => boolean): number {
  const spoken = read.words.filter(({ word }) => /^\p{L}/u.test(word))
  return spoken.length === 0 ? 1 : spoken.filter(({ key, isMeant }) => isMeant || isKnown(key)).length / spoken.length
}

/** Words that neighbour each other are shown as one; at most three. */
function strongest(read: ReadText, spoke: readonly { words: readonly number[]; weight: number }[]): string[] {
  const of = new Array<number>(read.words.length).fill(0)
  for (const { words, weight } of spoke) for (const place of words) of[place] = (of[place] ?? 0) + weight / words.length
  const most = Math.max(0, ...of)
  if (most === 0) return []
  const runs: { from: number; to: number; weight: number }[] = []
  for (const [place, weight] of of.entries()) {
    if (weight < most * 0.35 || !/[\p{L}\p{N}]/u.test(read.words[place]?.word ?? '')) continue
    const last = runs.at(-1)
    if (last !== undefined && place - last.to <= 2 && place - last.from < 8)
      runs[runs.length - 1] = { ...last, to: place, weight: last.weight + weight }
    else runs.push({ from: place, to: place, weight })
  }
  return runs
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 3)
    .map(({ from, to }) => read.folded.original(read.words[from]?.from ?? 0, read.words[to]?.to ?? 0))
}

/** The model that ships. */
export const shippedModel: ReplyModel = replyModel(weightsOf(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')))

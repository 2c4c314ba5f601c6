import { type ReplyClass, replyClasses } from '../reply-class.ts'
import { type Feature, readFeatures } from './reply-features.ts'
import { columns, stopColumn, type Weights } from './reply-weights.ts'

/** A text with what it is; `NO_STOP` where all that is known is that it asks for no end. */
export type Example = { text: string; is: ReplyClass | 'NO_STOP' }

/** Found by five-fold trials over the training texts alone. */
const how = { rounds: 24, rate: 0.35, shrink: 2e-4, seenIn: 2, kept: 16_500, stopWeight: 2 }

/** A generator that gives the same order on every machine (mulberry32). */
function orderOf(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at)
  let state = seed
  for (let at = count - 1; at > 0; at--) {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (at + 1)
    const kept = order[at] ?? 0
    order[at] = order[other] ?? 0
    order[other] = kept
  }
  return order
}

type Row = { places: Int32Array; values: Float64Array; is: number; isStop: boolean; teachesClass: boolean }

/** What a text is cut into where it asks to stop: its sentences. Those of a text that asks nothing ask nothing either. */
const sentencesOf = (text: string): string[] =>
  text
    .split(/\n|(?<=[.!?;])\s/)
    .map((one) => one.trim())
    .filter((one) => one.length > 1)

/**
 * Multinomial logistic regression over the classes, and a logistic one for stops, by gradient steps whose size shrinks for what was seen
 * often. No randomness and no clock: the same texts give the same bytes.
 */
export function trainModel(examples: readonly Example[]): Weights {
  const taught = examples.flatMap(({ text, is }) => {
    const parts = sentencesOf(text)
    const whole = { text, is, teachesClass: is !== 'NO_STOP' }
    return is === 'UNSUBSCRIBE' || parts.length < 2 ? [whole] : [whole, ...parts.map((part) => ({ text: part, is, teachesClass: false }))]
  })
  const read = taught.map((one) => ({ ...one, features: readFeatures(one.text).features }))
  const places = placesOf(read)
  const rows = read.map(({ features, is, teachesClass }): Row => {
    const known = features.filter(({ key }) => places.has(key))
    return {
      places: Int32Array.from(known, ({ key }) => places.get(key) ?? 0),
      values: Float64Array.from(known, ({ value }) => value),
      is: is === 'NO_STOP' ? -1 : replyClasses.indexOf(is),
      isStop: is === 'UNSUBSCRIBE',
      teachesClass,
    }
  })
  return quantised([...places.keys()], descend(rows, places.size))
}

function placesOf(read: readonly { features: readonly Feature[] }[]): Map<number, number> {
  const seen = new Map<number, number>()
  for (const { features } of read) for (const { key } of features) seen.set(key, (seen.get(key) ?? 0) + 1)
  return new Map([...seen].flatMap(([key, count]) => (count < how.seenIn ? [] : [key])).map((key, place) => [key, place]))
}

function descend(rows: readonly Row[], size: number): Float64Array {
  const weights = new Float64Array(size * columns)
  const squares = new Float64Array(size * columns).fill(1e-3)
  const score = new Float64Array(columns)
  for (let round = 0; round < how.rounds; round++) {
    for (const at of orderOf(rows.length, round + 1)) {
      const row = rows[at]
      if (row === undefined) continue
      score.fill(0)
      for (let one = 0; one < row.places.length; one++) {
        const base = (row.places[one] ?? 0) * columns
        const value = row.values[one] ?? 0
        for (let column = 0; column < columns; column++) score[column] = (score[column] ?? 0) + (weights[base + column] ?? 0) * value
      }
      slopes(score, row)
      for (let one = 0; one < row.places.length; one++) {
        const base = (row.places[one] ?? 0) * columns
        const value = row.values[one] ?? 0
        for (let column = 0; column < columns; column++) {
          const place = base + column
          const weight = weights[place] ?? 0
          const slope = (score[column] ?? 0) * value + how.shrink * weight
          const square = (squares[place] ?? 0) + slope * slope
          squares[place] = square
          weights[place] = weight - (how.rate * slope) / Math.sqrt(square)
        }
      }
    }
  }
  return weights
}

/** Turns scores into how far each is from what it should be, in place. */
function slopes(score: Float64Array, row: Row): void {
  let most = -Infinity
  for (let column = 0; column < stopColumn; column++) most = Math.max(most, score[column] ?? 0)
  let sum = 0
  for (let column = 0; column < stopColumn; column++) sum += Math.exp((score[column] ?? 0) - most)
  for (let column = 0; column < stopColumn; column++) {
    const likely = Math.exp((score[column] ?? 0) - most) / sum
    score[column] = row.teachesClass ? likely - (column === row.is ? 1 : 0) : 0
  }
  const stop = 1 / (1 + Math.exp(-(score[stopColumn] ?? 0)))
  score[stopColumn] = row.isStop ? (stop - 1) * how.stopWeight : stop
}

/** The features that weigh most, in whole numbers from -127 to 127. */
function quantised(keys: readonly number[], weights: Float64Array): Weights {
  const heaviest = (place: number): number => {
    let most = 0
    for (let column = 0; column < columns; column++) most = Math.max(most, Math.abs(weights[place * columns + column] ?? 0))
    return most
  }
  const kept = keys
    .map((key, place) => ({ key, place, weight: heaviest(place) }))
    .toSorted((a, b) => b.weight - a.weight || a.key - b.key)
    .slice(0, how.kept)
    .toSorted((a, b) => a.key - b.key)
  // The few heaviest are cut off: they would cost all others their precision.
  const scale = (kept.map(({ weight }) => weight).toSorted((a, b) => b - a)[Math.floor(kept.length / 500)] ?? 1) / 127
  const whole = new Int8Array(kept.length * columns)
  for (const [row, { place }] of kept.entries())
    for (let column = 0; column < columns; column++)
      whole[row * columns + column] = Math.max(-127, Math.min(127, Math.round((weights[place * columns + column] ?? 0) / scale)))
  return { scale, keys: Uint32Array.from(kept, ({ key }) => key), weights: whole }
}

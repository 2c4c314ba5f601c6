import { createHash } from 'node:crypto'

/** A number from 0 to 1 (not 1) that depends on the seed and the words alone: the same run decides the same way, in any order. */
export function chance(seed: number, words: string): number {
  return createHash('sha256').update(`${seed} ${words}`).digest().readUInt32BE(0) / 2 ** 32
}

import { createHash } from 'node:crypto'

/** A number in [0, 1) that these parts always give, evenly spread. Parts are told apart by their lengths: `a, bc` is not `ab, c`. */
export function stableShare(...parts: readonly string[]): number {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest().readUIntBE(0, 6) / 2 ** 48
}

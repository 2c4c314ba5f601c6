/**
 * Everything by chance in the sandbox is a pure function of the seed and a name, so that a run repeats
 * whatever the order and number of the requests.
 */
export interface Draw {
  /** A number in [0, 1). */
  unit(name: string): number
  /** A whole number from min to max, both included. */
  whole(name: string, min: number, max: number): number
  chance(name: string, probability: number): boolean
  pick<T>(name: string, list: readonly T[]): T
  /** One of the values, as often as its weight says. */
  weighted<T>(name: string, entries: readonly (readonly [T, number])[]): T
  /** Lower-case hexadecimal digits. */
  hex(name: string, digits: number): string
}

/** A 53-bit hash of a text (cyrb53): fast and well spread, not for secrets. */
export function hash53(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}

/** The chances of one thing (a person, a lead, a delivery), told apart by name. */
export function drawFor(seed: number, thing: string): Draw {
  const unit = (name: string): number => hash53(`${thing}|${name}`, seed) / 2 ** 53
  const whole = (name: string, min: number, max: number): number => min + Math.floor(unit(name) * (max - min + 1))
  return {
    unit,
    whole,
    chance: (name, probability) => unit(name) < probability,
    pick: (name, list) => at(list, Math.floor(unit(name) * list.length)),
    weighted: (name, entries) => {
      let left = unit(name) * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of entries) {
        left -= weight
        if (left < 0) return value
      }
      return at(entries, entries.length - 1)[0]
    },
    hex: (name, digits) => {
      let text = ''
      for (let part = 0; text.length < digits; part++)
        text += hash53(`${thing}|${name}|${part}`, seed).toString(16).padStart(14, '0').slice(1)
      return text.slice(0, digits)
    },
  }
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`nothing at ${index} of ${list.length}`)
  return value
}

import { createHash } from 'node:crypto'

/** A case out of a stored decision, with what the rules of today decide otherwise than was decided then; empty where they agree. */
export type Recorded<Case> = { document: Case; differences: string[] }

/** So many ids are tried until chance falls as it did: with four angles to choose from a few are enough. */
const mostTries = 500

/** A made-up id, the same for the same key. UUID version 8. */
function inventedId(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/**
 * The case under the first invented id with which it comes out as it did; else under the first one, with what differs. `isChance` names the
 * differences that another id may mend.
 */
export function chanceAsThen<Case>(
  key: string,
  withId: (id: string) => Case,
  differencesOf: (document: Case) => string[],
  isChance: (difference: string) => boolean,
): Recorded<Case> {
  let first: Recorded<Case> | null = null
  for (let tried = 0; tried < mostTries; tried++) {
    const document = withId(inventedId(`${key} ${tried}`))
    const recorded = { document, differences: differencesOf(document) }
    if (recorded.differences.length === 0) return recorded
    first ??= recorded
    if (!recorded.differences.every(isChance)) return recorded
  }
  if (first === null) throw new Error('no id was tried')
  return first
}

/** One thing that was decided otherwise then, in words. */
export function differs(what: string, then: unknown, now: unknown): string[] {
  return JSON.stringify(then) === JSON.stringify(now) ? [] : [`${what}: then ${JSON.stringify(then)}, now ${JSON.stringify(now)}`]
}

import type { Preparation } from '../direct-platform.ts'

/** A hand-over that HeyReach does not answer gives its turn to the next after this, in milliseconds. */
const mostMs = 3_000

/**
 * One send at a time is prepared and handed over in a process. HeyReach leaves five calls a second to everybody, and a reserved send must
 * leave within 800 ms: it must not wait behind the reading for others.
 */
export function createTurns(): (prepare: () => Promise<Preparation>) => Promise<Preparation> {
  let last: Promise<unknown> = Promise.resolve()
  return (prepare) => {
    const before = last
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    last = over
    return before.then(async () => {
      try {
        const preparation = await prepare()
        if (preparation.is !== 'READY') {
          end()
          return preparation
        }
        setTimeout(end, mostMs).unref()
        return {
          ...preparation,
          deliver: (departure) => preparation.deliver(departure).finally(end),
          giveUp: () => preparation.giveUp().finally(end),
        }
      } catch (error) {
        end()
        throw error
      }
    })
  }
}

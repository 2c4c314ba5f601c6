/** How a call to a provider ended, with what it was about. */
export type Landed<Asked, Answer> = { asked: Asked /** From its start to its end. */; tookMs: number } & (
  | { answer: Answer }
  | { error: unknown }
)

/** Calls under way: they are started and go on by themselves, and whoever started them collects those that have ended. */
export type Flights<Asked, Answer> = {
  start(asked: Asked, call: Promise<Answer>): void
  /** What is under way or not yet collected. */
  asked(): Asked[]
  /** Those that have ended since the last time, most recent last. */
  collect(): Landed<Asked, Answer>[]
  underWay(): number
  /** How many may be under way, those that have landed and are not collected included. */
  most(): number
  /** Resolves when one has ended that is not collected yet; at once when none is under way. */
  next(): Promise<void>
}

const LEAST_UNDER_WAY = 4
const MOST_UNDER_WAY = 48
/** Calls whose times tell how fast the provider answers lately. */
const TIMES_KEPT = 20

/**
 * How many calls to keep under way: as many as the rate allows while one is answered, and half as many again. More would only stand in our
 * own queue, and be lost with a process that dies. The shortest of the last times is the provider's own; the others may hold waiting.
 */
export function bestUnderWay(ratePerSecond: number, lastMs: readonly number[]): number {
  if (ratePerSecond === Number.POSITIVE_INFINITY) return MOST_UNDER_WAY
  if (lastMs.length === 0) return LEAST_UNDER_WAY
  const answerSeconds = Math.min(...lastMs) / 1000
  return Math.min(MOST_UNDER_WAY, Math.max(LEAST_UNDER_WAY, Math.ceil(ratePerSecond * answerSeconds * 1.5) + 2))
}

/** `ratePerSecond`: calls that the provider allows; infinite where it allows any number. */
export function createFlights<Asked, Answer>(ratePerSecond: number): Flights<Asked, Answer> {
  const flying = new Map<Asked, Promise<void>>()
  let landed: Landed<Asked, Answer>[] = []
  let lastMs: number[] = []
  return {
    start(asked, call) {
      const startedAt = performance.now()
      const land = (how: Landed<Asked, Answer>) => {
        flying.delete(asked)
        landed.push(how)
      }
      flying.set(
        asked,
        call.then(
          (answer) => {
            lastMs = [...lastMs, performance.now() - startedAt].slice(-TIMES_KEPT)
            land({ asked, tookMs: Math.round(performance.now() - startedAt), answer })
          },
          (error: unknown) => land({ asked, tookMs: Math.round(performance.now() - startedAt), error }),
        ),
      )
    },
    asked: () => [...flying.keys(), ...landed.map((one) => one.asked)],
    collect() {
      const collected = landed
      landed = []
      return collected
    },
    underWay: () => flying.size,
    most: () => bestUnderWay(ratePerSecond, lastMs),
    async next() {
      if (landed.length === 0 && flying.size > 0) await Promise.race(flying.values())
    },
  }
}

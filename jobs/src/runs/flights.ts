/** How a call to a provider ended, with what it was about. */
export type Landed<Asked, Answer> = { asked: Asked } & ({ answer: Answer } | { error: unknown })

/** Calls under way: they are started and go on by themselves, and whoever started them collects those that have ended. */
export type Flights<Asked, Answer> = {
  start(asked: Asked, call: Promise<Answer>): void
  /** What is under way or not yet collected. */
  asked(): Asked[]
  /** Those that have ended since the last time, most recent last. */
  collect(): Landed<Asked, Answer>[]
  underWay(): number
  /** Resolves when the next one has ended; at once when none is under way. */
  next(): Promise<void>
}

export function createFlights<Asked, Answer>(): Flights<Asked, Answer> {
  const flying = new Map<Asked, Promise<void>>()
  let landed: Landed<Asked, Answer>[] = []
  return {
    start(asked, call) {
      const land = (how: Landed<Asked, Answer>) => {
        flying.delete(asked)
        landed.push(how)
      }
      flying.set(
        asked,
        call.then(
          (answer) => land({ asked, answer }),
          (error: unknown) => land({ asked, error }),
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
    async next() {
      if (landed.length === 0 && flying.size > 0) await Promise.race(flying.values())
    },
  }
}

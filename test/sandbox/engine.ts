import type { SandboxClock } from './clock.ts'
import type { Activity } from './wire.ts'

/** How often due work is looked for while nobody moves the clock. */
const TICK_MS = 250
/** More steps than this at one instant mean that something never gets done. */
const STEPS_AT_ONCE = 100_000

export interface Engine {
  /**
   * Sets the clock's offset to what the function makes of the present one, doing on the way everything that falls due, in order; whoever
   * else moves the clock waits. Answers the number of steps.
   */
  move(offsetMs: (now: number) => number): Promise<number>
  nextAt(): number | null
  start(): void
  /** Waits for the step under way. */
  stop(): Promise<void>
}

/** Drives what happens by itself. Steps run one at a time, each to its end: a mail's hook is answered before the next person opens theirs. */
export function createEngine(clock: SandboxClock, activities: readonly Activity[], flush: () => void): Engine {
  let queue: Promise<unknown> = Promise.resolve()
  let busy = false
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const first = (): { activity: Activity; at: number } | null => {
    let found: { activity: Activity; at: number } | null = null
    for (const activity of activities) {
      const at = activity.nextAt(clock.now())
      if (at !== null && (found === null || at < found.at)) found = { activity, at }
    }
    return found
  }

  const runUntil = async (target: () => number): Promise<number> => {
    let steps = 0
    let lastAt = 0
    let here = 0
    for (let next = first(); next && next.at <= target() && !stopped; next = first()) {
      here = next.at > lastAt ? 0 : here + 1
      if (here > STEPS_AT_ONCE) throw new Error('the sandbox turns in circles: a due step does not get done')
      lastAt = next.at
      clock.reach(next.at)
      await next.activity.run(clock.now())
      // A mail is on disk before the next step tells the world of it: a killed process never sends it again.
      flush()
      steps += 1
    }
    return steps
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }

  return {
    nextAt: () => first()?.at ?? null,
    move: (offsetMs) =>
      inTurn(async () => {
        const target = offsetMs(clock.offsetMs())
        // Backwards nothing falls due: only the clock is set.
        const steps = target < clock.offsetMs() ? 0 : await runUntil(() => Date.now() + target)
        clock.set(target)
        flush()
        return steps
      }),
    start: () => {
      timer = setInterval(() => {
        if (busy) return
        busy = true
        inTurn(() => runUntil(clock.now))
          .catch((error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`))
          .finally(() => {
            busy = false
          })
      }, TICK_MS)
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await queue
    },
  }
}

/**
 * The sandbox's business time: this machine's clock plus an offset that the control API moves. Rate limits, delays and the times of
 * the request log use real time.
 */
export interface SandboxClock {
  /** Milliseconds since 1970, sandbox time. */
  now(): number
  offsetMs(): number
  set(offsetMs: number): void
  /** Moves forward so that now() is at least `instant`; never back. */
  reach(instant: number): void
}

export function createClock(initialOffsetMs: number): SandboxClock {
  let offset = initialOffsetMs
  return {
    now: () => Date.now() + offset,
    offsetMs: () => offset,
    set: (offsetMs) => {
      offset = offsetMs
    },
    reach: (instant) => {
      offset = Math.max(offset, instant - Date.now())
    },
  }
}

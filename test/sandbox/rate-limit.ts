/** One fixed window as providers count it: it opens with its first call and is not aligned to the clock. Real time. */
export interface Window {
  limit: number | null
  lengthMs: number
}

interface WindowState {
  limit: number | null
  used: number
  left: number
}

export interface Verdict {
  allowed: boolean
  /** In the order of the windows asked for. */
  windows: WindowState[]
  /** Until the window that refused opens again; 0 when allowed. */
  retryAfterMs: number
  /** Which window refused; -1 when allowed. */
  refusedBy: number
}

/** Counts calls per key and window length. A refused call is not counted. */
export function createRateLimit(): { take(key: string, windows: readonly Window[], nowMs: number): Verdict; reset(): void } {
  const counts = new Map<string, { openedMs: number; used: number }>()
  return {
    reset: () => counts.clear(),
    take: (key, windows, nowMs) => {
      const counters = windows.map((window) => {
        const name = `${key}|${window.lengthMs}`
        const known = counts.get(name)
        const counter = known && nowMs - known.openedMs < window.lengthMs ? known : { openedMs: nowMs, used: 0 }
        counts.set(name, counter)
        return { window, counter }
      })
      const refusedBy = counters.findIndex(({ window, counter }) => window.limit !== null && counter.used >= window.limit)
      const refusing = counters[refusedBy]
      if (!refusing) for (const { counter } of counters) counter.used += 1
      return {
        allowed: !refusing,
        refusedBy,
        retryAfterMs: refusing ? refusing.counter.openedMs + refusing.window.lengthMs - nowMs : 0,
        windows: counters.map(({ window, counter }) => ({
          limit: window.limit,
          used: counter.used,
          left: window.limit === null ? 0 : Math.max(0, window.limit - counter.used),
        })),
      }
    },
  }
}

/** 30 operations a second for each caller, 120 at once (api.md). */
const everyMs = 1000 / 30
const burst = 120

/**
 * How long a caller must wait, in milliseconds; 0 when the operation may run. Counted in this process: behind a balancer each
 * process allows as much, which protects the process, not the sum.
 */
export function createRateLimit(): (caller: string, now: number) => number {
  const due = new Map<string, number>()
  return (caller, now) => {
    if (due.size > 10_000) due.clear()
    const at = Math.max(due.get(caller) ?? now, now)
    const waitMs = at + everyMs - now - burst * everyMs
    if (waitMs > 0) return waitMs
    due.set(caller, at + everyMs)
    return 0
  }
}

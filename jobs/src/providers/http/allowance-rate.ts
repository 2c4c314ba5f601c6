/** What a provider allows: so many calls in any such time. `name` is shared by all processes. */
export type Limit = { name: string; calls: number; perMs: number }

/** Share of a limit that is used. What is left is for calls that arrive closer together than they left. */
const usedShare = 0.94

/**
 * Milliseconds from one call to the next, so that no window of the limit's length holds more than its calls, wherever it starts, and at
 * least 90 % of it can be used (of limits that leave 10 ms a call or more). Whole milliseconds, rounded up: that is what the database keeps.
 */
export function callEveryMs({ calls, perMs }: Limit): number {
  return Math.ceil(perMs / (calls * usedShare))
}

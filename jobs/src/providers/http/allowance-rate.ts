/** What a provider allows: so many calls in any such time. `name` is shared by all processes. */
export type Limit = { name: string; calls: number; perMs: number }

/** A limit as the database counts it: one call every `everyMs`, with `burst` of them at once. */
export type AllowanceRate = { everyMs: number; burst: number }

/** Share of a limit that is used over time. What is left is for calls that arrive closer together than they left. */
const usedShare = 0.94

/** Share of a limit that may go at once after a pause. */
const burstShare = 0.03

/**
 * Spreads a limit so that no window of its length, wherever it starts, holds more than its calls, and at least 90 % of it can be used
 * (of limits that leave 20 ms a call or more; 100 a second keeps 90.9 %). Whole milliseconds, rounded up: that is what the database keeps.
 */
export function allowanceRate({ calls, perMs }: Limit): AllowanceRate {
  return { everyMs: Math.ceil(perMs / (calls * usedShare)), burst: Math.max(1, Math.floor(calls * burstShare)) }
}

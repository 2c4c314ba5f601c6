import type { Writer } from '@swarm/db/write'

/** 30 operations a second for each caller, 120 at once (api.md), whichever process they come to. */
const everyMs = 1000 / 30
const burst = 120
/** How many a process takes beyond what waits for them: one question to the database for so many operations. */
const spare = 9

/** How long a caller must wait for the next operation, in milliseconds; 0 when it may run. */
export type RateLimit = (caller: string) => Promise<number>

/** Asks for `needed` operations of a caller and some to spare; what cannot be given must wait `waitMs`. */
type TakeOperations = (caller: string, needed: number, spare: number) => Promise<{ granted: number; waitMs: number }>

type Share = { left: number; staleAt: number; isAsking: boolean; waiting: ((waitMs: number) => void)[] }

/** Most callers remembered; those whose share is stale are forgotten then. */
const mostShares = 10_000

/**
 * Hands out a share of what all processes together allow, and takes the next when it is used up. What is not used within the time in which
 * as much comes after is forgotten: so the sum can exceed the limit by one share, never by one for each process.
 */
export function createRateLimit(take: TakeOperations, clock: () => number = () => performance.now()): RateLimit {
  const shares = new Map<string, Share>()

  async function refill(caller: string, share: Share): Promise<void> {
    share.isAsking = true
    while (share.waiting.length > 0) {
      const asking = share.waiting
      share.waiting = []
      const askedAt = clock()
      // Without an answer nobody is held up here: what they came for asks the same database.
      const { granted, waitMs } = await take(caller, asking.length, spare).catch(() => ({ granted: asking.length, waitMs: 0 }))
      for (const [place, answer] of asking.entries()) answer(place < granted ? 0 : Math.max(1, waitMs))
      share.left = Math.max(0, granted - asking.length)
      share.staleAt = askedAt + share.left * everyMs
      for (const answer of share.waiting.splice(0, share.left)) {
        share.left -= 1
        answer(0)
      }
    }
    share.isAsking = false
  }

  return (caller) => {
    const now = clock()
    if (shares.size > mostShares) for (const [name, { staleAt, isAsking }] of shares) if (staleAt < now && !isAsking) shares.delete(name)
    const share = shares.get(caller) ?? { left: 0, staleAt: 0, isAsking: false, waiting: [] }
    shares.set(caller, share)
    if (share.left > 0 && now < share.staleAt) {
      share.left -= 1
      return Promise.resolve(0)
    }
    return new Promise((resolve) => {
      share.waiting.push(resolve)
      if (!share.isAsking) void refill(caller, share)
    })
  }
}

/** The count that all processes share. */
export function operationsFromDatabase({ pool }: Pick<Writer, 'pool'>): TakeOperations {
  return async (caller, needed, spare) => {
    const { rows } = await pool.query<{ granted: number; waitMs: number }>(
      `select granted, wait_ms as "waitMs" from take_operations($1, $2, $3, $4 * interval '1 millisecond', $5)`,
      [caller, needed, spare, everyMs, burst],
    )
    return rows[0] ?? { granted: 0, waitMs: everyMs }
  }
}

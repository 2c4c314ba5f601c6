import { z } from 'zod'

/** What HeyReach counted of an add; it never says who is who, which is why it is given one lead at a time where that matters. */
export type Added = { added: number; updated: number; failed: number }

const count = z.number().int().min(0)

export const addedSchema = z
  .object({ addedLeadsCount: count, updatedLeadsCount: count, failedLeadsCount: count })
  .transform((wire): Added => ({ added: wire.addedLeadsCount, updated: wire.updatedLeadsCount, failed: wire.failedLeadsCount }))

/** What counters say of the only lead of a request. REPEATED: it was there before, and whether it starts again is not documented. */
export function settleOne({ added, updated, failed }: Added): 'ADDED' | 'REPEATED' | 'FAILED' | 'UNCLEAR' {
  if (added + updated + failed !== 1) return 'UNCLEAR'
  return added === 1 ? 'ADDED' : updated === 1 ? 'REPEATED' : 'FAILED'
}

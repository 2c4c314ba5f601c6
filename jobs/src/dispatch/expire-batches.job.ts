import { sql } from 'drizzle-orm'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'

/** Batches whose time is over end, and what they had left is skipped. */
export const expireBatchesJob = handle(contracts.expireBatches, async (_, { writer }) => {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select expire_batches()`)
  })
})

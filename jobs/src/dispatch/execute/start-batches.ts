import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { crashPoint } from './crash-point.ts'

/**
 * Approved batches begin: once, by a conditional update (I9), with a campaign for each account, zone and window of their sends. Nothing
 * begins while sending is stopped. Answers how many began.
 */
export async function startBatches(writer: Writer): Promise<number> {
  const started = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`select id from start_batches() as id`)
    return rows.length
  })
  if (started > 0) crashPoint('01 batch-started')
  return started
}

/** A standing stop ends what was approved or is executing; what a platform holds already is recalled elsewhere (dispatch.md, Batches). */
export async function endStoppedBatches(writer: Writer): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select end_stopped_batches()`)
  })
}

/** Executing batches end when nothing of them waits, is in flight or is being looked for. */
export async function finishBatches(writer: Writer): Promise<void> {
  const finished = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`select id from finish_batches() as id`)
    return rows.length
  })
  if (finished > 0) crashPoint('19 batch-finished')
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { NotFoundError, RefusedError } from '../errors.ts'

/** Ends a batch: what has not started is skipped and can be planned again; what is in flight settles by itself, and the batch ends PARTIAL then. */
export async function cancelBatch(writer: Writer, actor: Actor, { batchId, reason }: { batchId: string; reason: string }): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ ended: number }>(sql`
      select end_batches(array[${batchId}::uuid], 'CANCELLED', 'BATCH_CANCELLED', ${reason}, ${actor.name}) as ended`)
    if (rows[0]?.ended === 1) return
    const found = await tx.execute<{ status: string }>(sql`select status from batch where id = ${batchId}`)
    const status = found.rows[0]?.status
    if (status === undefined) throw new NotFoundError('There is no such batch.')
    const message = `This batch is ${status.toLowerCase()} already.`
    throw new RefusedError('ALREADY_DONE', message, [{ code: 'ALREADY_DONE', message }])
  })
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError } from '../errors.ts'
import type { Log } from '../log.ts'
import { applyDeliveries } from './apply-deliveries.ts'

/** Applies a stored delivery that could not be applied so far. One that was applied, or is a copy, stays as it is: nothing happens twice. */
export async function replayDelivery(
  writer: Writer,
  log: Log,
  actor: Actor,
  input: { deliveryId: string },
): Promise<{ deliveryId: string; isApplied: boolean }> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ error: string | null }>(sql`select error from delivery where id = ${input.deliveryId}`)
    if (!rows[0]) throw new NotFoundError('There is no such delivery.')
    await writeAudit(tx, actor, {
      action: 'delivery.replayed',
      subjectType: 'delivery',
      subjectId: input.deliveryId,
      detail: { error: rows[0].error },
    })
  })
  await applyDeliveries(writer, log, { ids: [input.deliveryId] })
  const { rows } = await writer.sql.execute<{ isApplied: boolean }>(
    sql`select applied_at is not null as "isApplied" from delivery where id = ${input.deliveryId}`,
  )
  return { deliveryId: input.deliveryId, isApplied: rows[0]?.isApplied === true }
}

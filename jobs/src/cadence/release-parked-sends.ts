import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { refuseWhileStopped } from '../dispatch/refuse-while-stopped.ts'
import { ConflictError } from '../errors.ts'

/**
 * A person's word on overdue work: released, it waits for the next batch and its approval like any other; discarded, its step is skipped.
 * All of them or none: throws ConflictError when somebody was faster with one.
 */
export async function releaseParkedSends(
  writer: Writer,
  actor: Actor,
  { sendIds, discard, reason }: { sendIds: readonly string[]; discard: boolean; reason: string },
): Promise<{ sendIds: string[] }> {
  return writer.transaction(async (tx) => {
    if (!discard) await refuseWhileStopped(tx)
    await tx.execute(sql`
      select from lead where id in (select lead_id from send where id = any(${sql.param([...sendIds])}::uuid[])) order by id for no key update`)
    const { rows } = await tx.execute<{ id: string }>(
      sql`select decide_parked(${sql.param([...sendIds])}::uuid[], ${!discard}, ${reason}, ${actor.name}) as id`,
    )
    if (rows.length < new Set(sendIds).size) throw new ConflictError('Some of these are parked no more; nothing was changed.')
    return { sendIds: rows.map(({ id }) => id) }
  })
}

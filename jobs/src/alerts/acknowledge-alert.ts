import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, NotFoundError } from '../errors.ts'

type Row = { is_mine: boolean; by_whom: string | null; at: string | null }

/** Somebody is on it: the alert rises no further. Throws ConflictError where another one is, or where it is over. */
export async function acknowledgeAlert(writer: Writer, actor: Actor, { alertId }: { alertId: string }): Promise<{ alertId: string }> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`select is_mine, by_whom, at from acknowledge_alert(${alertId}::uuid, ${actor.name})`)
    const [row] = rows
    if (!row) throw new NotFoundError('There is no such alert.')
    if (row.is_mine) return
    throw new ConflictError(`${row.by_whom ?? 'Somebody'} was faster.`, {
      decidedBy: row.by_whom,
      decidedAt: row.at === null ? null : new Date(row.at),
    })
  })
  return { alertId }
}

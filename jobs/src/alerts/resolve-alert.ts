import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { setAsideDeliveries } from '../signals/set-aside-deliveries.ts'

type Row = { refusal: 'RESOLVED' | 'STOP_STANDS' | null; by_whom: string | null; at: string | null }

/** Says that what an alert was about is over. Throws ConflictError where somebody has; RefusedError for the alert of a stop that stands. */
export async function resolveAlert(
  writer: Writer,
  actor: Actor,
  { alertId, note }: { alertId: string; note: string | null },
): Promise<{ alertId: string }> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`select refusal, by_whom, at from resolve_alert(${alertId}::uuid, ${actor.name}, ${note})`)
    const [row] = rows
    if (!row) throw new NotFoundError('There is no such alert.')
    switch (row.refusal) {
      case null:
        return setAsideDeliveries(tx, alertId)
      case 'RESOLVED':
        throw new ConflictError(`${row.by_whom ?? 'Somebody'} has resolved it.`, {
          decidedBy: row.by_whom,
          decidedAt: row.at === null ? null : new Date(row.at),
        })
      case 'STOP_STANDS': {
        const message = 'Sending is still stopped: this alert ends when the stop is lifted.'
        throw new RefusedError('EMERGENCY_STOP', message, [{ code: 'STOP_STANDS', message }])
      }
      default:
        row.refusal satisfies never
    }
  })
  return { alertId }
}

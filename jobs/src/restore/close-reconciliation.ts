import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { RefusedError } from '../errors.ts'

/** A person takes the database for whole again, with what the platforms told in view. The stop is lifted afterwards, by itself. */
export async function closeReconciliation(writer: Writer, actor: Actor, input: { reason: string }): Promise<void> {
  const { rows } = await writer.transaction((tx) =>
    tx.execute<{ isClosed: boolean }>(sql`select close_reconciliation(${input.reason}, ${actor.name}) as "isClosed"`),
  )
  if (rows[0]?.isClosed) return
  throw new RefusedError('NOT_READY', 'Nothing can be closed: the platforms have not been read yet, or nothing is open.', [
    { code: 'NOT_RECONCILED', message: 'Have the platforms read first.' },
  ])
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { RefusedError } from '../errors.ts'

/**
 * Has the platforms read for what this database does not know of. Asked again, they are read again. Refused when nothing is to be reconciled.
 * `since` is an instant of business time; left out, a day before the last thing that this database knows of.
 */
export async function askReconciliation(writer: Writer, actor: Actor, input: { since: Date | null }): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; since: string }>(sql`
      update reconciliation set asked_by = ${actor.name}, asked_at = business_now(), read_at = null, report = null,
        since = least(since, coalesce(${input.since?.toISOString() ?? null}::timestamptz, since))
      where closed_at is null returning id, since`)
    const row = rows[0]
    if (!row)
      throw new RefusedError('ALREADY_DONE', 'There is nothing to reconcile: this database is the one that knows what was sent.', [])
    await writeAudit(tx, actor, {
      action: 'reconciliation.asked',
      subjectType: 'reconciliation',
      subjectId: row.id,
      detail: { since: row.since },
    })
    await announce(tx, 'safety', null)
  })
}

import { schemaFingerprint } from '@swarm/db/migrate'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { endAlert } from '../alerts/while-it-lasts.ts'

/** As `reserve` raises it. */
const cause = 'version:runner'

const fingerprint = schemaFingerprint()

/**
 * Ends the warning that a runner of another version than the database's hands nothing over, once none has tried for ten minutes. Only one of the
 * database's own version says so.
 */
export async function endVersionWarning(writer: Writer): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      select a.id from alert a, installation i where a.cause = ${cause} and a.resolved_at is null and a.last_at < business_now() - interval '10 minutes'
        and i.schema_fingerprint = ${fingerprint}`)
    if (rows.length > 0) await endAlert(tx, cause, 'No runner of another version has tried for ten minutes.')
  })
}

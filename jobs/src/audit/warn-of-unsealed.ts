import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { endAlert } from '../alerts/while-it-lasts.ts'

/** An audit row that nobody sealed for this long alerts, in seconds of real time (operations.md). */
const unsealedSeconds = 10

const cause = 'audit-unsealed'
const message = `Decisions wait longer than ${unsealedSeconds} s for their seal in the audit chain. Look into the runners' logs for "audit: sealing failed".`

/**
 * Raises one alert while audit rows wait too long for their seal, and resolves it once none does. Asked every two seconds by every runner: it
 * writes only when something has changed since.
 */
export async function warnOfUnsealed(writer: Writer): Promise<void> {
  const { rows } = await writer.sql.execute<{ isLate: boolean; isTold: boolean }>(sql`
    select exists (select from audit_unsealed where at < clock_timestamp() - make_interval(secs => ${unsealedSeconds})) as "isLate",
      exists (select from alert where cause = ${cause} and resolved_at is null) as "isTold"`)
  const [now] = rows
  if (now === undefined || now.isLate === now.isTold) return
  await writer.transaction(async (tx) => {
    if (now.isLate) {
      await tx.execute(sql`select from raise_alert(${cause}, 'WARNING', ${message})`)
      return
    }
    await endAlert(tx, cause, 'Every decision has its seal.')
  })
}

import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'

/**
 * A reviewer saw a fault that more than one draft has: sets the stop of that angle, or of everything, and alerts (review.md). The draft that
 * showed it stands in the audit trail. A stop that stands already is left as it is; the flag is recorded all the same.
 */
export async function flagSystematicFault(
  writer: Writer,
  actor: Actor,
  input: { angle: string | null; reason: string; draftId: string | null },
): Promise<void> {
  const scope = input.angle === null ? 'ALL' : `ANGLE:${input.angle}`
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select from set_emergency_stop(${scope}, ${`Systematic fault: ${input.reason}`}, false, ${actor.name})`)
    await writeAudit(tx, actor, {
      action: 'fault.flagged',
      subjectType: input.draftId === null ? 'emergency_stop' : 'draft',
      subjectId: input.draftId ?? scope,
      detail: { scope, reason: input.reason },
    })
  })
}

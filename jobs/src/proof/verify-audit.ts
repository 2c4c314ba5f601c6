import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Wake } from '../queue/wake.ts'

/** Asks the runner to verify the whole chain and the proofs of all sends now. One that runs or waits is the one. */
export async function verifyAudit(writer: Writer, wake: Wake, actor: Actor): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into audit_verification (started_at, seen_at, links, unapproved)
      select (select business_now()), to_timestamp(0), (select coalesce(max(number), 0) from audit_seal), '[]'
      where not exists (select from audit_verification where finished_at is null) returning id`)
    const asked = rows[0]
    if (asked)
      await writeAudit(tx, actor, {
        action: 'audit.verification_asked',
        subjectType: 'audit_verification',
        subjectId: asked.id,
        detail: {},
      })
  })
  await wake('verifyAudit', {}, 'asked')
}

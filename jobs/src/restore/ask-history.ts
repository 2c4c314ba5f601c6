import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'

/** Has the platforms read for what was sent before moving in. Asked while it is under way, it goes on as it is; asked again, all is read again. */
export async function askHistory(writer: Writer, actor: Actor): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into history_reading (asked_by, asked_at) values (${actor.name}, (select business_now())) on conflict do nothing returning id`)
    const made = rows[0]
    if (made) await writeAudit(tx, actor, { action: 'history.asked', subjectType: 'history_reading', subjectId: made.id, detail: {} })
  })
}

import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { statusTransitions } from './lead-status.ts'

/** Writes the transition table down where SQL functions read it, all or nothing. Twice changes nothing. */
export async function writeStatusTransitions(writer: Writer): Promise<void> {
  const rows = JSON.stringify(statusTransitions().map(({ from, signal, to }) => ({ from_status: from, cause: signal, to_status: to })))
  const listed = sql`jsonb_to_recordset(${rows}::jsonb) as r(from_status lead_status, cause text, to_status lead_status)`
  await writer.transaction(async (tx: Sql) => {
    await tx.execute(sql`
      delete from lead_status_transition t
      where not exists (select from ${listed} where r.cause = t.cause and r.from_status = t.from_status)`)
    await tx.execute(sql`
      insert into lead_status_transition (from_status, cause, to_status) select from_status, cause, to_status from ${listed}
      on conflict (cause, from_status) do update set to_status = excluded.to_status
      where lead_status_transition.to_status <> excluded.to_status`)
  })
}

import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** The draft that a run has made for each lead. */
export async function draftsOfRun(tx: Sql, runId: string, leadIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.execute<{ leadId: string; id: string }>(sql`
    select d.lead_id as "leadId", d.id from draft d where d.run_id = ${runId} and d.lead_id = any(${sql.param([...leadIds])}::uuid[]) and d.status = 'BLOCKED'`)
  return new Map(rows.map(({ leadId, id }) => [leadId, id]))
}

import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** Keeps what a provider said of each lead, in place of what it said before. `facts`: by name, each with value and confidence. */
export async function saveObservations(
  tx: Sql,
  provider: string,
  at: Date,
  observed: readonly { leadId: string; facts: unknown }[],
): Promise<void> {
  if (observed.length === 0) return
  // One per lead: two rows of one statement can't both be the newest.
  const rows = [...new Map(observed.map(({ leadId, facts }) => [leadId, { lead_id: leadId, facts }])).values()]
  await tx.execute(sql`
    insert into lead_observation (lead_id, provider, facts, observed_at)
    select lead_id, ${provider}, facts, ${at.toISOString()}::timestamptz from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o(lead_id uuid, facts jsonb)
    order by lead_id
    on conflict (lead_id, provider) do update set facts = excluded.facts, observed_at = excluded.observed_at`)
}

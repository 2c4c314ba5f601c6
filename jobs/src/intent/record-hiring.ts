import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { recomputeIntent } from './recompute-intent.ts'

/**
 * After facts of leads were kept, in the same transaction: whose company looks for people gets the signal `HIRING`, which counts as intent. It
 * names the open roles, and a role that was told of before is no news, however often and by whomever it is told again.
 */
export async function recordHiring(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  const ids = [...new Set(leadIds)].toSorted()
  // Two answers about one lead take turns: the second one sees what the first told.
  await tx.execute(sql`select id from lead where id = any(${sql.param(ids)}::uuid[]) order by id for no key update`)
  const { rows } = await tx.execute<{ leadId: string }>(sql`
    with said as (
      select o.lead_id, max(o.observed_at) as at, array_agg(distinct trim(r.role) order by trim(r.role)) as roles
      from lead_observation o cross join lateral jsonb_array_elements_text(
        case when jsonb_typeof(o.facts -> 'hiring' -> 'value') = 'array' then o.facts -> 'hiring' -> 'value' else '[]' end) r(role)
      where o.lead_id = any(${sql.param(ids)}::uuid[]) and trim(r.role) <> '' and not exists (
        select from signal g cross join lateral jsonb_array_elements_text(g.detail -> 'roles') t(role)
        where g.lead_id = o.lead_id and g.kind = 'HIRING' and lower(t.role) = lower(trim(r.role)))
      group by o.lead_id
    ), heard as (
      insert into signal (id, lead_id, kind, provider, at, detail)
      select uuid_v7(s.at), s.lead_id, 'HIRING', 'enrichment', s.at, jsonb_build_object('roles', s.roles) from said s order by s.lead_id
    )
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(s.at), s.lead_id, s.at, 'signal', 'ENRICHER', 'Their company is hiring: ' || array_to_string(s.roles[1:5], ', ') || '.',
      jsonb_build_object('signal', 'HIRING', 'roles', s.roles) from said s order by s.lead_id
    returning lead_id as "leadId"`)
  await recomputeIntent(
    tx,
    rows.map(({ leadId }) => leadId),
  )
}

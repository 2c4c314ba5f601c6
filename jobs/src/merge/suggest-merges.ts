import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** What a source said of one person: an address and a profile. */
export type SaidTogether = { personKey: string; linkedinKey: string; evidence: string }

/**
 * Notes pairs of leads of which a source has named the address of one together with the profile of the other. Nothing speaks against it where
 * neither has another of what the other has: SAME_PERSON, to be merged by itself. An address that a lead had before, or beside its own, is for a person to judge. Who was told apart by a person stays so. Answers the pairs
 * that wait to be merged.
 */
export async function suggestMerges(
  tx: Sql,
  said: readonly SaidTogether[],
): Promise<{ leadId: string; otherId: string; evidence: string }[]> {
  if (said.length === 0) return []
  const { rows } = await tx.execute<{ leadId: string; otherId: string; evidence: string }>(sql`
    with pair as (
      select distinct on (least(e.id, p.id), greatest(e.id, p.id)) least(e.id, p.id) as lead_id, greatest(e.id, p.id) as other_id, s.evidence,
        case when not e.is_further and e.linkedin_key is null and p.person_key is null then 'SAME_PERSON' else 'CONTRADICTION' end::merge_suggestion_kind as kind
      from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as s("personKey" text, "linkedinKey" text, evidence text)
      cross join lateral (
        select l.id, l.linkedin_key, false as is_further from lead l where l.person_key = s."personKey"
        union all select l.id, l.linkedin_key, true from lead_alias a join lead l on l.id = a.lead_id where a.key = s."personKey"
      ) e
      join lead p on p.linkedin_key = s."linkedinKey" and p.id <> e.id
      order by 1, 2, 4
    ), noted as (
      insert into merge_suggestion as m (lead_id, other_id, kind, evidence, at)
      select lead_id, other_id, kind, evidence, business_now() from pair order by lead_id, other_id
      on conflict (lead_id, other_id) do update set kind = excluded.kind, evidence = excluded.evidence
        where m.dismissed_at is null and m.kind = 'SAME_NAME' returning m.lead_id, m.other_id
    )
    select p.lead_id as "leadId", p.other_id as "otherId", p.evidence from pair p
    where p.kind = 'SAME_PERSON'
      and not exists (select from merge_suggestion m where m.lead_id = p.lead_id and m.other_id = p.other_id and m.dismissed_at is not null)`)
  return rows
}

/** Notes leads of the same name at the same company as these, the newest word on whom is theirs: a person says whether they are one. */
export async function suggestNamesakes(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  await tx.execute(sql`
    insert into merge_suggestion (lead_id, other_id, kind, evidence, at)
    select distinct least(l.id, o.id), greatest(l.id, o.id), 'SAME_NAME'::merge_suggestion_kind, 'The same name at the same company.', business_now()
    from lead l join lead o on o.company_id = l.company_id and o.sort_name = l.sort_name and o.id <> l.id
    where l.id = any(${sql.param([...leadIds])}::uuid[]) and l.full_name is not null and l.full_name like '% %'
      -- Two profiles are two people.
      and (l.linkedin_key is null or o.linkedin_key is null)
    order by 1, 2 on conflict do nothing`)
}

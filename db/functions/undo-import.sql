-- What an import writes of a lead, with the version that it left.
create or replace function imported_values(l lead) returns jsonb language sql stable as $$
  select jsonb_object_agg(v.key, v.value) from jsonb_each(to_jsonb(l)) v where v.key = any (
    '{email,person_key,email_status,linkedin_key,linkedin_url,first_name,last_name,full_name,title,seniority,company_id,company_name,city,region,country_code,time_zone,version}'::text[])
$$;

-- Whether an address or a profile stands on a list.
create or replace function is_name_listed(asked text) returns boolean language sql stable as $$
  select exists (select from suppression s where s.lifted_at is null and s.person_key = asked)
    or exists (select from suppression s where s.lifted_at is null and s.linkedin_key = asked)
    or exists (select from exclusion e where e.removed_at is null and e.person_key = asked)
    or exists (select from exclusion e where e.removed_at is null and e.linkedin_key = asked)
$$;

-- Takes back what some rows of an import did, and says for each row what became of it. What the import made and nobody has touched since goes;
-- what it changed is as it was before, value by value, where the value is still the import's; what has moved on stays. Suppressions and exclusions
-- that it brought stay: an import can put somebody on a list, but taking it back never takes anybody off. With is_preview it only says so.
-- "Touched" is any row of anybody else's that names the lead, or a change of the lead itself.
create or replace function undo_import(import uuid, from_row integer, to_row integer, actor text, is_preview boolean)
returns table ("row" integer, lead_id uuid, undo import_undo, reason text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  ref record;
  touched jsonb := '{}';
  created uuid[];
  removed uuid[];
  found jsonb;
begin
  create temporary table if not exists undo_row ("row" integer primary key, lead_id uuid, outcome import_outcome_kind, undo import_undo, reason text) on commit drop;
  truncate undo_row;
  insert into undo_row ("row", lead_id, outcome)
    select o."row", o.lead_id, o.outcome from import_outcome o
    where o.import_id = undo_import.import and o."row" between from_row and to_row and o.outcome in ('CREATED', 'UPDATED') and o.lead_id is not null;
  if not is_preview then
    perform from lead l where l.id in (select u.lead_id from undo_row u) order by l.id for update;
  end if;
  select coalesce(array_agg(distinct u.lead_id), '{}') into created from undo_row u where u.outcome = 'CREATED';

  -- Whoever names them besides the import itself. What it says of a status is told by the lead's version, below; other names of theirs come from it
  -- too, or from a merge.
  for ref in select * from lead_references() r where r.table_name not in ('import_outcome', 'lead_alias', 'lead_observation', 'lead_fit', 'timeline_entry', 'contact', 'lead_status_change') loop
    execute format('select coalesce(jsonb_object_agg(x, %L), ''{}'') from (select distinct %I::text as x from %I where %I = any ($1)) n',
      case ref.table_name when 'send' then 'A message to them was planned or sent.' when 'draft' then 'Something was written to them.'
        when 'reply' then 'They have answered.' when 'signal' then 'Something was heard of them.' when 'pipeline_run_lead' then 'A pipeline run has taken them.'
        when 'score_decision' then 'They were scored.' when 'enrollment' then 'They are in a cadence.' else 'They were worked with since (' || replace(ref.table_name, '_', ' ') || ').' end,
      ref.column_name, ref.table_name, ref.column_name) into found using created;
    touched := touched || found;
  end loop;
  touched := touched || coalesce((select jsonb_object_agg(m.lead_id, 'They were merged with another lead.') from lead_merge m where m.lead_id = any (created) and m.undone_at is null), '{}')
    || coalesce((select jsonb_object_agg(o.lead_id, 'Another source has spoken of them.') from lead_observation o where o.lead_id = any (created) and o.provider <> 'csv'), '{}')
    || coalesce((select jsonb_object_agg(o.lead_id, 'A later import has changed them.') from import_change o where o.lead_id = any (created) and o.import_id <> undo_import.import), '{}')
    || coalesce((select jsonb_object_agg(t.lead_id, 'A person wrote something down about them.') from timeline_entry t where t.lead_id = any (created) and t.kind = 'note'), '{}');

  update undo_row u set
      undo = case when l.id is null then null when p.reason is not null then 'KEPT' else 'REMOVED' end::import_undo,
      reason = case when l.id is null then null else coalesce(p.reason, 'The import made them, and nobody has touched them since.') end
    from undo_row w left join lead l on l.id = w.lead_id
    cross join lateral (select coalesce(
      touched ->> w.lead_id::text,
      case when l.created_at < (select i.started_at from import i where i.id = undo_import.import) then 'They were known before: merged with an older lead.' end,
      -- Put on a list by this very import they still stand as it left them.
      case when l.status <> 'PENDING' and exists (select from suppression x where x.person_key = l.person_key or x.linkedin_key = l.linkedin_key)
          and not exists (select from suppression x where (x.person_key = l.person_key or x.linkedin_key = l.linkedin_key) and x.source <> 'import:' || undo_import.import) then null
        when l.version > 1 and not exists (select from import_change c where c.import_id = undo_import.import and c.lead_id = l.id
          and (c.after ->> 'version')::integer = l.version) then 'They have changed since.' end
    ) as reason) p
    where u."row" = w."row" and w.outcome = 'CREATED';

  -- What it changed of others: a value that is still the import's goes back to what it was.
  update undo_row u set undo = p.undo, reason = p.reason
    from undo_row w join lead l on l.id = w.lead_id left join import_change c on c.import_id = undo_import.import and c.lead_id = w.lead_id
    cross join lateral (select
      exists (select from draft d where d.lead_id = l.id and d.created_at >= i.started_at and d.status not in ('WITHDRAWN', 'EXPIRED', 'REJECTED', 'BLOCKED'))
        or exists (select from send s where s.lead_id = l.id and s.created_at >= i.started_at) as is_written_to,
      exists (select from import_change x where x.lead_id = l.id and x.import_id > undo_import.import) as is_changed_again,
      (select count(*) from jsonb_each(c.before) b where b.key <> 'version' and b.value is distinct from c.after -> b.key and to_jsonb(l) -> b.key is distinct from c.after -> b.key) as moved_on
      from import i where i.id = undo_import.import) f
    cross join lateral (select
      case when c.lead_id is null or f.is_written_to or f.is_changed_again then 'KEPT' else 'RESTORED' end::import_undo as undo,
      case when exists (select from undo_row k where k.lead_id = w.lead_id and k.outcome = 'CREATED' and k.undo = 'REMOVED') then 'They go with the row that made them.'
        when c.lead_id is null then 'Nothing is kept of how they were before.' when f.is_written_to then 'Something was written to them since.'
        when f.is_changed_again then 'A later import has changed them.' when f.moved_on > 0 then format('As before, but for %s that changed since.', case f.moved_on when 1 then 'one value' else f.moved_on || ' values' end)
        else 'As before the import.' end as reason) p
    where u."row" = w."row" and w.outcome = 'UPDATED';
  -- The row that made them may lie in another batch: then they are gone, or kept, already.
  if is_preview then
    return query select u."row", u.lead_id, u.undo, u.reason from undo_row u order by u."row";
    return;
  end if;

  select coalesce(array_agg(distinct u.lead_id), '{}') into removed from undo_row u where u.undo = 'REMOVED';
  update lead l set
      email = p.email, person_key = p.person_key, email_status = p.email_status, linkedin_key = p.linkedin_key, linkedin_url = p.linkedin_url,
      first_name = p.first_name, last_name = p.last_name, full_name = p.full_name, title = p.title, seniority = p.seniority, company_id = p.company_id,
      company_name = p.company_name, city = p.city, region = p.region, country_code = p.country_code, time_zone = p.time_zone, version = l.version + 1, updated_at = at
    from (
      select l.id, jsonb_populate_record(l, coalesce(jsonb_object_agg(b.key, b.value) filter (
        where b.key <> 'version' and b.value is distinct from c.after -> b.key and to_jsonb(l) -> b.key is not distinct from c.after -> b.key), '{}')) as lead
      from lead l join import_change c on c.lead_id = l.id and c.import_id = undo_import.import cross join lateral jsonb_each(c.before) b
      where l.id in (select u.lead_id from undo_row u where u.undo = 'RESTORED') and not l.id = any (removed) group by l.id, c.after
    ) r cross join lateral (select (r.lead).*) p
    where l.id = r.id
      -- An address that has come to somebody else meanwhile stays with them.
      and not exists (select from lead o where o.id <> l.id and (o.person_key = p.person_key or o.email = p.email or o.linkedin_key = p.linkedin_key));
  update lead_observation o set facts = c.facts_before
    from import_change c where c.import_id = undo_import.import and o.lead_id = c.lead_id and o.provider = 'csv' and o.facts = c.facts_after and c.facts_before is not null
      and c.lead_id in (select u.lead_id from undo_row u where u.undo = 'RESTORED') and not c.lead_id = any (removed);
  delete from lead_observation o using import_change c
    where c.import_id = undo_import.import and o.lead_id = c.lead_id and o.provider = 'csv' and o.facts = c.facts_after and c.facts_before is null
      and c.lead_id in (select u.lead_id from undo_row u where u.undo = 'RESTORED') and not c.lead_id = any (removed);
  -- A name by which they were told to be left alone since stays a name of theirs: without it that list, or a later file, would not find them.
  insert into lead_alias (key, lead_id)
    select n.key, l.id from import_change c join lead l on l.id = c.lead_id cross join lateral unnest(array[c.after ->> 'person_key', c.after ->> 'linkedin_key']) n(key)
    where c.import_id = undo_import.import and c.lead_id in (select u.lead_id from undo_row u where u.undo = 'RESTORED') and not c.lead_id = any (removed)
      and n.key is not null and n.key is distinct from l.person_key and n.key is distinct from l.linkedin_key
      and (l.status_cause is not distinct from 'not_interested' or is_name_listed(n.key))
      and not exists (select from lead o where o.person_key = n.key or o.linkedin_key = n.key)
    on conflict do nothing;
  delete from lead_alias a using import_change c, lead l
    where c.import_id = undo_import.import and a.lead_id = c.lead_id and a.key = any (c.aliases) and l.id = c.lead_id
      and c.lead_id in (select u.lead_id from undo_row u where u.undo = 'RESTORED') and not c.lead_id = any (removed)
      and (coalesce(a.key in (l.person_key, l.linkedin_key), false) or not (l.status_cause is not distinct from 'not_interested' or is_name_listed(a.key)));
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select distinct on (u.lead_id) uuid_v7(at), u.lead_id, at, 'facts', undo_import.actor, 'An import was taken back: ' || u.reason, jsonb_build_object('importId', undo_import.import)
    from undo_row u where u.undo = 'RESTORED' and not u.lead_id = any (removed) order by u.lead_id;
  update import_outcome o set undo = u.undo, undo_reason = u.reason from undo_row u where o.import_id = undo_import.import and o."row" = u."row" and u.undo is not null;
  delete from lead l where l.id = any (removed);
  return query select u."row", u.lead_id, u.undo, u.reason from undo_row u order by u."row";
end
$$;

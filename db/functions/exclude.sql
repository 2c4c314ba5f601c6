-- Excludes customers, competitors and hand-listed people or domains, many at once: rows, what follows for their leads, audit row and notices
-- in one statement (I3). What is excluded already stays as it is; what an entry names besides is listed all the same.
-- entries: kind, domain, email, person_key, linkedin_url, linkedin_key, name, name_key, note, source, company_ids (employers known by that name).
create or replace function exclude(entries jsonb, actor text) returns table (entry integer, id uuid, is_new boolean) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  added uuid[];
  domains text[];
begin
  with given as (
    select * from jsonb_to_recordset(entries)
      as e(kind exclusion_kind, domain text, email text, person_key text, linkedin_url text, linkedin_key text, name text, name_key text, note text, source text)
  ), inserted as (
    insert into exclusion (kind, domain, email, person_key, linkedin_url, linkedin_key, name, name_key, note, source, at)
    select g.kind, g.domain, g.email, g.person_key, g.linkedin_url, g.linkedin_key, g.name, g.name_key, g.note, g.source, at from given g
    where num_nonnulls(g.domain, g.person_key, g.linkedin_key) > 0 or not exists (
      select from exclusion x where x.removed_at is null and x.name_key = g.name_key and num_nonnulls(x.domain, x.person_key, x.linkedin_key) = 0)
    order by g.domain, g.person_key, g.linkedin_key
    on conflict do nothing returning id
  )
  select coalesce(array_agg(i.id), '{}') into added from inserted i;

  -- One name that stands already keeps its whole row out: then each of the others is listed by itself.
  if cardinality(added) < jsonb_array_length(entries) then
    with given as (
      select * from jsonb_to_recordset(entries)
        as e(kind exclusion_kind, domain text, email text, person_key text, linkedin_url text, linkedin_key text, name text, name_key text, note text, source text)
      where num_nonnulls(e.domain, e.person_key, e.linkedin_key, e.name_key) > 1
    ), inserted as (
      insert into exclusion (kind, domain, email, person_key, linkedin_url, linkedin_key, name, name_key, note, source, at)
      select distinct on (n.domain, n.person_key, n.linkedin_key, n.name_key) g.kind, n.*, g.note, g.source, at
      from given g cross join lateral (values
        (g.domain, null, null, null, null, null, null),
        (null, g.email, g.person_key, null, null, null, null),
        (null, null, null, g.linkedin_url, g.linkedin_key, null, null),
        (null, null, null, null, null, g.name, g.name_key)
      ) n(domain, email, person_key, linkedin_url, linkedin_key, name, name_key)
      where num_nonnulls(n.domain, n.person_key, n.linkedin_key) > 0
        or (n.name_key is not null and not exists (select from exclusion x where x.removed_at is null and x.name_key = n.name_key))
      order by n.domain, n.person_key, n.linkedin_key, n.name_key
      on conflict do nothing returning id
    )
    select added || coalesce(array_agg(i.id), '{}') into added from inserted i;
  end if;

  select coalesce(array_agg(e.domain), '{}') into domains from jsonb_to_recordset(entries) as e(domain text) where e.domain is not null;
  perform leave_alone(coalesce(jsonb_agg(jsonb_build_object('lead_id', m.lead_id, 'status', 'DISQUALIFIED', 'cause', 'exclusion', 'summary', m.summary)), '[]'), exclude.actor)
  from (
    -- One way at a time: each finds its leads by an index.
    select p.lead_id, 'Excluded: ' || lower(replace(e.kind, '_', ' ')) || coalesce(' (' || e.note || ')', '') as summary
    from jsonb_to_recordset(entries) as e(kind text, person_key text, linkedin_key text, company_ids uuid[], note text)
    cross join lateral (
      select l.id as lead_id from lead l where l.person_key = e.person_key
      union all select l.id from lead l where l.linkedin_key = e.linkedin_key
      union all select a.lead_id from lead_alias a where a.key in (e.person_key, e.linkedin_key)
      union all select l.id from lead l where l.company_id = any(e.company_ids)
    ) p
    union all
    select l.id, 'Excluded: the domain is on a list.' from leads_of_domains(domains) l
  ) m;

  if cardinality(added) > 0 then
    perform write_audit(exclude.actor, 'exclusion.added', 'exclusion', case when cardinality(added) = 1 then added[1]::text else 'many' end,
      (select jsonb_build_object('exclusions', jsonb_agg(to_jsonb(x) - 'removed_at')) from exclusion x where x.id = any(added)));
  end if;

  return query
    select distinct on (e.ordinality) e.ordinality::integer, x.id, x.id = any(added)
    from jsonb_array_elements(entries) with ordinality as e(entry, ordinality)
    cross join lateral (
      select y.id from exclusion y where y.removed_at is null and y.domain = e.entry->>'domain'
      union all select y.id from exclusion y where y.removed_at is null and y.person_key = e.entry->>'person_key'
      union all select y.id from exclusion y where y.removed_at is null and y.linkedin_key = e.entry->>'linkedin_key'
      union all select y.id from exclusion y
        where y.removed_at is null and y.name_key = e.entry->>'name_key' and num_nonnulls(y.domain, y.person_key, y.linkedin_key) = 0
    ) x
    order by e.ordinality, x.id = any(added) desc;
end
$$;

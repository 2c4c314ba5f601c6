-- Suppresses addresses, domains and LinkedIn profiles, many at once: rows, what follows for their leads, audit row and notices in one
-- statement (I3). What is suppressed already stays; a date gives way to a later one or to "for ever", a bounce to what holds for the whole person.
-- Nothing here ever lifts one.
-- entries: email, person_key | domain | linkedin_url, linkedin_key; reason, source, until, status (of the person's lead: UNSUBSCRIBED unless said).
create or replace function suppress(entries jsonb, actor text) returns table (entry integer, id uuid, is_new boolean) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  added uuid[];
  domains text[];
begin
  with given as (
    -- Of what is said of one name at once, what holds for most and for longest.
    select distinct on (e.person_key, e.domain, e.linkedin_key) *
    from jsonb_to_recordset(entries) as e(email text, person_key text, domain text, linkedin_url text, linkedin_key text, reason text, source text, until timestamptz)
    order by e.person_key, e.domain, e.linkedin_key, is_of_mailbox(e.reason), e.until desc
  ), inserted as (
    insert into suppression (email, person_key, domain, linkedin_url, linkedin_key, reason, source, at, until)
    select g.email, g.person_key, g.domain, g.linkedin_url, g.linkedin_key, g.reason, g.source, at, g.until from given g
    order by g.person_key, g.domain, g.linkedin_key
    on conflict do nothing returning id
  ), listed as materialized (
    -- One way at a time, each by its index: asked for all at once every entry is held against the whole list, and so it is where the list is joined
    -- to itself before its entries are found.
    select k.id, g.until, g.reason, g.source from given g
    cross join lateral (
      select y.id from suppression y where y.lifted_at is null and y.person_key = g.person_key
      union all select y.id from suppression y where y.lifted_at is null and y.domain = g.domain
      union all select y.id from suppression y where y.lifted_at is null and y.linkedin_key = g.linkedin_key
    ) k
  ), lengthened as (
    update suppression s set until = g.until, reason = g.reason, source = g.source,
      -- One that was over begins anew: whoever was written to in between was written to rightly (I3).
      at = case when s.until <= (select business_now()) then (select business_now()) else s.at end
    from listed g
    where s.id = g.id and s.lifted_at is null
      and ((s.until is not null and (g.until is null or g.until > s.until)) or (g.until is null and is_of_mailbox(s.reason) and not is_of_mailbox(g.reason)))
    returning s.id
  )
  select coalesce(array_agg(i.id), '{}') into added from (select id from inserted union select id from lengthened) i;

  select coalesce(array_agg(e.domain), '{}') into domains from jsonb_to_recordset(entries) as e(domain text) where e.domain is not null;
  perform leave_alone(coalesce(jsonb_agg(jsonb_build_object('lead_id', m.lead_id, 'status', m.status, 'cause', m.cause, 'summary', m.summary)), '[]'), suppress.actor)
  from (
    -- One way at a time: each finds its leads by an index.
    select p.lead_id, coalesce(e.status, 'UNSUBSCRIBED') as status, null::text as cause, 'Suppressed: ' || e.reason as summary
    from jsonb_to_recordset(entries) as e(person_key text, linkedin_key text, reason text, until timestamptz, status text)
    cross join lateral (
      select l.id as lead_id from lead l where l.person_key = e.person_key
      union all select l.id from lead l where l.linkedin_key = e.linkedin_key
      -- A name that they had before, or that another lead had which is merged with theirs.
      union all select a.lead_id from lead_alias a where a.key in (e.person_key, e.linkedin_key) and coalesce(e.status, '') <> 'BOUNCED'
    ) p
    where e.until is null
    union all
    select l.id, 'DISQUALIFIED', 'exclusion', 'The domain is suppressed.'
    from leads_of_domains(domains) l
  ) m;

  if cardinality(added) > 0 then
    perform write_audit(suppress.actor, 'suppression.added', 'suppression', case when cardinality(added) = 1 then added[1]::text else 'many' end,
      (select jsonb_build_object('suppressions', jsonb_agg(to_jsonb(s) - array['lifted_at', 'lifted_by'])) from suppression s where s.id = any(added)));
  end if;

  return query
    select e.ordinality::integer, s.id, s.id = any(added)
    from jsonb_array_elements(entries) with ordinality as e(entry, ordinality)
    cross join lateral (
      select y.id from suppression y where y.lifted_at is null and y.person_key in (e.entry->>'person_key', erased_name(e.entry->>'person_key'))
      union all select y.id from suppression y where y.lifted_at is null and y.domain = e.entry->>'domain'
      union all select y.id from suppression y where y.lifted_at is null and y.linkedin_key in (e.entry->>'linkedin_key', erased_name(e.entry->>'linkedin_key'))
    ) s;
end
$$;

-- The leads whose address or employer lies at or below one of these domains, on label borders. Each domain is looked up in an index of names that are
-- written backwards: all that lies below acme.example begins with elpmaxe.emca and a dot, and no character comes between the dot and the slash.
create or replace function leads_of_domains(domains text[]) returns table (id uuid) language sql stable as $$
  select l.id from unnest(domains) d cross join lateral (
    select x.id from lead x where reverse(split_part(x.email, '@', 2)) = reverse(d)
    union all select x.id from lead x
      where reverse(split_part(x.email, '@', 2)) ~>=~ (reverse(d) || '.') and reverse(split_part(x.email, '@', 2)) ~<~ (reverse(d) || '/')
  ) l
  union
  select l.id from unnest(domains) d cross join lateral (
    select x.id from company x where x.domain = d
    union all select x.id from company x where reverse(x.domain) ~>=~ (reverse(d) || '.') and reverse(x.domain) ~<~ (reverse(d) || '/')
  ) c cross join lateral (select x.id from lead x where x.company_id = c.id offset 0) l
$$;

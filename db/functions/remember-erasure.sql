-- The digests that an erased person is recognised by. Without the salt nobody can test an address against them.
create or replace function names_of_erasure(of_erasure uuid) returns text[] language sql stable security definer set search_path = public, pg_temp as $$
  select array(select k.name from erased_key k where k.erasure_id = of_erasure order by k.name)
$$;

-- Takes over one entry of a register that a younger state of this database wrote, after an older backup was restored: whoever is known here by one of
-- its digests is erased anew, and nobody else ever comes in by them. Taken over twice, it is one erasure. Reads every lead.
create or replace function remember_erasure(of_names text[], actor text) returns table (id uuid, is_new boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  asked uuid;
  known uuid;
  brings_new boolean := false;
begin
  perform pg_advisory_xact_lock(hashtext('swarm.dispatch'));
  select k.erasure_id into asked from erased_key k where k.name = any (of_names) limit 1;
  if asked is null then
    for known in
      select l.id from lead l cross join erasure_salt s
        where 'erased:' || left(encode(sha256(s.salt || convert_to(l.person_key, 'UTF8')), 'hex'), 32) = any (of_names)
          or 'erased:' || left(encode(sha256(s.salt || convert_to(l.linkedin_key, 'UTF8')), 'hex'), 32) = any (of_names)
      union
      select a.lead_id from lead_alias a where erased_name(a.key) = any (of_names)
    loop
      select e.id, brings_new or e.is_new into asked, brings_new from ask_erasure(known, '{}', actor) e;
    end loop;
  end if;
  if asked is null then
    brings_new := true;
    insert into erasure (lead_id, asked_by, asked_at, waits_for) values (null, actor, at, array['WORKER']) returning erasure.id into asked;
    perform write_audit(actor, 'lead.erasure_asked', 'erasure', asked::text, jsonb_build_object('erasureId', asked));
  end if;
  insert into erased_key (name, erasure_id) select distinct n, asked from unnest(of_names) n on conflict do nothing;
  return query select asked, brings_new;
end
$$;

-- What tells of a person in texts and raw requests: their keys, addresses as written, profile links and full names; lower case. One-word names and
-- very short ones are left out: they are everybody's.
create or replace function words_of_person(of_leads uuid[], of_keys text[]) returns text[] language sql stable as $$
  with known as (
    select l.email, l.linkedin_url, l.full_name, l.first_name, l.last_name from lead l where l.id = any (of_leads) and not exists (
      select from erasure e where e.lead_id = l.id and e.done_at is not null)
    union all
    select g.email, g.linkedin_url, g.full_name, g.first_name, g.last_name from lead_merge m
    cross join lateral (select (jsonb_populate_record(null::lead, x)).* from (values (m.merged), (m.before)) v(x)) g
      -- Two who were taken apart again are two; and what one of them had meanwhile is the other's.
      where m.lead_id = any (of_leads) and m.undone_at is null and not exists (
        select from lead o where o.id <> all (of_leads) and (o.person_key = g.person_key or o.linkedin_key = g.linkedin_key))
    union all
    select c.email, null, concat_ws(' ', c.first_name, c.last_name), null, null from contact c where c.lead_id = any (of_leads) or c.person_keys && of_keys
  )
  select coalesce(array_agg(distinct lower(w)), '{}') from (
    select unnest(array[k.email, k.linkedin_url, k.full_name, concat_ws(' ', k.first_name, k.last_name)]) as w from known k
    union all select unnest(of_keys)
    union all select 'linkedin.com/in/' || substring(g from 4) from unnest(of_keys) g where g like 'in:%'
    union all select s.email from suppression s where s.person_key = any (of_keys)
    union all select e.email from exclusion e where e.person_key = any (of_keys)
    union all select s.address from send s where s.person = any (of_keys)
  ) x where length(w) >= 6 and (w ~ '[@:/]' or w like '% %')
$$;

-- Ids under which the audit trail speaks of a person.
create or replace function audit_subjects_of_person(of_leads uuid[], of_keys text[]) returns text[] language sql stable as $$
  select array(
    select unnest(of_leads)::text union select unnest(of_keys)
    union select m.merged_id::text from lead_merge m where m.lead_id = any (of_leads) and m.undone_at is null
    union select d.id::text from draft d where d.lead_id = any (of_leads) union select s.id::text from send s where s.lead_id = any (of_leads) or s.person = any (of_keys)
    union select e.id::text from enrollment e where e.lead_id = any (of_leads) union select k.id::text from task k where k.lead_id = any (of_leads)
    union select r.id::text from reply r where r.lead_id = any (of_leads) union select m.id::text from meeting m where m.lead_id = any (of_leads)
    union select v.id::text from revival v where v.lead_id = any (of_leads) union select y.id::text from delivery y where y.lead_id = any (of_leads)
    union select x.id::text from suppression x where x.person_key = any (of_keys) or x.linkedin_key = any (of_keys)
    union select x.id::text from exclusion x where x.person_key = any (of_keys) or x.linkedin_key = any (of_keys))
$$;

-- Stops everything that is under way towards a person who is to be forgotten: suppressed under each name, cadence ended, what was planned is
-- skipped, what platforms hold is asked back. Its caller holds the lock on dispatch, and their sends and lead.
create or replace function begin_erasure(of_erasure uuid, of_keys text[], actor text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  of_lead uuid := (select e.lead_id from erasure e where e.id = of_erasure);
begin
  perform suppress(coalesce((
    select jsonb_agg(case when k like 'in:%' or k like 'urn:%' then jsonb_build_object('linkedin_key', k)
      else jsonb_build_object('person_key', k, 'email', coalesce((select l.email from lead l where l.person_key = k), k)) end
      || jsonb_build_object('reason', 'Erased: never again.', 'source', actor)) from unnest(of_keys) k where k not like 'erased:%'), '[]'), actor);
  perform skip_planned(array(select s.id from send s where (s.lead_id = of_lead or s.person = any (of_keys)) and s.status = 'PLANNED'),
    'SUPPRESSED', 'This person asked to be erased.');
  update pipeline_run_lead p set outcome = 'SKIPPED', code = 'ERASED' where p.lead_id = of_lead and p.outcome = 'WAITING' and (p.held_until is null or p.held_until < clock_timestamp());
  update erasure e set held_by = array(
      select distinct h from (
        select unnest(e.held_by) as h
        union all select lower(s.platform::text) from send s where (s.lead_id = of_lead or s.person = any (of_keys)) and s.reserved_at is not null
        union all select o.provider from lead_observation o where o.lead_id = of_lead and o.provider not in ('csv', 'manual')
        union all select r.provider from enrichment_request r where r.lead_id = of_lead and r.state <> 'WAITING'
        union all select 'ghl' from contact c where (c.lead_id = of_lead or c.person_keys && of_keys) and c.deleted_at is null
        union all select d.provider from delivery d where d.lead_id = of_lead and d.provider <> 'unsubscribe-link'
      ) x order by h) where e.id = of_erasure;
  insert into erased_key (name, erasure_id) select distinct erased_name(k), of_erasure from unnest(of_keys) k on conflict do nothing;
  if exists (select from provider_access p where p.provider = 'instantly' and p.has_key) then
    perform plan_block_list('INSTANTLY');
  end if;
  if of_lead is not null then
    perform ask_recalls(array[of_lead], of_keys, '{}');
  end if;
end
$$;

-- Asks that a person be forgotten: a lead with everything it was ever known by, or keys that no lead has. From this statement on nothing is written
-- to them. What is kept about them goes by `finish_erasure`, once nothing is under way. Asked twice, it is one erasure; asked by an address after
-- it was done, whatever came back under that address since goes too.
create or replace function ask_erasure(of_lead uuid, of_keys text[], actor text) returns table (id uuid, is_new boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  keys text[];
  asked uuid;
begin
  -- No batch is frozen meanwhile; then sends before the lead, as settling does.
  perform pg_advisory_xact_lock(hashtext('swarm.dispatch'));
  perform from send s where s.lead_id = of_lead and s.status in ('PLANNED', 'IN_FLIGHT', 'UNKNOWN') order by s.id for update;
  perform from lead l where l.id = of_lead for update;
  keys := case when of_lead is null then of_keys else keys_of_lead(of_lead) end;
  select e.id into asked from erasure e where e.lead_id = of_lead;
  if asked is null and of_lead is null then
    select k.erasure_id into asked from erased_key k where k.name = any (select erased_name(x) from unnest(keys) x) limit 1;
    -- One that is being finished at this moment is not waited for: it has these keys.
    update erasure e set typed_keys = array(select distinct k from unnest(e.typed_keys || keys) k)
      from (select l.id from erasure l where l.id = asked for update skip locked) free where e.id = free.id and not e.typed_keys @> keys;
  end if;
  if asked is not null then
    return query select asked, false;
    return;
  end if;
  insert into erasure (lead_id, asked_by, asked_at, waits_for, typed_keys)
    values (of_lead, actor, at, array['WORKER'], case when of_lead is null then keys else '{}' end) returning id into asked;
  perform begin_erasure(asked, keys, actor);
  perform write_audit(actor, 'lead.erasure_asked', case when of_lead is null then 'erasure' else 'lead' end, coalesce(of_lead, asked)::text, jsonb_build_object('erasureId', asked));
  perform announce('lead', array[of_lead]);
  return query select asked, true;
end
$$;

-- What an erasure still waits for: whatever would have to name the person to a platform, or come back from one, to end as it should. Lists at
-- providers are waited for a day at most: what keeps us from writing is ours.
create or replace function erasure_waits_for(of_erasure uuid) returns text[] language sql stable as $$
  with asked as materialized (
    select e.lead_id, e.asked_at > (select business_now()) - interval '1 day' as is_young,
      array(select k.name from erased_key k where k.erasure_id = e.id) as names from erasure e where e.id = of_erasure
  ), known as materialized (
    select s.* from asked q join send s on s.lead_id = q.lead_id where s.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'UNKNOWN')
  )
  select array_remove(array[
    case when exists (select from known s where s.status in ('PLANNED', 'IN_FLIGHT')) then 'HANDING_OVER' end,
    case when exists (select from known s where s.status = 'UNKNOWN' and s.next_check_at is not null) then 'UNCLEAR_SEND' end,
    case when exists (select from known s join recall r on r.send_id = s.id where r.confirmed_at is null) then 'RECALL' end,
    case when exists (select from known s where s.status = 'ACCEPTED' and s.recalled_at is null and s.window_to > (select business_now()) - interval '2 days'
      and not exists (select from recall r where r.send_id = s.id and r.confirmed_at is not null)) then 'PROOF' end,
    case when exists (select from asked q join meeting m on m.lead_id = q.lead_id where m.status in ('REQUESTED', 'BOOKING', 'UNKNOWN')) then 'MEETING' end,
    case when exists (select from asked q join pipeline_run_lead p on p.lead_id = q.lead_id where p.held_until > clock_timestamp()) then 'RUN' end,
    case when exists (
      select from asked q join suppression x on erased_name(x.person_key) = any (q.names)
      join block_list_push p on p.value in (lower(x.person_key), lower(x.email)) where q.is_young and x.lifted_at is null and x.at >= (select e.asked_at from erasure e where e.id = of_erasure)
        and p.confirmed_at is null and exists (select from provider_access a where a.provider = 'instantly' and a.has_key)) then 'BLOCK_LIST' end,
    case when exists (
      select from asked q join contact c on c.lead_id = q.lead_id left join contact_block b on b.contact_id = c.id
      where q.is_young and c.deleted_at is null and not c.is_do_not_disturb and b.confirmed_at is null
        and exists (select from provider_access a where a.provider = 'ghl' and a.has_key)) then 'DO_NOT_DISTURB' end
  ], null)
$$;

-- Everything that the person of an erasure is known by now, as it is written; digests are left out. Without a lead: what was typed, and what of
-- it stands in lists.
create or replace function keys_of_erasure(of_erasure uuid) returns text[] language sql stable security definer set search_path = public, pg_temp as $$
  select array(select distinct k.key from (
    select unnest(keys_of_lead(e.lead_id)) as key union all select unnest(e.typed_keys)
    union all
    select x.key from (
      select s.person_key as key from suppression s where s.person_key is not null union select s.linkedin_key from suppression s where s.linkedin_key is not null
    ) x where e.lead_id is null and exists (select from erased_key g where g.erasure_id = e.id and g.name = erased_name(x.key))
  ) k where k.key not like 'erased:%' order by k.key)
  from erasure e where e.id = of_erasure
$$;

-- Deletes or empties what the list says of one kind of place: the person's own, or where others' rows mention them. Answers how many rows.
create or replace function forget_places(of_theirs boolean, leads uuid[], keys text[], words text[], subjects text[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  spot record;
  touched integer;
  total integer := 0;
begin
  for spot in select * from personal_data_places() p where p.treatment <> 'KEEP' and p.is_theirs = of_theirs order by p.place loop
    execute case when spot.treatment = 'DELETE' then format('delete from %I t where %s', spot.table_name, spot.rows_of)
      else format('update %I t set %s where %s', spot.table_name,
        (select string_agg(format('%I = %s', c.key, c.value), ', ') from jsonb_each_text(spot.changes) c), spot.rows_of) end
      using leads, keys, words, subjects;
    get diagnostics touched = row_count;
    total := total + touched;
  end loop;
  return total;
end
$$;

-- The lead that somebody was made while their erasure was asked for by an address: whoever was writing leads then has ended. Null: there is none.
-- Raises lock_not_available when somebody writes leads for longer than two seconds.
create or replace function lead_made_meanwhile(of_keys text[]) returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before text := current_setting('lock_timeout');
  made uuid;
begin
  perform set_config('lock_timeout', '2s', true);
  lock table lead in share mode;
  perform set_config('lock_timeout', before, true);
  select l.id into made from lead l where l.person_key = any (of_keys) or l.linkedin_key = any (of_keys) limit 1;
  return made;
end
$$;

-- Deletes or empties everything that is kept about the person, all or nothing, by the list of `personal_data_places`. What keeps things from
-- happening twice stays under digests. Answers what it still waits for, or nothing once it is done. Long: it reads tables that only mention people,
-- and does so before it holds what deliveries and dispatch wait for.
create or replace function finish_erasure(of_erasure uuid) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  asked erasure;
  waits text[];
  leads uuid[];
  keys text[];
  words text[];
  unapplied uuid[];
  main text;
  made uuid;
  total integer := 0;
begin
  select * into asked from erasure e where e.id = of_erasure for update;
  if asked.id is null or (asked.done_at is not null and cardinality(asked.typed_keys) = 0) then
    return '{}';
  end if;
  waits := case when asked.done_at is null then erasure_waits_for(of_erasure) else '{}' end;
  if cardinality(waits) > 0 then
    update erasure e set waits_for = waits where e.id = of_erasure and e.waits_for <> waits;
    return waits;
  end if;
  leads := array_remove(array[asked.lead_id] || array(select m.merged_id from lead_merge m where m.lead_id = asked.lead_id and m.undone_at is null), null);
  keys := keys_of_erasure(of_erasure);
  words := words_of_person(leads, keys);
  -- Twice the same words make the same rows: what a run that had to wait has done is not wrong.
  if cardinality(keys) > 0 then
    total := forget_places(false, leads, keys, words, audit_subjects_of_person(leads, keys));
    unapplied := array(select d.id from delivery d where d.applied_at is null and d.error is not null and d.body is not null
      and mentions(read_bytes(d.body), (select spellings(words))));
  end if;

  -- From here on nobody who asks whether they are forgotten gets an answer until this is done; then they are.
  perform pg_advisory_xact_lock(hashtext('swarm.erasure'));
  if asked.lead_id is null then
    begin
      made := lead_made_meanwhile(keys);
    exception when lock_not_available then
      return array['WORKER'];
    end;
    if made is not null and not exists (select from erasure e where e.lead_id = made) then
      perform pg_advisory_xact_lock(hashtext('swarm.dispatch'));
      update erasure e set lead_id = made, waits_for = array['WORKER'] where e.id = of_erasure;
      perform begin_erasure(of_erasure, keys_of_lead(made), 'Erasure');
      return array['WORKER'];
    end if;
  end if;
  perform from send s where s.lead_id = asked.lead_id order by s.id for update;
  perform from lead l where l.id = asked.lead_id for update;
  waits := case when asked.done_at is null then erasure_waits_for(of_erasure) else '{}' end;
  -- Known by another name meanwhile: its words were not looked for.
  if keys <> keys_of_erasure(of_erasure) then
    waits := waits || array['WORKER'];
  end if;
  if cardinality(waits) > 0 then
    update erasure e set waits_for = waits where e.id = of_erasure and e.waits_for <> waits;
    return waits;
  end if;
  insert into erased_key (name, erasure_id) select distinct erased_name(k), of_erasure from unnest(keys) k on conflict do nothing;

  -- Two rows that say the same, one by the key and one by its digest (a list or a history told of them again meanwhile), become one; of once-keys
  -- that one which a send has.
  delete from suppression s where s.lifted_at is null and (s.person_key = any (keys) or s.linkedin_key = any (keys)) and exists (
    select from suppression o where o.lifted_at is null and (o.person_key = erased_name(s.person_key) or o.linkedin_key = erased_name(s.linkedin_key)));
  delete from send_once o using send_once t where t.person = any (keys) and o.person = erased_name(t.person) and (o.round, o.step, o.channel) = (t.round, t.step, t.channel)
    and not exists (select from send s where s.id = o.send_id);
  delete from send_once t using send_once o where t.person = any (keys) and o.person = erased_name(t.person) and (o.round, o.step, o.channel) = (t.round, t.step, t.channel);
  delete from touch_day t using touch_day o where t.person = any (keys) and o.person = erased_name(t.person) and o.day = t.day;
  delete from history_send t using history_send o where t.person = any (keys) and o.source = t.source and o.message = erased_name(t.message);

  main := (select erased_name(coalesce(l.person_key, l.linkedin_key)) from lead l where l.id = asked.lead_id);
  total := total + forget_places(true, leads, keys, words, audit_subjects_of_person(leads, keys));
  -- Each name that it had leads to the empty row, so that what was sent to one still counts for all.
  insert into lead_alias (key, lead_id) select distinct erased_name(k), asked.lead_id from unnest(keys) k
    where asked.lead_id is not null and erased_name(k) is distinct from main on conflict do nothing;
  -- What waits and may be about them is judged anew: it may be another's opt-out, so none is closed unread (I3, I7).
  update delivery d set error = null where d.id = any (unapplied) and d.applied_at is null;

  update erasure e set done_at = coalesce(e.done_at, at), waits_for = '{}', rows = coalesce(e.rows, 0) + total, typed_keys = '{}' where e.id = of_erasure;
  if asked.lead_id is not null then
    insert into timeline_entry (id, lead_id, at, kind, actor, summary) values (uuid_v7(at), asked.lead_id, at, 'status', 'Erasure', 'Erased. Nobody writes to this person again.');
  end if;
  perform write_audit('Erasure', 'lead.erased', case when asked.lead_id is null then 'erasure' else 'lead' end, coalesce(asked.lead_id, of_erasure)::text,
    jsonb_build_object('erasureId', of_erasure, 'rows', total));
  perform announce('lead', array[asked.lead_id]);
  perform announce('lead', array[null::uuid]);
  perform announce('queue', array[null::uuid]);
  return '{}';
end
$$;

-- An erasure that could not be finished says so, until it is tried again.
create or replace function note_failed_erasure(of_erasure uuid) returns void language sql security definer set search_path = public, pg_temp as $$
  update erasure e set waits_for = array['FAILED'] where e.id = of_erasure and e.waits_for <> array['FAILED']
$$;

-- Everything that is kept about one person, by table; raw requests and frozen messages as text.
create or replace function personal_data(of_lead uuid, of_keys text[]) returns jsonb language plpgsql stable as $$
declare
  keys text[] := case when of_lead is null then of_keys else keys_of_lead(of_lead) end;
  leads uuid[] := array_remove(array[of_lead] || array(select m.merged_id from lead_merge m where m.lead_id = of_lead and m.undone_at is null), null);
  words text[] := words_of_person(leads, keys);
  subjects text[] := audit_subjects_of_person(leads, keys);
  spot record;
  found jsonb;
  said jsonb := '{}';
begin
  for spot in select * from personal_data_places() p where p.is_theirs order by p.place loop
    execute format('select jsonb_agg(readable(to_jsonb(t))) from %I t where %s', spot.table_name, spot.rows_of) into found using leads, keys, words, subjects;
    if found is not null then
      said := said || jsonb_build_object(spot.table_name, found);
    end if;
  end loop;
  return said;
end
$$;

-- A row as people read it: bytes that are text as text, and nothing that is only there for searching.
create or replace function readable(line jsonb) returns jsonb language plpgsql immutable as $$
declare
  name text;
begin
  line := line - 'search';
  foreach name in array array['body', 'frozen'] loop
    if line ->> name like '\\x%' then
      begin
        line := line || jsonb_build_object(name, convert_from(decode(substring(line ->> name from 3), 'hex'), 'UTF8'));
      exception when others then
        null;
      end;
    end if;
  end loop;
  return line;
end
$$;

-- Ends planned sends that never left, with their reason: no ceiling or lead status is taken by them, and a once-key only of those that were
-- reserved before (`never_left`): where others of its campaign left, it keeps barring. `is_refused` where the platform itself did not take the
-- recipient. Returns the sends that changed; whatever was reserved in the meantime is left alone.
create or replace function skip_planned(send_ids uuid[], code text, message text, is_refused boolean default false) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  ended uuid[];
begin
  perform from send s where s.id = any (send_ids) order by s.id for update;
  with changed as (
    update send s set status = case when is_refused then 'REFUSED' else 'SKIPPED' end::send_status,
      code = skip_planned.code, message = skip_planned.message, not_before = null
    where s.id = any (send_ids) and s.status = 'PLANNED' returning s.id
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;
  if cardinality(ended) = 0 then
    return;
  end if;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(business_now()), s.lead_id, business_now(), 'send', 'OPERATOR', 'Not sent: ' || skip_planned.message,
      jsonb_build_object('sendId', s.id, 'code', s.code)
    from send s where s.id = any (ended) and s.lead_id is not null;
  perform write_audit('OPERATOR', 'send.skipped', 'send', s.id::text, jsonb_build_object('code', s.code, 'message', s.message))
    from send s where s.id = any (ended);
  perform announce('send', ended);
  perform announce('batch', array(select distinct s.batch_id from send s where s.id = any (ended)));
  return query select unnest(ended);
end
$$;

-- A campaign that runs at the platform although its sends are planned here: somebody started it there, or a refusal was none. Or one that is not
-- there any more and that nobody deleted from here: it may have run. What it holds counts as sent from now on: once-keys and ceilings are taken,
-- and reading the platform, or a person, decides what became of it.
drop function if exists found_running(uuid[], text);
create or replace function found_running(send_ids uuid[], message text) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  org_zone text := setting('organisation', '{timeZone}');
  ended uuid[];
begin
  perform from send s where s.id = any (send_ids) order by s.id for update;
  with changed as (
    update send s set status = 'UNKNOWN', code = 'FOUND_RUNNING', message = found_running.message,
      not_before = null, reserved_at = at, next_check_at = at, ceiling_day = send_day(s.window_from, at, org_zone)
    where s.id = any (send_ids) and s.status = 'PLANNED' returning s.id
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;
  if cardinality(ended) = 0 then
    return;
  end if;
  insert into send_once (person, round, step, channel, send_id, at)
    select s.person, s.round, s.step, s.channel, s.id, at from send s where s.id = any (ended) on conflict do nothing;
  insert into touch_day (person, day, send_id)
    select s.person, s.ceiling_day, s.id from send s where s.id = any (ended) on conflict do nothing;
  insert into ceiling_use as u (day, scope, name, used)
    select c.day, c.scope, c.name, c.count from ceilings_of(ended, at, org_zone) c order by c.day, c.scope, c.name
    on conflict (day, scope, name) do update set used = u.used + excluded.used;
  perform after_settling(ended);
  return query select unnest(ended);
end
$$;

-- As a process of the version before calls it, which may still run beside this one.
create or replace function found_running(send_ids uuid[]) returns setof uuid language sql security definer set search_path = public, pg_temp as $$
  select found_running(send_ids, 'Its campaign was found running at the platform.')
$$;

-- A campaign whose sends had ended was started at its platform all the same, or may have been: they may have left, so that their once-keys bar
-- their people, also those of which none was reserved.
create or replace function bar_started(started uuid) returns void language sql security definer set search_path = public, pg_temp as $$
  update campaign c set draft_removed_at = null where c.id = started and c.draft_removed_at is not null;
  insert into send_once (person, round, step, channel, send_id, at)
    select s.person, s.round, s.step, s.channel, s.id, business_now() from send s where s.campaign_id = started on conflict do nothing
$$;

-- A platform says that it sent what had ended here without being sent. It stays what it was here, with what is true of it, and bars its person.
create or replace function bar_unasked(sent uuid[]) returns void language sql security definer set search_path = public, pg_temp as $$
  update send s set code = 'SENT_UNASKED', message = 'The platform sent it although nobody let it go from here.'
    where s.id = any (sent) and s.status in ('SKIPPED', 'REFUSED');
  insert into send_once (person, round, step, channel, send_id, at)
    select s.person, s.round, s.step, s.channel, s.id, business_now() from send s where s.id = any (sent) and s.status in ('SKIPPED', 'REFUSED')
    on conflict do nothing;
  select announce('send', sent);
$$;

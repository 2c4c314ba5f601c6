-- Takes the right to hand over several sends with one delivering request: all of them or none (a campaign is activated as a whole).
-- One statement: reads every guard under locks, takes once-keys, the day's ledger and ceilings, writes the attempts with a lease.
--
-- Returns one row for each send. `reserved` is true for all or for none. Where it is false for all, `code` names the sends that were
-- refused: a final refusal made that send SKIPPED; a passing one (window, ceiling, breaker, deaf, not ready, stop) left it PLANNED with its reason.
-- Shadow mode: the sends end SKIPPED with SHADOW_MODE and take no once-key, ceiling or lead status (I10).
create or replace function reserve(send_ids uuid[], attempt_key uuid, lease_ms integer)
returns table (send_id uuid, reserved boolean, code text, message text, frozen bytea) language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  today date := organisation_day(at);
  final_codes constant text[] := array['INVALID_RECIPIENT', 'EXCLUDED_DOMAIN', 'EXCLUDED_ADDRESS', 'SUPPRESSED', 'ALREADY_SENT', 'STATUS_FORBIDS',
    'SCOPE_MISMATCH', 'UNAPPROVED', 'SHADOW_MODE'];
  is_refused boolean;
  judged jsonb;
begin
  -- Nothing that stops a send can commit while this decides: a stop, a suppression and this take turns.
  perform pg_advisory_xact_lock_shared(hashtext('swarm.send_gate'));
  perform from batch b where b.id in (select s.batch_id from send s where s.id = any (send_ids)) order by b.id for share;
  perform from send s where s.id = any (send_ids) order by s.id for update;

  -- The ceiling rows of today, in one order for everybody, locked before they are read.
  insert into ceiling_use (day, scope, name)
    select distinct today, u.scope, u.name from send s
      cross join lateral (values ('CHANNEL', s.channel::text), ('ACCOUNT', s.account), ('DOMAIN', s.domain)) u(scope, name)
      where s.id = any (send_ids) order by u.scope, u.name on conflict do nothing;
  perform from ceiling_use u
    where u.day = today and (u.scope, u.name) in (
      select v.scope, v.name from send s cross join lateral (values ('CHANNEL', s.channel::text), ('ACCOUNT', s.account), ('DOMAIN', s.domain)) v(scope, name)
      where s.id = any (send_ids))
    order by u.day, u.scope, u.name for update;

  select coalesce(jsonb_agg(to_jsonb(v)), '[]') into judged from send_verdicts(send_items(send_ids), 'RESERVE') v;
  -- A send that is no longer planned, or not due, is somebody else's.
  is_refused := exists (select from jsonb_to_recordset(judged) v(passed boolean) where not v.passed)
    or exists (select from send s where s.id = any (send_ids) and (s.status <> 'PLANNED' or s.not_before > at))
    or (select count(*) from send s where s.id = any (send_ids)) <> cardinality(send_ids);

  update send s set
      verdicts = w.verdicts,
      code = w.code,
      message = w.message,
      status = case when w.code = any (final_codes) then 'SKIPPED' else s.status end::send_status,
      not_before = case when w.code is not null and not w.code = any (final_codes) then coalesce(w.clears_at, at + interval '1 minute') end
    from (
      select v.key as send_id,
        jsonb_agg(jsonb_build_object('rule', v.rule, 'passed', v.passed, 'message', v.message, 'clearsAt', v.clears_at) order by v.place) as verdicts,
        (array_agg(v.rule order by v.place) filter (where not v.passed))[1] as code,
        (array_agg(v.message order by v.place) filter (where not v.passed))[1] as message,
        (array_agg(v.clears_at order by v.place) filter (where not v.passed))[1] as clears_at
      from jsonb_to_recordset(judged) v(key uuid, place integer, rule text, passed boolean, message text, clears_at timestamptz) group by v.key) w
    where s.id = w.send_id and s.status = 'PLANNED';

  if is_refused then
    perform write_audit('OPERATOR', 'send.skipped', 'send', s.id::text, jsonb_build_object('code', s.code, 'message', s.message))
      from send s where s.id = any (send_ids) and s.status = 'SKIPPED' and s.code = any (final_codes)
        and exists (select from jsonb_to_recordset(judged) v(key uuid, passed boolean) where v.key = s.id and not v.passed);
    perform announce('send', send_ids);
    return query select s.id, false, s.code, s.message, null::bytea from send s where s.id = any (send_ids) order by s.place;
    return;
  end if;

  insert into send_once (person, round, step, channel, send_id, at)
    select s.person, s.round, s.step, s.channel, s.id, at from send s join batch b on b.id = s.batch_id
    where s.id = any (send_ids) and not exists (select from send_once o where o.send_id = s.id) order by s.person;
  insert into touch_day (person, day, send_id)
    select s.person, today, s.id from send s where s.id = any (send_ids) and not exists (select from touch_day t where t.send_id = s.id) order by s.person;
  update ceiling_use u set used = u.used + n.count
    from (
      select v.scope, v.name, count(*)::integer as count from send s
        cross join lateral (values ('CHANNEL', s.channel::text), ('ACCOUNT', s.account), ('DOMAIN', s.domain)) v(scope, name)
      where s.id = any (send_ids) group by v.scope, v.name) n
    where u.day = today and u.scope = n.scope and u.name = n.name;
  insert into send_attempt (send_id, key, taken_at, lease_until)
    select s, attempt_key, clock_timestamp(), clock_timestamp() + make_interval(secs => lease_ms / 1000.0) from unnest(send_ids) s;
  update send s set status = 'IN_FLIGHT', reserved_at = at, code = null, message = null, not_before = null where s.id = any (send_ids);
  perform write_audit('OPERATOR', 'send.reserved', 'send', s::text, jsonb_build_object('attempt', attempt_key)) from unnest(send_ids) s;
  perform announce('send', send_ids);
  return query select s.id, true, null::text, null::text, s.frozen from send s where s.id = any (send_ids) order by s.place;
end
$$;

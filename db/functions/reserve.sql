-- Takes the right to hand over several sends with one delivering request: all of them or none (a campaign is activated as a whole).
-- One statement: reads every guard under locks, takes once-keys, the day's ledger and ceilings, writes the attempts with a lease.
--
-- Returns one row for each send. `reserved` is true for all or for none. Where it is false for all, `code` names the sends that were
-- refused: a final refusal made that send SKIPPED; a passing one (window, ceiling, breaker, deaf, not ready, stop, not due) left it PLANNED
-- with its reason. Shadow mode: the sends end SKIPPED with SHADOW_MODE and take no once-key, ceiling or lead status (I10).
-- `schema` is the caller's own version (`schemaFingerprint`): nobody takes anything from a database of another one (I16).
create or replace function reserve(send_ids uuid[], attempt_key uuid, schema text, lease_ms integer)
returns table (send_id uuid, reserved boolean, code text, message text, frozen bytea) language plpgsql security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  asked_at timestamptz := business_now();
  org_zone text := setting('organisation', '{timeZone}');
  final_codes constant text[] := array['INVALID_RECIPIENT', 'EXCLUDED_DOMAIN', 'EXCLUDED_ADDRESS', 'SUPPRESSED', 'ALREADY_SENT', 'STATUS_FORBIDS',
    'SCOPE_MISMATCH', 'UNAPPROVED', 'SHADOW_MODE'];
  judged uuid[];
  kept jsonb[];
  is_refused boolean;
  skipped uuid[];
  other_version constant text := 'The runner and the database have different versions.';
begin
  -- No stop commits while this decides: a stop and this take turns.
  perform pg_advisory_xact_lock_shared(hashtext('swarm.send_gate'));
  perform from batch b where b.id in (select s.batch_id from send s where s.id = any (send_ids)) order by b.id for share;
  perform from send s where s.id = any (send_ids) order by s.id for update;

  if reserve.schema is distinct from (select i.schema_fingerprint from installation i) then
    -- One that is held for the second time: nobody needs to hear of an upgrade that goes on. The alert ends by itself (end-version-warning.ts).
    perform raise_alert('version:runner', 'WARNING', 'A runner has another version than the database and hands nothing over. Restart every runner with the version that the database has.')
      where exists (select from send s where s.id = any (send_ids) and s.status = 'PLANNED' and s.message = other_version);
    update send s set code = 'NOT_READY', message = other_version,
        not_before = greatest(s.not_before, asked_at + interval '1 minute')
      where s.id = any (send_ids) and s.status = 'PLANNED';
    perform announce('send', send_ids);
    return query select s.id, false, 'NOT_READY', s.message, null::bytea from send s where s.id = any (send_ids) order by s.batch_id, s.place;
    return;
  end if;

  -- The ceiling rows of their days, made and then locked before they are read, in one order for everybody.
  insert into ceiling_use (day, scope, name)
    select c.day, c.scope, c.name from ceilings_of(send_ids, asked_at, org_zone) c order by c.day, c.scope, c.name on conflict do nothing;
  perform from ceiling_use u where (u.day, u.scope, u.name) in (select c.day, c.scope, c.name from ceilings_of(send_ids, asked_at, org_zone) c)
    order by u.day, u.scope, u.name for update;

  -- One at a time for each person, by whatever they are known by: an email and a request on LinkedIn use no ceiling in common, and neither sees
  -- the touch that the other has not committed yet. 1,024 turns for all of them: a lock for each name would use up those that the whole server has.
  perform pg_advisory_xact_lock(hashtext('swarm.person'), p.place) from (
    select distinct hashtext(k.key) & 1023 as place from send s cross join lateral unnest(array[s.person] || keys_of_lead(s.lead_id)) k(key)
    where s.id = any (send_ids) order by place) p;

  -- Of each send every verdict as it is kept. Written once for all of which the same is said, as a rule all of them.
  select coalesce(array_agg(s.id), '{}'), coalesce(array_agg(g.written), '{}'), coalesce(bool_or(g.is_refused), false) into judged, kept, is_refused
    from (
      select array_agg(j.key::uuid) as ids, exists (select from unnest(j.verdicts) v where not v.passed) as is_refused,
        (select jsonb_agg(jsonb_build_object('rule', v.rule, 'passed', v.passed, 'message', v.message, 'clearsAt', v.clears_at) order by v.place)
          from unnest(j.verdicts) v) as written
      from judge_sends(send_items(send_ids), 'RESERVE') j group by j.verdicts
    ) g cross join lateral unnest(g.ids) s(id);
  -- A send that is no longer planned, or not due, is somebody else's.
  is_refused := is_refused or cardinality(judged) <> cardinality(send_ids)
    or exists (select from send s where s.id = any (send_ids) and (s.status <> 'PLANNED' or s.not_before > asked_at));

  if is_refused then
    with told as (
      update send s set
        verdicts = v.verdicts,
        code = coalesce(v.code, case when s.not_before > asked_at then s.code end),
        message = coalesce(v.message, case when s.not_before > asked_at then s.message end),
        status = case when v.code = any (final_codes) then 'SKIPPED' else s.status end::send_status,
        -- Never earlier than what is already waited for: a platform said "not before".
        not_before = case when v.code is null then s.not_before when not v.code = any (final_codes) then greatest(v.clears_at, s.not_before, asked_at + interval '1 minute') end
      from (
        select k.id, k.verdicts, b.verdict ->> 'rule' as code, b.verdict ->> 'message' as message, (b.verdict ->> 'clearsAt')::timestamptz as clears_at
        from unnest(judged, kept) k(id, verdicts)
        cross join lateral (select jsonb_path_query_first(k.verdicts, '$[*] ? (@.passed == false)') as verdict) b
      ) v
      where s.id = v.id and s.status = 'PLANNED'
      returning s.id, s.status
    )
    select coalesce(array_agg(t.id) filter (where t.status = 'SKIPPED'), '{}') into skipped from told t;
    perform write_audit('OPERATOR', 'send.skipped', 'send', s.id::text, jsonb_build_object('code', s.code, 'message', s.message)) from send s where s.id = any (skipped);
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
      select uuid_v7(asked_at), s.lead_id, asked_at, 'send', 'OPERATOR', format('Not sent: %s', s.message), jsonb_build_object('sendId', s.id, 'code', s.code)
      from send s where s.id = any (skipped) and s.lead_id is not null;
    perform raise_alert('scope-mismatch:' || s.batch_id, 'CRITICAL', 'What would be sent differs from what was approved. What was changed is not sent; others of the batch still go unless it is cancelled.')
      from (select distinct x.batch_id from send x where x.id = any (skipped) and x.code = 'SCOPE_MISMATCH') s;
    perform announce('send', send_ids);
    perform announce('lead', array(select s.lead_id from send s where s.id = any (skipped) and s.lead_id is not null));
    perform announce('batch', array(select distinct s.batch_id from send s where s.id = any (skipped)));
    return query select s.id, false, coalesce(s.code, case when s.status <> 'PLANNED' then 'ALREADY_DONE' when s.not_before > asked_at then 'NOT_DUE' end), s.message, null::bytea
      from send s where s.id = any (send_ids) order by s.batch_id, s.place;
    return;
  end if;

  insert into send_once (person, round, step, channel, send_id, at)
    select s.person, s.round, s.step, s.channel, s.id, asked_at from send s
    where s.id = any (send_ids) and not exists (select from send_once o where o.send_id = s.id) order by s.person;
  -- Internal tests are exempt from the spacing of touches: six accounts write to one mailbox. An answer leaves the day to whom it belongs.
  insert into touch_day (person, day, send_id)
    select s.person, d.day, s.id from send s join batch b on b.id = s.batch_id
    cross join lateral (select send_day(s.window_from, asked_at, org_zone) as day) d
    where s.id = any (send_ids) and not b.is_test and not exists (select from touch_day t where t.send_id = s.id)
      and not (s.motion = 'NURTURE' and b.open_window_reason is not null
        and exists (select from touch_day t where (t.person, t.day) = (s.person, d.day))) order by s.person;
  update ceiling_use u set used = u.used + c.count
    from ceilings_of(send_ids, asked_at, org_zone) c where u.day = c.day and u.scope = c.scope and u.name = c.name;
  insert into send_attempt (send_id, key, taken_at, lease_until)
    select s, attempt_key, clock_timestamp(), clock_timestamp() + make_interval(secs => lease_ms / 1000.0) from unnest(send_ids) s;
  update send s set status = 'IN_FLIGHT', verdicts = v.verdicts, held_until = null, reserved_at = asked_at, ceiling_day = send_day(s.window_from, asked_at, org_zone),
      code = null, message = null, not_before = null
    from unnest(judged, kept) v(id, verdicts) where s.id = v.id and s.id = any (send_ids);
  perform write_audits('OPERATOR', 'send.reserved', 'send', send_ids::text[], jsonb_build_object('attempt', attempt_key));
  perform announce('send', send_ids);
  return query select s.id, true, null::text, null::text, s.frozen from send s where s.id = any (send_ids) order by s.batch_id, s.place;
end
$$;

-- As a runner of the version before calls it, which may still run beside this one and does not say which it has: it takes nothing.
create or replace function reserve(send_ids uuid[], attempt_key uuid, lease_ms integer)
returns table (send_id uuid, reserved boolean, code text, message text, frozen bytea) language sql security definer set search_path = public, pg_temp as $$
  select * from reserve(send_ids, attempt_key, null, lease_ms)
$$;

-- The organisation's day that a send counts on: that on which its window opens, the day of asking at the earliest.
create or replace function send_day(window_from timestamptz, asked_at timestamptz, org_zone text) returns date language sql immutable parallel safe as $$
  select (greatest(window_from, asked_at) at time zone org_zone)::date
$$;

-- What sends use of which ceilings.
create or replace function ceilings_of(send_ids uuid[], asked_at timestamptz, org_zone text)
returns table (day date, scope text, name text, count integer) language sql stable as $$
  select send_day(s.window_from, ceilings_of.asked_at, ceilings_of.org_zone), v.scope, v.name, count(*)::integer
  from send s cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) v
  where s.id = any (send_ids) group by 1, 2, 3
$$;

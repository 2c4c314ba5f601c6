-- Parks overdue follow-ups for a person: each becomes a send without a batch, as it would go now, and its step waits for a decision.
create or replace function park_sends(sends jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  parked uuid[];
begin
  perform from lead l where l.id in (select r.lead from jsonb_to_recordset(sends) as r(lead uuid)) order by l.id for no key update;
  with added as (
    insert into send (id, place, lead_id, draft_id, draft_version, person, address, domain, channel, action, platform, account, motion, round, step,
      tier, angle, name_keys, law_region, zone, window_from, window_to, scheduled_at, frozen, hash, status, code, message, created_at)
    select id, 1, lead, draft, "draftVersion", person, address, domain, channel, action, platform, account, motion, round, step,
      tier, angle, "nameKeys", "lawRegion", zone, "windowFrom", "windowTo", "scheduledAt", decode(frozen, 'base64'), decode(hash, 'hex'),
      'PLANNED', 'PARKED', 'Overdue because sending was held up: a person decides whether it still goes.', at
    from jsonb_to_recordset(sends) as r(id uuid, lead uuid, draft uuid, "draftVersion" integer, person text, address text, domain text, channel channel,
      action touch_action, platform platform, account text, motion motion, round smallint, step smallint, tier tier, angle text, "nameKeys" text[],
      "lawRegion" text, zone text, "windowFrom" timestamptz, "windowTo" timestamptz, "scheduledAt" timestamptz, frozen text, hash text)
    on conflict do nothing returning id, lead_id, draft_id, step
  ), stepped as (
    update enrollment_step t set state = 'PARKED', send_id = a.id from added a where t.draft_id = a.draft_id and t.state = 'WAITING'
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), a.lead_id, at, 'cadence', 'OPERATOR', format('Step %s is parked: sending was held up for too long.', a.step), jsonb_build_object('sendId', a.id) from added a
  )
  select coalesce(array_agg(a.id), '{}') into parked from added a;
  if cardinality(parked) = 0 then
    return;
  end if;
  perform write_audit('OPERATOR', 'send.parked', 'send', s.id::text, jsonb_build_object('step', s.step, 'scheduledAt', s.scheduled_at)) from send s where s.id = any (parked);
  perform raise_alert('cadence.parked', 'WARNING', format('%s overdue follow-ups are parked and wait for a person.',
    (select count(*) from send s where s.batch_id is null and s.status = 'PLANNED')));
  perform announce('send', parked);
  perform announce('lead', array(select s.lead_id from send s where s.id = any (parked)));
end
$$;

-- A person's word on parked sends: released, their steps wait for the next batch like any other; discarded, they are skipped and the cadence
-- goes on. Returns the sends that changed.
create or replace function decide_parked(send_ids uuid[], is_release boolean, reason text, actor text) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  decided uuid[];
  closed uuid[];
begin
  perform from send s where s.id = any (send_ids) order by s.id for update;
  with changed as (
    update send s set status = 'SKIPPED', code = case when is_release then 'RELEASED' else 'DISCARDED' end, message = decide_parked.reason
    where s.id = any (send_ids) and s.batch_id is null and s.status = 'PLANNED' returning s.id
  )
  select coalesce(array_agg(c.id), '{}') into decided from changed c;
  if is_release then
    update enrollment_step t set state = 'WAITING', send_id = null where t.send_id = any (decided) and t.state = 'PARKED';
  else
    perform skip_steps((select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'code', 'DISCARDED', 'message', decide_parked.reason)), '[]')
      from enrollment_step t where t.send_id = any (decided) and t.state = 'PARKED'));
  end if;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), s.lead_id, at, 'cadence', decide_parked.actor,
      format(case when is_release then 'Step %s was released: %s' else 'Step %s was discarded: %s' end, s.step, decide_parked.reason), jsonb_build_object('sendId', s.id)
    from send s where s.id = any (decided);
  perform write_audit(decide_parked.actor, case when is_release then 'send.released' else 'send.discarded' end, 'send', s::text, jsonb_build_object('reason', decide_parked.reason))
    from unnest(decided) s;
  with ended as (
    update alert a set resolved_at = at, resolved_by = decide_parked.actor where a.cause = 'cadence.parked' and a.resolved_at is null
      and not exists (select from send s where s.batch_id is null and s.status = 'PLANNED') returning a.id
  )
  select array_agg(e.id) into closed from ended e;
  perform announce('alert', closed);
  perform announce('send', decided);
  perform announce('lead', array(select s.lead_id from send s where s.id = any (decided)));
  return query select unnest(decided);
end
$$;

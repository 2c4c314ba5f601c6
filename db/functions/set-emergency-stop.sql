-- Sets a stop with its audit row and its announcement in one statement (I4). Setting one that stands changes nothing and returns it; but a drill
-- gives way to a real one, which counts against the day and reaches people.
create or replace function set_emergency_stop(scope text, reason text, is_drill boolean, actor text) returns emergency_stop language plpgsql as $$
#variable_conflict use_column
declare
  stop emergency_stop;
begin
  -- Waits for reservations that are deciding and makes later ones wait: who reserves after this has committed sees it.
  perform pg_advisory_xact_lock(hashtext('swarm.send_gate'));
  if not set_emergency_stop.is_drill then
    update emergency_stop e set lifted_by = actor, lifted_at = business_now(), lift_reason = 'It is no drill any more: ' || set_emergency_stop.reason
      where e.scope = set_emergency_stop.scope and e.lifted_at is null and e.is_drill returning * into stop;
    if found then
      perform write_audit(actor, 'emergency_stop.lifted', 'emergency_stop', stop.id::text, jsonb_build_object('scope', scope, 'reason', stop.lift_reason));
    end if;
  end if;
  insert into emergency_stop (scope, reason, is_drill, set_by, set_at)
    values (set_emergency_stop.scope, set_emergency_stop.reason, set_emergency_stop.is_drill, actor, business_now())
    on conflict (scope) where lifted_at is null do nothing returning * into stop;
  if found then
    perform write_audit(actor, 'emergency_stop.set', 'emergency_stop', stop.id::text,
      jsonb_build_object('scope', scope, 'reason', reason, 'drill', is_drill));
    perform raise_alert('emergency-stop:' || scope, case when is_drill then 'INFO' else 'CRITICAL' end::alert_severity,
      format(case when scope = 'ALL' then 'Sending is stopped by %s%s: %s' else 'An angle is stopped by %s%s: %s' end,
        actor, case when is_drill then ' (a drill)' end, reason));
    perform announce('safety', array[stop.id]);
  else
    select * into stop from emergency_stop e where e.scope = set_emergency_stop.scope and e.lifted_at is null;
  end if;
  return stop;
end
$$;

-- Lifts the stop of a scope; returns null when none stands, or when everything is stopped and this database is not reconciled: whoever finds it older
-- than the world and this take turns.
create or replace function lift_emergency_stop(scope text, reason text, actor text) returns emergency_stop language plpgsql as $$
#variable_conflict use_column
declare
  stop emergency_stop;
  closed uuid[];
begin
  perform pg_advisory_xact_lock(hashtext('swarm.send_gate'));
  if lift_emergency_stop.scope = 'ALL' then
    perform end_stopped_batches();
  end if;
  update emergency_stop e set lifted_by = actor, lifted_at = business_now(), lift_reason = lift_emergency_stop.reason
    where e.scope = lift_emergency_stop.scope and e.lifted_at is null
      and not (e.scope = 'ALL' and exists (select from reconciliation r where r.closed_at is null)) returning * into stop;
  if found then
    perform write_audit(actor, 'emergency_stop.lifted', 'emergency_stop', stop.id::text, jsonb_build_object('scope', scope, 'reason', reason));
    -- What it was set for was looked at by whoever lifts it.
    with ended as (
      update alert a set resolved_by = actor, resolved_at = business_now()
      where a.resolved_at is null and (a.cause = 'emergency-stop:' || lift_emergency_stop.scope or (lift_emergency_stop.scope = 'ALL' and a.cause = 'invariants'))
      returning a.id
    )
    select coalesce(array_agg(n.id), '{}') into closed from ended n;
    perform announce('alert', closed);
    perform announce('safety', array[stop.id]);
    return stop;
  end if;
  return null;
end
$$;

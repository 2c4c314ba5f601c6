-- Somebody says that they are on it: the alert rises no further. Returns the alert as it stands, and whether it was this call that did it.
create or replace function acknowledge_alert(alert_id uuid, actor text) returns table (id uuid, is_mine boolean, by_whom text, at timestamptz) language plpgsql as $$
#variable_conflict use_column
declare
  a alert;
begin
  update alert x set acknowledged_by = actor, acknowledged_at = business_now()
    where x.id = alert_id and x.acknowledged_at is null and x.resolved_at is null returning * into a;
  if found then
    perform write_audit(actor, 'alert.acknowledged', 'alert', a.id::text, jsonb_build_object('cause', a.cause, 'level', a.level));
    perform announce('alert', array[a.id]);
    return query select a.id, true, a.acknowledged_by, a.acknowledged_at;
    return;
  end if;
  return query select x.id, false, coalesce(x.resolved_by, x.acknowledged_by), coalesce(x.resolved_at, x.acknowledged_at) from alert x where x.id = alert_id;
end
$$;

-- Somebody says that it is over. Raised again it is a new alert. That sending is stopped is no one's word: the alert ends with the stop.
-- `refusal`: null where it was done, else RESOLVED or STOP_STANDS; no row where there is no such alert.
create or replace function resolve_alert(alert_id uuid, actor text, note text) returns table (id uuid, refusal text, by_whom text, at timestamptz) language plpgsql as $$
#variable_conflict use_column
declare
  a alert;
begin
  select * into a from alert x where x.id = alert_id for update;
  if not found then
    return;
  end if;
  if a.resolved_at is not null then
    return query select a.id, 'RESOLVED', a.resolved_by, a.resolved_at;
    return;
  end if;
  if exists (select from emergency_stop e where e.lifted_at is null and a.cause = 'emergency-stop:' || e.scope) then
    return query select a.id, 'STOP_STANDS', null::text, null::timestamptz;
    return;
  end if;
  update alert x set resolved_by = actor, resolved_at = business_now(), resolve_note = note where x.id = alert_id returning * into a;
  perform write_audit(actor, 'alert.resolved', 'alert', a.id::text, jsonb_build_object('cause', a.cause, 'note', note));
  perform announce('alert', array[a.id]);
  return query select a.id, null::text, a.resolved_by, a.resolved_at;
end
$$;

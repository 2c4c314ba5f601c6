-- One open alert per cause: a repeat counts and moves its last time; `times` counts many at once. Returns the alert and whether it is new.
drop function if exists raise_alert(text, alert_severity, text);
create or replace function raise_alert(cause text, severity alert_severity, message text, times integer default 1) returns table (id uuid, is_new boolean) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
begin
  return query
    with raised as (
      insert into alert as a (cause, severity, message, count, first_at, last_at)
      values (raise_alert.cause, raise_alert.severity, raise_alert.message, raise_alert.times, at, at)
      on conflict (cause) where resolved_at is null
      do update set count = a.count + raise_alert.times, last_at = excluded.last_at, message = excluded.message, severity = greatest(a.severity, excluded.severity)
      returning a.id, a.xmax = 0 as is_new
    ), told as (select announce('alert', array_agg(raised.id)) from raised)
    select raised.id, raised.is_new from raised, told;
end
$$;

-- One open alert per cause: a repeat counts and moves its last time. Returns the alert and whether it is new.
create or replace function raise_alert(cause text, severity alert_severity, message text) returns table (id uuid, is_new boolean) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
begin
  return query
    with raised as (
      insert into alert as a (cause, severity, message, first_at, last_at) values (raise_alert.cause, raise_alert.severity, raise_alert.message, at, at)
      on conflict (cause) where resolved_at is null
      do update set count = a.count + 1, last_at = excluded.last_at, message = excluded.message, severity = greatest(a.severity, excluded.severity)
      returning a.id, a.count
    ), told as (select announce('alert', array_agg(raised.id)) from raised)
    select raised.id, raised.count = 1 from raised, told;
end
$$;

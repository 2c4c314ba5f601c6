-- The level an alert begins with: a real emergency stop reaches people by every way at once, and that a way itself fails is told by another.
create or replace function first_alert_level(cause text, severity alert_severity) returns smallint language sql immutable as $$
  select case
    when severity = 'CRITICAL' and cause like 'emergency-stop:%' then 3
    when cause like 'alert-channel:%' then 2
    else 1
  end::smallint
$$;

-- One open alert per cause: a repeat counts and moves its last time; `times` counts many at once. Returns the alert and whether it is new.
-- One that got worse, or comes again after a day and a half of quiet, is another one: who heard of the first saw something milder, or long ago.
-- What comes and goes by itself goes on from the third time within an hour: it rises, and is told once for each level. A sweep tells people afterwards.
drop function if exists raise_alert(text, alert_severity, text);
create or replace function raise_alert(cause text, severity alert_severity, message text, times integer default 1) returns table (id uuid, is_new boolean) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  touched uuid[];
  resumed uuid;
  reached smallint;
begin
  with over as (
    update alert a set resolved_by = 'clock', resolved_at = at,
        resolve_note = case when a.severity < raise_alert.severity then 'It got worse.' else 'It came again after a while.' end
      where a.cause = raise_alert.cause and a.resolved_at is null
        and (a.severity < raise_alert.severity or (raise_alert.times > 0 and a.last_at < at - interval '36 hours'))
      -- What nobody heeded before it got worse is not told by fewer ways than before.
      returning a.id, case when a.severity < raise_alert.severity and a.acknowledged_at is null then a.level else 1 end as level
  )
  select array_agg(o.id), coalesce(max(o.level), 1) into touched, reached from over o;
  if touched is not null then
    perform announce('alert', touched);
  elsif not exists (select from alert o where o.cause = raise_alert.cause and o.resolved_at is null) then
    begin
      with latest as (
        select a.id, count(*) over () as times from alert a
        where a.cause = raise_alert.cause and a.last_at > at - interval '1 hour' order by a.resolved_at desc limit 1
      )
      update alert a set resolved_by = null, resolved_at = null, resolve_note = null from latest l
        where a.id = l.id and l.times > 1 and a.resolved_by in ('clock', 'system') and a.resolved_at > at - interval '15 minutes'
          and a.severity >= raise_alert.severity and (a.severity > 'INFO' or a.first_at > at - interval '10 minutes')
          -- Who was on it believes that it is over, so it is told anew.
          and a.acknowledged_at is null
        returning a.id into resumed;
    exception when unique_violation then
      -- Somebody began another one at this moment: it counts there.
      null;
    end;
    -- What was over before it could be told is not.
    update alert_notice n set state = 'PLANNED', code = null, problem = null, settled_at = null
      where n.alert_id = resumed and n.state = 'SKIPPED' and n.code = 'RESOLVED';
  end if;
  return query
    with raised as (
      insert into alert as a (cause, severity, message, count, first_at, last_at, level, level_at)
      values (raise_alert.cause, raise_alert.severity, raise_alert.message, raise_alert.times, at, at,
        greatest(first_alert_level(raise_alert.cause, raise_alert.severity), reached), at)
      on conflict (cause) where resolved_at is null
      do update set count = a.count + raise_alert.times, last_at = excluded.last_at, message = excluded.message, severity = greatest(a.severity, excluded.severity),
        level = greatest(a.level, excluded.level),
        level_at = case when excluded.level > a.level then excluded.level_at else a.level_at end,
        acknowledged_by = case when excluded.severity > a.severity then null else a.acknowledged_by end,
        acknowledged_at = case when excluded.severity > a.severity then null else a.acknowledged_at end
      returning a.id, a.xmax = 0 as is_new
    ), told as (select announce('alert', array_agg(raised.id)) from raised)
    select raised.id, raised.is_new from raised, told;
end
$$;

-- What nobody acknowledged in time rises by one level; `rises_from` is the mildest severity that does, and outside the hours only CRITICAL
-- does. News (INFO) that nobody closed ends by itself after `info_after`, except what ends with its drill or its batch. Business time.
create or replace function escalate_alerts(after_1 interval, after_2 interval, rises_from alert_severity, is_within_hours boolean, info_after interval)
returns integer language plpgsql as $$
declare
  moment timestamptz := business_now();
  risen uuid[];
begin
  -- One that is being raised this moment is left for the next time: nobody who raises an alert ever waits for this, or this for them.
  with free as (
    select a.id from alert a where a.resolved_at is null and (a.acknowledged_at is null or a.severity = 'INFO') order by a.id for update skip locked
  ), up as (
    update alert a set level = a.level + 1, level_at = moment
    from free where a.id = free.id and a.acknowledged_at is null and a.level < 3 and a.severity >= rises_from
      and (is_within_hours or a.severity = 'CRITICAL')
      and a.level_at <= moment - case a.level when 1 then after_1 else after_2 end
    returning a.id
  ), over as (
    update alert a set resolved_by = 'clock', resolved_at = moment
    from free where a.id = free.id and a.severity = 'INFO' and rises_from > 'INFO' and a.last_at <= moment - info_after
      and a.cause not like 'emergency-stop:%' and a.cause not like 'batch:%'
    returning a.id
  )
  select coalesce(array_agg(c.id), '{}') into risen from (select id from up union all select id from over) c;
  if cardinality(risen) > 0 then
    perform announce('alert', risen);
  end if;
  return cardinality(risen);
end
$$;

-- The notices of every level that was reached and not yet planned, each once whatever happens (`alert_notice_once`). `routes` are rows of
-- {level, channel, recipient, problem}: whom to tell by what from which level on; one with a problem is written down as not told.
create or replace function plan_notices(routes jsonb) returns integer language plpgsql as $$
declare
  planned integer;
begin
  with due as (
    select a.id from alert a where a.resolved_at is null and a.told_level < a.level order by a.id for update skip locked
  ), told as (
    update alert a set told_level = a.level from due where a.id = due.id returning a.id, a.level, a.acknowledged_at
  ), made as (
    insert into alert_notice (alert_id, level, channel, recipient, state, code, problem, created_at, settled_at)
    select t.id, t.level, r.channel, r.recipient, s.state, case when r.problem is not null then 'NOT_CONFIGURED' when s.state = 'SKIPPED' then 'STOPPED' end,
      case when r.problem is null and s.state = 'SKIPPED' then 'This number has answered STOP.' else r.problem end,
      business_now(), case when s.state = 'SKIPPED' then business_now() end
    from told t cross join jsonb_to_recordset(routes) as r(level smallint, channel alert_channel_name, recipient text, problem text),
      lateral (select (case when r.problem is not null or exists (select from alert_notice o
          where o.channel = r.channel and o.recipient = r.recipient and o.code = 'STOPPED' and o.created_at > business_now() - interval '30 days')
        then 'SKIPPED' else 'PLANNED' end)::notice_state as state) s
    where r.level <= t.level and t.acknowledged_at is null
    on conflict do nothing returning alert_id
  )
  select count(*) into planned from made;
  return planned;
end
$$;

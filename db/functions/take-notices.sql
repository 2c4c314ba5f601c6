-- Whom there is something to tell by a channel now: who got a message just now gets the rest together later (a flood becomes few messages),
-- but for level 3. Notices that nobody has to hear any more are skipped first. Waiting is in real time.
create or replace function due_recipients(channel alert_channel_name, gap interval) returns table (recipient text) language plpgsql as $$
#variable_conflict use_column
begin
  update alert_notice n set state = 'SKIPPED', settled_at = business_now(), code = case when a.resolved_at is not null then 'RESOLVED' else 'ACKNOWLEDGED' end,
      problem = case when a.resolved_at is not null then 'It was over before it could be told.' else 'Somebody was on it before it could be told.' end
    from alert a where a.id = n.alert_id and n.state = 'PLANNED' and n.channel = due_recipients.channel
      and (a.resolved_at is not null or (a.acknowledged_at is not null and n.level < 3));
  return query
    select n.recipient from alert_notice n
    where n.state = 'PLANNED' and n.channel = due_recipients.channel and (n.not_before is null or n.not_before <= clock_timestamp())
      and (n.level = 3 or not exists (select from alert_notice o
        where o.channel = n.channel and o.recipient = n.recipient and o.lease_until is not null and o.lease_until > clock_timestamp() - gap))
    group by n.recipient order by n.recipient;
end
$$;

-- Takes what is due to one recipient for one message: nobody else sends these rows while the lease lasts, and when it runs out nobody does.
create or replace function take_notices(channel alert_channel_name, recipient text, message_id uuid, lease interval, most integer)
returns table (id uuid, level smallint, alert_id uuid, cause text, severity alert_severity, message text, count integer) language plpgsql as $$
#variable_conflict use_column
begin
  return query
    with due as (
      -- The worst first: what is critical does not wait behind thousands that are not.
      select n.id from alert_notice n join alert a on a.id = n.alert_id
      where n.state = 'PLANNED' and n.channel = take_notices.channel and n.recipient = take_notices.recipient
        and (n.not_before is null or n.not_before <= clock_timestamp())
      order by a.severity desc, n.level desc, n.created_at, n.id limit most for update of n skip locked
    ), taken as (
      update alert_notice n set state = 'IN_FLIGHT', attempts = n.attempts + 1, message_id = take_notices.message_id, not_before = null,
        lease_until = clock_timestamp() + lease
      from due where n.id = due.id returning n.id, n.level, n.alert_id
    )
    select t.id, t.level, a.id, a.cause, a.severity, a.message, a.count from taken t join alert a on a.id = t.alert_id
    order by a.severity desc, t.level desc, a.first_at, a.id;
end
$$;

-- What became of one message, for all notices that it carries, if they still stand where the caller saw them. `next` is when to try or look
-- again (real time); PLANNED tries again unless that was the last of `most_attempts`. Returns how many, and how many of them were given up.
create or replace function settle_notices(message_id uuid, expected notice_state, outcome notice_state, code text, problem text, provider_id text, next interval, most_attempts integer)
returns table (settled integer, given_up integer) language plpgsql as $$
#variable_conflict use_column
declare
  alerts uuid[];
  abandoned integer;
begin
  with done as (
    update alert_notice n set
      state = s.state, code = settle_notices.code, problem = settle_notices.problem, provider_id = coalesce(settle_notices.provider_id, n.provider_id),
      message_id = n.message_id, not_before = clock_timestamp() + next,
      -- What was certainly not sent doesn't count as a message just sent.
      lease_until = case when s.state in ('PLANNED', 'GIVEN_UP') then null else least(n.lease_until, clock_timestamp()) end,
      settled_at = case when s.state = 'PLANNED' then null else business_now() end
    from alert_notice old,
      lateral (select (case when outcome = 'PLANNED' and old.attempts >= most_attempts then 'GIVEN_UP' else outcome::text end)::notice_state as state) s
    where old.id = n.id and n.message_id = settle_notices.message_id and n.state = expected
    returning n.alert_id, n.state
  )
  select coalesce(array_agg(distinct d.alert_id), '{}'), count(*) filter (where d.state = 'GIVEN_UP') into alerts, abandoned from done d;
  if cardinality(alerts) > 0 then
    perform announce('alert', alerts);
  end if;
  return query select cardinality(alerts), abandoned;
end
$$;

-- Messages whose sender died in between: nobody knows whether they went, so they are not sent again. Returns how many alerts they were about.
create or replace function expire_notices() returns integer language plpgsql as $$
declare
  lost uuid[];
begin
  with late as (
    update alert_notice n set state = 'UNKNOWN', code = 'LEASE_ENDED', problem = 'The process that sent it ended in between.', not_before = clock_timestamp(),
      settled_at = business_now()
    where n.state = 'IN_FLIGHT' and n.lease_until < clock_timestamp() returning n.alert_id
  )
  select coalesce(array_agg(distinct l.alert_id), '{}') into lost from late l;
  if cardinality(lost) > 0 then
    perform announce('alert', lost);
  end if;
  return cardinality(lost);
end
$$;

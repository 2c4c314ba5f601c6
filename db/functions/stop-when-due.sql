-- Planned or running sends whose route and campaign contradict each other: another batch, platform, account or zone than their campaign has,
-- or a channel that their platform does not have.
create or replace function inconsistent_routes() returns table (send_id uuid, fault text) language sql stable as $$
  select s.id, case
      when c.id is not null and c.batch_id <> s.batch_id then 'Its campaign belongs to another batch.'
      when c.id is not null and c.platform <> s.platform then format('It goes by %s, its campaign by %s.', s.platform, c.platform)
      when c.id is not null and c.account <> s.account then format('It goes from %s, its campaign from %s.', s.account, c.account)
      when c.id is not null and c.zone <> s.zone then format('Its zone is %s, its campaign''s %s.', s.zone, c.zone)
      else format('%s does not send by %s.', s.platform, lower(s.channel::text))
    end
  from send s left join campaign c on c.id = s.campaign_id
  where s.status in ('PLANNED', 'IN_FLIGHT') and (
    (c.batch_id, c.platform, c.account, c.zone) <> (s.batch_id, s.platform, s.account, s.zone) or (s.channel = 'LINKEDIN') <> (s.platform = 'HEYREACH'))
$$;

-- Why sending must stop now and nobody has said so yet (I25). Alerts of these causes (a scope that differs, a message that nobody let go or
-- that went out twice, a cut audit chain) count from the last lifting of a real stop on: who lifted had them in view. A check of the invariants that found
-- something counts until another finds it mended.
create or replace function stop_conditions() returns table (reason text) language sql stable as $$
  select a.message from alert a
  where a.resolved_at is null and (a.cause like 'scope-mismatch:%' or a.cause like 'send.twice.%' or a.cause like 'send.unasked.%' or a.cause = 'audit-head')
    and a.last_at > coalesce((select max(e.lifted_at) from emergency_stop e where e.scope = 'ALL' and not e.is_drill), '-infinity')
  union all
  select format('Route and campaign of send %s contradict each other. %s', r.send_id, r.fault) from inconsistent_routes() r
  union all
  (select format('Invariant %s is broken.', array_to_string(c.invariants, ', ')) from invariant_check c
    where c.broken > 0 and not exists (select from invariant_check p where p.at > c.at and p.broken = 0 and p.since <= c.since) order by c.at desc limit 1)
$$;

-- Sets the stop when a condition holds and none stands but a drill, which gives way; returns why it did, or null. Asked every two seconds by every
-- runner.
create or replace function stop_when_due() returns text language plpgsql as $$
#variable_conflict use_column
declare
  why text;
begin
  if exists (select from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null and not e.is_drill) then
    return null;
  end if;
  select c.reason into why from stop_conditions() c limit 1;
  if why is not null then
    perform set_emergency_stop('ALL', why, false, 'stop conditions');
  end if;
  return why;
end
$$;

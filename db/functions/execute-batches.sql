-- Approved batches begin to execute, each once (I9): campaigns for their sends come with it, where the platform needs them.
-- Nothing begins while sending is stopped. Returns the batches that began.
create or replace function start_batches() returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  asked_at timestamptz := business_now();
  started uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('swarm.send_gate'));
  if exists (select from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null)
    or exists (select from process p where p.emergency_stop and p.seen_at > now() - interval '15 seconds') then
    return;
  end if;
  with due as (
    select b.id from batch b where b.status = 'APPROVED' and b.expires_at > asked_at order by b.id for update skip locked
  ), changed as (
    update batch b set status = 'EXECUTING', started_at = asked_at from due where b.id = due.id returning b.id
  )
  select coalesce(array_agg(c.id), '{}') into started from changed c;
  if cardinality(started) = 0 then
    return;
  end if;
  insert into campaign (batch_id, platform, account, zone, window_from, window_to, created_at)
    select s.batch_id, s.platform, s.account, s.zone, s.window_from, min(s.window_to), asked_at from send s
    where s.batch_id = any (started) and s.status = 'PLANNED' and s.platform = 'INSTANTLY' and s.channel = 'EMAIL'
    group by s.batch_id, s.platform, s.account, s.zone, s.window_from
    on conflict do nothing;
  update send s set campaign_id = c.id from campaign c
    where s.batch_id = any (started) and s.status = 'PLANNED' and s.platform = 'INSTANTLY' and s.channel = 'EMAIL'
      and c.batch_id = s.batch_id and c.account = s.account and c.zone = s.zone and c.window_from = s.window_from;
  perform write_audit('OPERATOR', 'batch.started', 'batch', b.id::text, jsonb_build_object('scopeHash', encode(b.scope_hash, 'hex')))
    from batch b where b.id = any (started);
  perform announce('batch', started);
  return query select unnest(started);
end
$$;

-- Executing batches end when nothing of them waits, is in flight, or is unknown and still being looked for: EXECUTED when all went,
-- else PARTIAL. What only a person can settle holds nothing up. Returns the batches that ended.
create or replace function finish_batches() returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  ended uuid[];
begin
  with done as (
    select b.id from batch b
    where b.status = 'EXECUTING' and not exists (
      select from send s where s.batch_id = b.id and (s.status in ('PLANNED', 'IN_FLIGHT') or (s.status = 'UNKNOWN' and s.next_check_at is not null)))
    order by b.id for update skip locked
  ), changed as (
    update batch b set finished_at = business_now(),
      status = case when exists (select from send s where s.batch_id = b.id and s.status not in ('ACCEPTED', 'PROVEN')) then 'PARTIAL' else 'EXECUTED' end::batch_status
    from done where b.id = done.id returning b.id
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;
  if cardinality(ended) = 0 then
    return;
  end if;
  perform write_audit('OPERATOR', 'batch.' || lower(b.status::text), 'batch', b.id::text,
    jsonb_build_object('scopeHash', encode(b.scope_hash, 'hex'), 'sends', (select jsonb_object_agg(c.status, c.count) from (
      select s.status, count(*) as count from send s where s.batch_id = b.id group by s.status) c)))
    from batch b where b.id = any (ended);
  perform announce('batch', ended);
  return query select unnest(ended);
end
$$;

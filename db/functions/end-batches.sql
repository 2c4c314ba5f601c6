-- Ends batches before all of their sends went out: what never started is skipped with a code, so that its drafts can be planned again; what is
-- in flight settles by itself. An executing batch becomes PARTIAL, whatever was asked for. Ended ones stay as they are (I9). Returns how many ended.
create or replace function end_batches(batch_ids uuid[], ends_as batch_status, code text, message text, actor text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  asked_at timestamptz := business_now();
  ended uuid[];
  skipped uuid[];
begin
  -- Waits for reservations of these batches, which hold them for share.
  perform from batch b where b.id = any (batch_ids) order by b.id for update;
  with changed as (
    update batch b set status = case when b.status = 'EXECUTING' then 'PARTIAL' else ends_as end, finished_at = asked_at
    where b.id = any (batch_ids) and b.status in ('PENDING', 'APPROVED', 'EXECUTING') returning b.id
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;
  with changed as (
    update send s set status = 'SKIPPED', code = end_batches.code, message = end_batches.message, not_before = null
    where s.batch_id = any (ended) and s.status = 'PLANNED' returning s.id, s.lead_id
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(asked_at), c.lead_id, asked_at, 'send', end_batches.actor, format('Not sent: %s', end_batches.message),
      jsonb_build_object('sendId', c.id, 'code', end_batches.code)
    from changed c where c.lead_id is not null
  )
  select coalesce(array_agg(c.id), '{}') into skipped from changed c;
  perform write_audit(actor, 'batch.' || lower(b.status::text), 'batch', b.id::text,
    jsonb_build_object('scopeHash', encode(b.scope_hash, 'hex'), 'code', end_batches.code, 'reason', end_batches.message))
    from batch b where b.id = any (ended);
  perform close_batch_alerts(ended, actor);
  perform announce('batch', ended);
  perform announce('send', skipped);
  return cardinality(ended);
end
$$;

-- Batches whose time is over end: undecided and never started ones as EXPIRED, the rest of executing ones as PARTIAL. Returns how many.
-- What a late answer planned again in a batch that had ended by then is skipped too, so that its draft is free for another batch.
create or replace function expire_batches() returns integer language sql security definer set search_path = public, pg_temp as $$
  select skip_planned(array_agg(s.id), 'BATCH_ENDED', 'Its batch had ended before it could go out.')
    from send s join batch b on b.id = s.batch_id where s.status = 'PLANNED' and b.status not in ('PENDING', 'APPROVED', 'EXECUTING') having count(*) > 0;
  select end_batches(array(select b.id from batch b where b.status in ('PENDING', 'APPROVED', 'EXECUTING') and b.expires_at <= business_now()),
    'EXPIRED', 'BATCH_EXPIRED', 'The batch expired before this could go out.', 'clock')
$$;

-- A standing stop ends what was approved or is executing (dispatch.md, Batches). Asked by a sweep, and by whoever lifts the stop: one that stood
-- between two sweeps ends them too.
create or replace function end_stopped_batches() returns void language sql security definer set search_path = public, pg_temp as $$
  select end_batches(array_agg(b.id), 'CANCELLED', 'EMERGENCY_STOP', 'Sending was stopped before this could go out: ' || e.reason, e.set_by)
    from emergency_stop e, batch b
    where e.scope = 'ALL' and e.lifted_at is null and b.status in ('APPROVED', 'EXECUTING') group by e.reason, e.set_by
$$;

-- Nobody has to look at a batch any more that was decided or has ended.
create or replace function close_batch_alerts(batch_ids uuid[], actor text) returns void language sql security definer set search_path = public, pg_temp as $$
  with closed as (
    update alert a set resolved_by = close_batch_alerts.actor, resolved_at = business_now()
    where a.resolved_at is null and a.cause in (select 'batch:' || b from unnest(batch_ids) b) returning a.id
  )
  select announce('alert', array_agg(c.id)) from closed c having count(*) > 0
$$;

-- One final decision on one frozen batch (I8, I2): approves only the scope hash that the approver saw, only before it expires, never while
-- sending is stopped, and where the setting asks for it only by another person than its creator: then a key is nobody's second person, and
-- whoever made the key that froze is no other than it. Returns the batch as it stands and why nothing was decided, if so: NOT_FOUND is no row;
-- EXPIRED, DECIDED, SCOPE_MISMATCH, NO_PERSON, SAME_PERSON, EMERGENCY_STOP.
create or replace function decide_batch(batch_id uuid, scope_hash bytea, is_approval boolean, reason text, actor text, actor_id text, needs_other_approver boolean)
returns table (status batch_status, refusal text, decided_by text, decided_by_id text, decided_at timestamptz) language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  asked_at timestamptz := business_now();
  why_not text;
  decided_drafts uuid[];
  b batch;
begin
  -- A stop and an approval take turns, as a stop and a reservation do.
  perform pg_advisory_xact_lock_shared(hashtext('swarm.send_gate'));
  select * into b from batch x where x.id = decide_batch.batch_id for update;
  if not found then
    return;
  end if;
  if b.status = 'PENDING' and b.expires_at <= asked_at then
    perform end_batches(array[b.id], 'EXPIRED', 'BATCH_EXPIRED', 'The batch expired before anybody approved it.', 'clock');
    select * into b from batch x where x.id = b.id;
  end if;
  why_not := case
    when b.status = 'EXPIRED' then 'EXPIRED'
    when b.status <> 'PENDING' then 'DECIDED'
    when b.scope_hash is distinct from decide_batch.scope_hash then 'SCOPE_MISMATCH'
    when is_approval and needs_other_approver and not b.is_test and exists (select from api_key k where k.id::text = actor_id) then 'NO_PERSON'
    when is_approval and needs_other_approver and not b.is_test and (b.created_by_id = actor_id
      or exists (select from api_key k where k.id::text = b.created_by_id and k.created_by = actor)) then 'SAME_PERSON'
    when is_approval and b.scope_hash is distinct from (select sha256(string_agg(s.hash, ''::bytea order by s.place)) from send s where s.batch_id = b.id) then 'SCOPE_MISMATCH'
    when is_approval and exists (select from send s where s.batch_id = b.id and sha256(s.frozen) is distinct from s.hash) then 'SCOPE_MISMATCH'
    when is_approval and (exists (select from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null)
      or exists (select from process p where p.emergency_stop and p.seen_at > now() - interval '15 seconds')) then 'EMERGENCY_STOP'
  end;
  if why_not is null and is_approval then
    -- Follow-ups whose full text stands in the batch are approved with it.
    with decided as (
      update draft d set status = 'APPROVED', decided_at = asked_at, updated_at = asked_at from send s
      where s.batch_id = b.id and d.id = s.draft_id and d.version = s.draft_version and d.status = 'PENDING' and d.is_decided_in_batch
      returning d.id, d.version
    ), told as (
      insert into review (draft_id, draft_version, decision, reason, actor, at)
      select c.id, c.version, 'APPROVE', 'In its batch.', actor, asked_at from decided c order by c.id
    )
    select coalesce(array_agg(c.id), '{}') into decided_drafts from decided c;
    perform announce('draft', decided_drafts);
    update batch x set status = 'APPROVED', decided_by = actor, decided_by_id = actor_id, decided_at = asked_at, decision_reason = decide_batch.reason
      where x.id = b.id returning * into b;
    perform write_audit(actor, 'batch.approved', 'batch', b.id::text, jsonb_build_object('scopeHash', encode(b.scope_hash, 'hex'), 'reason', decide_batch.reason, 'actorId', actor_id,
      'drafts', decided_drafts));
    perform close_batch_alerts(array[b.id], actor);
    perform announce('batch', array[b.id]);
  elsif why_not is null then
    update batch x set decided_by = actor, decided_by_id = actor_id, decided_at = asked_at, decision_reason = decide_batch.reason where x.id = b.id;
    perform end_batches(array[b.id], 'REJECTED', 'BATCH_REJECTED', coalesce(decide_batch.reason, 'The batch was rejected.'), actor);
    select * into b from batch x where x.id = b.id;
  end if;
  return query select b.status, why_not, b.decided_by, b.decided_by_id, b.decided_at;
end
$$;

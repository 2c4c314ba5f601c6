-- One final decision on one frozen batch (I8, I2): approves only the scope hash that the approver saw, only before it expires, and where the
-- setting asks for it only by another person than its creator. Returns the batch as it stands and why nothing was decided, if so.
create or replace function decide_batch(batch_id uuid, scope_hash bytea, is_approval boolean, reason text, actor text, actor_id text, needs_other_approver boolean)
returns table (status batch_status, refusal text, decided_by text, decided_at timestamptz) language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  b batch;
begin
  select * into b from batch x where x.id = decide_batch.batch_id for update;
  if not found then
    return;
  end if;
  if b.status = 'PENDING' and b.expires_at <= at then
    update batch x set status = 'EXPIRED', finished_at = at where x.id = b.id returning * into b;
    perform write_audit('clock', 'batch.expired', 'batch', b.id::text, '{}');
    perform announce('batch', array[b.id]);
  end if;
  refusal := case
    when b.status = 'EXPIRED' then 'EXPIRED'
    when b.status <> 'PENDING' then 'DECIDED'
    when b.scope_hash <> decide_batch.scope_hash then 'SCOPE_MISMATCH'
    when is_approval and needs_other_approver and b.created_by_id = actor_id then 'SAME_PERSON'
    when is_approval and b.scope_hash <> (select sha256(string_agg(s.hash, ''::bytea order by s.place)) from send s where s.batch_id = b.id) then 'SCOPE_MISMATCH'
  end;
  if refusal is null then
    update batch x set status = case when is_approval then 'APPROVED' else 'REJECTED' end::batch_status,
      decided_by = actor, decided_by_id = actor_id, decided_at = at, decision_reason = decide_batch.reason,
      finished_at = case when is_approval then null else at end
      where x.id = b.id returning * into b;
    if not is_approval then
      update send s set status = 'SKIPPED', code = 'BATCH_REJECTED', message = coalesce(decide_batch.reason, 'The batch was rejected.') where s.batch_id = b.id and s.status = 'PLANNED';
    end if;
    perform write_audit(actor, case when is_approval then 'batch.approved' else 'batch.rejected' end, 'batch', b.id::text,
      jsonb_build_object('scopeHash', encode(b.scope_hash, 'hex'), 'reason', decide_batch.reason));
    perform announce('batch', array[b.id]);
  end if;
  return query select b.status, refusal, b.decided_by, b.decided_at;
end
$$;

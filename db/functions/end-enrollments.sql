-- Ends the running cadences of leads at once, in the transaction of what ends them (I3): their open drafts are withdrawn, tasks cancelled, parked
-- sends discarded. Sends that wait in a frozen batch are skipped at hand-over by guard 7. Answers how many ended.
create or replace function end_enrollments(lead_ids uuid[], cause text, reason text, actor text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  ended uuid[];
  withdrawn uuid[];
  discarded uuid[];
begin
  -- The lead's row before its enrollment's, as settling does: their histories point to the lead.
  perform from lead l where l.id in (select e.lead_id from enrollment e where e.lead_id = any (lead_ids) and e.state <> 'ENDED') order by l.id for no key update;
  perform from enrollment e where e.lead_id = any (lead_ids) and e.state <> 'ENDED' order by e.id for update;
  with changed as (
    update enrollment e set state = 'ENDED', cause = end_enrollments.cause, reason = end_enrollments.reason, ended_at = at, updated_at = at,
      paused_at = null, paused_until = null, next_step = null, next_due_at = null,
      held_seconds = e.held_seconds + coalesce(extract(epoch from at - e.paused_at), 0)::bigint
    where e.lead_id = any (lead_ids) and e.state <> 'ENDED' returning e.id
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;
  if cardinality(ended) = 0 then
    return 0;
  end if;

  with gone as (
    update draft d set status = 'WITHDRAWN', version = d.version + 1, updated_at = at
    from enrollment_step t where t.enrollment_id = any (ended) and t.state in ('WAITING', 'PARKED') and d.id = t.draft_id and d.status in ('PENDING', 'APPROVED')
    returning d.id
  )
  select coalesce(array_agg(g.id), '{}') into withdrawn from gone g;
  with gone as (
    update send s set status = 'SKIPPED', code = 'ENROLLMENT_ENDED', message = end_enrollments.reason
    from enrollment_step t where t.enrollment_id = any (ended) and t.state = 'PARKED' and s.id = t.send_id and s.status = 'PLANNED' returning s.id
  )
  select coalesce(array_agg(g.id), '{}') into discarded from gone g;
  update enrollment_step t set state = 'SKIPPED', code = 'ENROLLMENT_ENDED', message = end_enrollments.reason
    where t.enrollment_id = any (ended) and t.state in ('WAITING', 'PARKED');
  update task k set cancelled_at = at from enrollment_step t
    where t.enrollment_id = any (ended) and k.enrollment_step_id = t.id and k.completed_at is null and k.cancelled_at is null;

  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), e.lead_id, at, 'cadence', end_enrollments.actor, 'The cadence ended: ' || end_enrollments.reason,
      jsonb_build_object('enrollmentId', e.id, 'cause', end_enrollments.cause)
    from enrollment e where e.id = any (ended);
  perform write_audit(end_enrollments.actor, 'enrollment.ended', 'enrollment', e.id::text,
    jsonb_build_object('leadId', e.lead_id, 'cause', end_enrollments.cause, 'reason', end_enrollments.reason)) from enrollment e where e.id = any (ended);
  perform announce('lead', array(select e.lead_id from enrollment e where e.id = any (ended)));
  if cardinality(withdrawn) > 0 then
    perform announce('draft', withdrawn);
    perform announce('queue', array[null::uuid]);
  end if;
  if cardinality(discarded) > 0 then
    perform announce('send', discarded);
  end if;
  return cardinality(ended);
end
$$;

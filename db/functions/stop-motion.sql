-- The motions that a spike paused and nobody has resumed. Read by `send_verdicts`, the safety controls and readiness.
create or replace function paused_motions() returns table (motion motion, reason text, paused_by text, paused_at timestamptz) language sql stable as $$
  select p.motion, p.reason, p.paused_by, p.paused_at from motion_pause p where p.resumed_at is null
$$;

-- Pauses a motion with its audit row, its alert and its announcement in one statement: no delivering request of it starts after this has
-- committed. One that is paused already stays as it is. Returns whether it is new.
create or replace function pause_motion(motion motion, cause text, reason text, evidence jsonb, actor text) returns boolean language plpgsql as $$
#variable_conflict use_column
declare
  pause uuid;
begin
  -- As a stop does: who reserves after this has committed sees it.
  perform pg_advisory_xact_lock(hashtext('swarm.send_gate'));
  insert into motion_pause (motion, cause, reason, evidence, paused_by, paused_at)
    values (pause_motion.motion, pause_motion.cause, pause_motion.reason, pause_motion.evidence, actor, business_now())
    on conflict (motion) where resumed_at is null do nothing returning id into pause;
  if pause is null then
    return false;
  end if;
  perform write_audit(actor, 'motion.paused', 'motion', motion::text, jsonb_build_object('cause', cause, 'reason', reason, 'evidence', evidence));
  perform raise_alert('motion-paused:' || motion, 'CRITICAL', format('%s is paused: %s', initcap(motion::text), reason));
  perform announce('safety', array[pause]);
  return true;
end
$$;

-- Ends the pause of a motion by a person's word; false when it is not paused.
create or replace function resume_motion(motion motion, reason text, actor text) returns boolean language plpgsql as $$
#variable_conflict use_column
declare
  pause uuid;
  closed uuid[];
begin
  update motion_pause p set resumed_by = actor, resumed_at = business_now(), resume_reason = resume_motion.reason
    where p.motion = resume_motion.motion and p.resumed_at is null returning p.id into pause;
  if pause is null then
    return false;
  end if;
  perform write_audit(actor, 'motion.resumed', 'motion', motion::text, jsonb_build_object('reason', reason));
  with ended as (
    update alert a set resolved_by = actor, resolved_at = business_now()
    where a.cause = 'motion-paused:' || resume_motion.motion and a.resolved_at is null returning a.id
  )
  select coalesce(array_agg(e.id), '{}') into closed from ended e;
  perform announce('alert', closed);
  perform announce('safety', array[pause]);
  return true;
end
$$;

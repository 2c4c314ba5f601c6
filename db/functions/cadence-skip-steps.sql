-- Skips steps that are not for their leads, each with its reason, and lets their enrollments go on. An open draft of one is withdrawn.
-- steps: an array of objects (id, code, message).
create or replace function skip_steps(steps jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  skipped uuid[];
  withdrawn uuid[];
begin
  with changed as (
    update enrollment_step t set state = 'SKIPPED', code = k.code, message = k.message
    from jsonb_to_recordset(steps) as k(id uuid, code text, message text) where t.id = k.id and t.state in ('WAITING', 'PARKED') returning t.id
  )
  select coalesce(array_agg(c.id), '{}') into skipped from changed c;
  with gone as (
    update draft d set status = 'WITHDRAWN', version = d.version + 1, updated_at = at
    from enrollment_step t where t.id = any (skipped) and d.id = t.draft_id and d.status in ('PENDING', 'APPROVED') returning d.id
  )
  select coalesce(array_agg(g.id), '{}') into withdrawn from gone g;
  perform go_on(array(select t.enrollment_id from enrollment_step t where t.id = any (skipped)));
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), e.lead_id, at, 'cadence', 'OPERATOR', format('Step %s skipped: %s', t.step, t.message), jsonb_build_object('enrollmentId', e.id, 'step', t.step, 'code', t.code)
    from enrollment_step t join enrollment e on e.id = t.enrollment_id where t.id = any (skipped);
  perform write_audit('OPERATOR', 'enrollment.step_skipped', 'enrollment', t.enrollment_id::text, jsonb_build_object('step', t.step, 'code', t.code, 'message', t.message))
    from enrollment_step t where t.id = any (skipped);
  perform announce('lead', array(select e.lead_id from enrollment_step t join enrollment e on e.id = t.enrollment_id where t.id = any (skipped)));
  if cardinality(withdrawn) > 0 then
    perform announce('draft', withdrawn);
  end if;
end
$$;

-- Gives due tasks to people and lets their enrollments go on. A step's task is given once.
-- tasks: an array of objects (step, lead, kind, script, due).
create or replace function give_tasks(tasks jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  given uuid[];
begin
  with added as (
    insert into task (lead_id, enrollment_step_id, kind, script, due_at, created_at)
    select k.lead, k.step, k.kind, k.script, k.due, at from jsonb_to_recordset(tasks) as k(step uuid, lead uuid, kind task_kind, script text, due timestamptz)
    on conflict do nothing returning enrollment_step_id
  )
  select coalesce(array_agg(a.enrollment_step_id), '{}') into given from added a;
  update enrollment_step t set state = 'DONE', done_at = at where t.id = any (given) and t.state = 'WAITING';
  perform go_on(array(select t.enrollment_id from enrollment_step t where t.id = any (given)));
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), e.lead_id, at, 'cadence', 'OPERATOR', format('Step %s is a task for a person: %s.', t.step, replace(lower(t.task::text), '_', ' ')),
      jsonb_build_object('enrollmentId', e.id, 'step', t.step)
    from enrollment_step t join enrollment e on e.id = t.enrollment_id where t.id = any (given);
  perform write_audit('OPERATOR', 'task.given', 'task', k.id::text, jsonb_build_object('leadId', k.lead_id, 'kind', k.kind)) from task k where k.enrollment_step_id = any (given);
  perform announce('lead', array(select e.lead_id from enrollment_step t join enrollment e on e.id = t.enrollment_id where t.id = any (given)));
end
$$;

-- Points enrollments to the next step that is left; when it is due is worked out by the sweep.
create or replace function go_on(enrollment_ids uuid[]) returns void language sql security definer set search_path = public, pg_temp as $$
  update enrollment e set updated_at = business_now(), next_due_at = null,
    next_step = (select n.step from enrollment_step n where n.enrollment_id = e.id and n.state in ('WAITING', 'PARKED') order by n.place limit 1)
  where e.id = any (enrollment_ids) and e.state <> 'ENDED'
$$;

-- Moves a running enrollment to another plan or version: what is behind it stays, what is left is replaced, and open drafts of it are withdrawn.
-- steps: the steps that are left (step, day, action, template, onlyWhen, task), in order.
create or replace function move_enrollment(enrollment_id uuid, plan text, plan_version integer, steps jsonb, reason text, actor text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  withdrawn uuid[];
begin
  with gone as (
    update draft d set status = 'WITHDRAWN', version = d.version + 1, updated_at = at
    from enrollment_step t where t.enrollment_id = move_enrollment.enrollment_id and t.state = 'WAITING' and d.id = t.draft_id and d.status in ('PENDING', 'APPROVED')
    returning d.id
  )
  select coalesce(array_agg(g.id), '{}') into withdrawn from gone g;
  delete from enrollment_step t where t.enrollment_id = move_enrollment.enrollment_id and t.state = 'WAITING';
  insert into enrollment_step (enrollment_id, place, step, day, action, template, only_when, task)
    select move_enrollment.enrollment_id, coalesce((select max(t.place) from enrollment_step t where t.enrollment_id = move_enrollment.enrollment_id), 0) + o.ordinality,
      n.step, n.day, n.action, n.template, n."onlyWhen", n.task
    from jsonb_array_elements(steps) with ordinality o(step, ordinality)
    cross join lateral jsonb_to_record(o.step) as n(step smallint, day smallint, action cadence_action, template text, "onlyWhen" text, task task_kind);
  update enrollment e set plan = move_enrollment.plan, plan_version = move_enrollment.plan_version where e.id = move_enrollment.enrollment_id;
  perform go_on(array[move_enrollment.enrollment_id]);
  perform tell_enrollments(array[move_enrollment.enrollment_id], 'enrollment.moved',
    format('Moved to the plan %s, version %s. %s', move_enrollment.plan, move_enrollment.plan_version, move_enrollment.reason), move_enrollment.actor,
    jsonb_build_object('plan', move_enrollment.plan, 'planVersion', move_enrollment.plan_version, 'reason', move_enrollment.reason));
  if cardinality(withdrawn) > 0 then
    perform announce('draft', withdrawn);
  end if;
end
$$;

-- What settled sends mean for the cadence (dispatch.md, "Cadence"), in the settling statement: an accepted first touch enrolls its lead in the
-- plan in force, so that none is ever without its enrollment; a follow-up moves its enrollment on.
create or replace function enroll(send_ids uuid[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  enrolled uuid[];
begin
  perform take_steps(send_ids);

  -- Asked first: a settlement without first touches reads no plan.
  if not exists (select from send s where s.id = any (send_ids) and s.motion = 'OUTBOUND' and s.step = 1 and s.lead_id is not null and s.status in ('ACCEPTED', 'PROVEN')) then
    return;
  end if;
  with plan as (
    select p.name, p.version, p.document from cadence_plan p where p.name = setting('cadence', '{plan}') order by p.version desc limit 1
  ), first as (
    select distinct on (s.lead_id) s.*, l.stage = 'TERMINAL' or l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') as is_over
    from send s join lead l on l.id = s.lead_id join batch b on b.id = s.batch_id
    where s.id = any (send_ids) and s.motion = 'OUTBOUND' and s.step = 1 and s.status in ('ACCEPTED', 'PROVEN') and not b.is_test
    order by s.lead_id, s.id
  ), added as (
    insert into enrollment (lead_id, person, round, plan, plan_version, state, cause, reason, platform, account, anchor_at, next_step, ended_at, created_at, updated_at)
    select f.lead_id, f.person, f.round, p.name, p.version, case when f.is_over then 'ENDED' else 'ACTIVE' end::enrollment_state,
      case when f.is_over then 'LEAD_IS_OVER' end, case when f.is_over then 'The lead had answered or left before its first touch was settled.' end,
      f.platform, f.account, greatest(f.window_from, f.accepted_at, f.reserved_at), (p.document #>> '{steps,1,step}')::smallint, case when f.is_over then at end, at, at
    from first f cross join plan p order by f.lead_id
    on conflict do nothing returning id, lead_id, plan, plan_version
  ), stepped as (
    insert into enrollment_step (enrollment_id, place, step, day, action, template, only_when, task, state, due_at, draft_id, send_id, done_at)
    select a.id, d.place, d.step, d.day, case when d.step = f.step then f.action::text else d.action end::cadence_action, d.template, d."onlyWhen", d.task::task_kind,
      case when d.step = f.step then 'DONE' else 'WAITING' end::enrollment_step_state,
      case when d.step = f.step then f.scheduled_at end, case when d.step = f.step then f.draft_id end, case when d.step = f.step then f.id end,
      case when d.step = f.step then greatest(f.window_from, f.accepted_at, f.reserved_at) end
    from added a join first f on f.lead_id = a.lead_id join cadence_plan p on p.name = a.plan and p.version = a.plan_version
    cross join lateral (
      select o.ordinality::smallint as place, t.* from jsonb_array_elements(p.document -> 'steps') with ordinality o(step, ordinality)
      cross join lateral jsonb_to_record(o.step) as t(step smallint, day smallint, action text, template text, "onlyWhen" text, task text)) d
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), a.lead_id, at, 'cadence', 'OPERATOR', format('Enrolled in the cadence %s, version %s.', a.plan, a.plan_version),
      jsonb_build_object('enrollmentId', a.id)
    from added a
  )
  select coalesce(array_agg(a.id), '{}') into enrolled from added a;

  perform write_audit('OPERATOR', 'enrollment.started', 'enrollment', e.id::text,
    jsonb_build_object('leadId', e.lead_id, 'round', e.round, 'plan', e.plan, 'planVersion', e.plan_version)) from enrollment e where e.id = any (enrolled);
  perform announce('lead', array(select e.lead_id from enrollment e where e.id = any (enrolled)));
end
$$;

-- Why a step of this lead's cadence may not go now, as a sentence; null when nothing speaks against it. Guard 7 (`STATUS_FORBIDS`) asks it.
-- Steps go in order: only the first that waits may go.
create or replace function enrollment_problem(lead_id uuid, round smallint, step smallint) returns text language sql stable as $$
  select case
    when e.id is null then 'The lead is not enrolled in a cadence.'
    when e.state = 'ENDED' then 'The cadence has ended: ' || e.reason
    when e.state = 'PAUSED' then 'The cadence is paused: ' || e.reason
    when w.state = 'PARKED' then 'This step is parked for a person.'
    when w.step is distinct from enrollment_problem.step then 'It is not the step that comes next.'
  end
  from (select) asked
  left join enrollment e on e.lead_id = enrollment_problem.lead_id and e.round = enrollment_problem.round
  left join lateral (
    select t.step, t.state from enrollment_step t where t.enrollment_id = e.id and t.state in ('WAITING', 'PARKED') order by t.place limit 1
  ) w on true
$$;

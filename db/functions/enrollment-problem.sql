-- Why a step of this lead's cadence may not go now, as a sentence; null when nothing speaks against it. Guard 7 (`STATUS_FORBIDS`) asks it.
create or replace function enrollment_problem(lead_id uuid, round smallint, step smallint) returns text language sql stable as $$
  select null::text
$$;

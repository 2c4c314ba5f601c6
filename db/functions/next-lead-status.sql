-- Where a lead stands after what happened: the transition table of jobs/src/signals/lead-status.ts, as the migration wrote it down. The same
-- status means that nothing moves. A cause that moves no lead at all is a mistake of whoever asks; none at all is answered with null.
create or replace function next_lead_status(current lead_status, because text) returns lead_status language plpgsql stable strict as $$
declare
  next lead_status;
begin
  select t.to_status into next from lead_status_transition t where t.cause = because and t.from_status = current;
  if next is null and not exists (select from lead_status_transition t where t.cause = because) then
    raise exception 'no status of a lead is ever moved by %', because;
  end if;
  return coalesce(next, current);
end
$$;

-- What a lead's status was before it moved, whoever moves it: a timeline tells of moves in words, and not of each.
create or replace function keep_lead_status() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into lead_status_change (lead_id, at, from_status) values (old.id, business_now(), old.status);
  return null;
end
$$;
create or replace trigger lead_status_is_kept after update of status on lead for each row when (old.status is distinct from new.status) execute function keep_lead_status();

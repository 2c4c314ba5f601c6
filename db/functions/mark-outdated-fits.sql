-- Whoever writes what providers say of leads: what was read out of their facts before is outdated, and the sweep scores them again. Kept by the
-- database, so that no writer can forget it. The same facts told again change nothing.
create or replace function mark_outdated_fits() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    update lead_fit f set is_outdated = true
    from told n join was o on o.lead_id = n.lead_id and o.provider = n.provider
    where f.lead_id = n.lead_id and n.facts is distinct from o.facts and not f.is_outdated;
  else
    update lead_fit f set is_outdated = true from told n where f.lead_id = n.lead_id and not f.is_outdated;
  end if;
  return null;
end
$$;
create or replace trigger observation_told after insert on lead_observation referencing new table as told for each statement execute function mark_outdated_fits();
create or replace trigger observation_changed after update on lead_observation referencing old table as was new table as told for each statement execute function mark_outdated_fits();
create or replace trigger observation_gone after delete on lead_observation referencing old table as told for each statement execute function mark_outdated_fits();

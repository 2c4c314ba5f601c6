-- Whoever writes what providers say of leads: what was read out of their facts before is outdated, and the sweep scores them again. Kept by the
-- database, so that no writer can forget it. The same facts told again change nothing.
create or replace function mark_outdated_fits() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    -- A merge moves what was said from one lead to another: both know other facts then.
    update lead_fit f set is_outdated = true
    from (
      select n.lead_id from told n where not exists (select from was o where o.lead_id = n.lead_id and o.provider = n.provider and o.facts = n.facts)
      union select o.lead_id from was o where not exists (select from told n where n.lead_id = o.lead_id and n.provider = o.provider)
    ) c
    where f.lead_id = c.lead_id and not f.is_outdated;
  else
    update lead_fit f set is_outdated = true from told n where f.lead_id = n.lead_id and not f.is_outdated;
  end if;
  return null;
end
$$;
create or replace trigger observation_told after insert on lead_observation referencing new table as told for each statement execute function mark_outdated_fits();
create or replace trigger observation_changed after update on lead_observation referencing old table as was new table as told for each statement execute function mark_outdated_fits();
create or replace trigger observation_gone after delete on lead_observation referencing old table as told for each statement execute function mark_outdated_fits();

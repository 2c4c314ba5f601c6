-- Every timeline entry, whoever wrote it, is told to pages that watch the activity, and to the page of its lead: one place instead of every
-- writer. Bulk writes say "many".
create or replace function announce_activity() returns trigger language plpgsql as $$
begin
  if (select count(*) from written) > 50 then
    insert into notice (topic, subject) values ('activity', null), ('lead', null);
  else
    insert into notice (topic, subject)
      select 'activity', w.id from written w
      union all select distinct 'lead', w.lead_id from written w where w.lead_id is not null;
  end if;
  return null;
end
$$;

create or replace trigger timeline_entry_announced after insert on timeline_entry
  referencing new table as written for each statement execute function announce_activity();

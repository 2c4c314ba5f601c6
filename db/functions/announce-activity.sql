-- Every timeline entry, whoever wrote it, is told to pages that watch the activity: one place instead of every writer. Bulk writes say "many".
create or replace function announce_activity() returns trigger language plpgsql as $$
begin
  if (select count(*) from written) > 50 then
    perform announce('activity', array[null::uuid]);
  else
    perform announce('activity', (select array_agg(w.id) from written w));
  end if;
  return null;
end
$$;

create or replace trigger timeline_entry_announced after insert on timeline_entry
  referencing new table as written for each statement execute function announce_activity();

-- Years whose months have not become one partition yet and may: they ended a year ago or earlier, so that what is looked at and changed day by day
-- lies in months.
create or replace function years_to_archive() returns table (parent text, year integer) language sql stable as $$
  select distinct p.relname::text, left(right(c.relname::text, 7), 4)::integer
  from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
  where p.oid in ('timeline_entry'::regclass, 'delivery'::regclass, 'signal'::regclass) and c.relname ~ '_\d{4}_\d{2}$'
    and left(right(c.relname::text, 7), 4)::integer < extract(year from business_now() at time zone 'UTC') - 1
  order by 2, 1
$$;

-- Makes one partition of a year's months, all or nothing: the rows of a lead lie together there, in the tablespace `swarm_archive` where there is one
-- that may be used, and a look-up that asks every partition asks one instead of twelve. Answers how many rows it has. Whoever reads goes on reading;
-- who writes to that year waits. Raises lock_not_available when others' work leaves no moment for it: asked again later it begins anew.
create or replace function archive_year(parent text, year integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  archived text := format('%s_%s', parent, year);
  bounds text := format('%s_of_year', archived);
  from_id uuid := uuid_v7_floor(make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC'));
  to_id uuid := uuid_v7_floor(make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC'));
  months text[];
  part text;
  reference record;
  total bigint;
begin
  if not exists (select from years_to_archive() y where y.parent = archive_year.parent and y.year = archive_year.year) then
    raise exception 'The year % of % is not to be archived.', year, parent;
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  select array_agg(c.relname::text order by c.relname) into months from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass and c.relname ~ format('_%s_\d{2}$', year);
  perform set_config('lock_timeout', '5s', true);
  foreach part in array months || format('%s_rest', parent) loop
    execute format('lock table %I in share mode', part);
  end loop;

  if exists (select from pg_tablespace t where t.spcname = 'swarm_archive' and has_tablespace_privilege(t.oid, 'create')) then
    perform set_config('default_tablespace', 'swarm_archive', true);
  end if;
  execute format('create table %I (like %I including all)', archived, parent);
  -- With it attaching need not read all rows again while nobody may read them.
  execute format('alter table %I add constraint %I check (id >= %L and id < %L)', archived, bounds, from_id, to_id);
  execute format('insert into %I select * from %I where id >= $1 and id < $2 order by lead_id, id', archived, parent) using from_id, to_id;
  get diagnostics total = row_count;
  execute format('delete from %I where id >= $1 and id < $2', parent || '_rest') using from_id, to_id;
  execute format('analyze %I', archived);

  -- From here nobody may write leads and then nobody may read this table: a moment that is asked for in turns, so that no page waits behind us.
  perform set_config('lock_timeout', '300ms', true);
  for attempt in 1..20 loop
    begin
      for reference in select c.conname, pg_get_constraintdef(c.oid) as definition from pg_constraint c where c.conrelid = parent::regclass and c.contype = 'f' loop
        execute format('alter table %I add constraint %I %s', archived, reference.conname, reference.definition);
      end loop;
      foreach part in array months loop
        execute format('alter table %I detach partition %I', parent, part);
      end loop;
      execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, archived, from_id, to_id);
      execute format('alter table %I drop constraint %I', archived, bounds);
      foreach part in array months loop
        execute format('drop table %I', part);
      end loop;
      return total;
    exception when lock_not_available or deadlock_detected then
      if attempt = 20 then raise; end if;
      perform pg_sleep(0.5);
    end;
  end loop;
end
$$;

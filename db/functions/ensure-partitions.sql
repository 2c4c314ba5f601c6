-- Makes the monthly partitions from the month before `from_at` to three months after `to_at`. Twice changes nothing. Rows that were filed beside them,
-- because their month was far ahead then, move in: they would keep the partition from being made. A year that was archived has no months.
create or replace function ensure_partitions(from_at timestamptz, to_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parent text;
  month timestamptz;
  early jsonb;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  foreach parent in array array['timeline_entry', 'delivery', 'signal'] loop
    month := date_trunc('month', from_at, 'UTC') - interval '1 month';
    while month <= to_at + interval '3 months' loop
      if to_regclass(format('%I', parent || to_char(month at time zone 'UTC', '"_"YYYY"_"MM'))) is null
        and to_regclass(format('%I', parent || to_char(month at time zone 'UTC', '"_"YYYY'))) is null then
        execute format('with gone as (delete from %I t where t.id >= $1 and t.id < $2 returning to_jsonb(t) as r) select coalesce(jsonb_agg(r), ''[]'') from gone', parent)
          into early using uuid_v7_floor(month), uuid_v7_floor(month + interval '1 month');
        execute format(
          'create table %I partition of %I for values from (%L) to (%L)',
          parent || to_char(month at time zone 'UTC', '"_"YYYY"_"MM'), parent,
          uuid_v7_floor(month), uuid_v7_floor(month + interval '1 month'));
        execute format('insert into %I select * from jsonb_populate_recordset(null::%1$I, $1)', parent) using early;
        made := made + 1;
      end if;
      month := month + interval '1 month';
    end loop;
  end loop;
  return made;
end
$$;

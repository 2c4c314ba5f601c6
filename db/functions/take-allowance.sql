
-- Books up to `calls` calls under several shared allowances at once: each is one call every `every_ms`, real time of the database. Only
-- calls that may go within `ahead_ms` are booked, one row for each with the milliseconds until it may go. When that is none: one row that
-- is not taken, with the milliseconds until the first could. Booking a little ahead is what lets processes that wake up late use the
-- whole rate; a burst would do it too, but would go on top of the rate in every window.
create or replace function take_allowance(names text[], calls integer, every_ms double precision[], ahead_ms double precision)
returns table (is_taken boolean, wait_ms double precision) language plpgsql
-- Every call to a provider begins here: planned once for a connection.
set plan_cache_mode = force_generic_plan as $$
declare
  at timestamptz;
  waits double precision[];
  taken integer;
  known integer;
begin
  -- Always in the order of names, so that two callers with overlapping allowances can't wait for each other.
  perform from provider_allowance a where a.name = any (names) order by a.name for update;
  get diagnostics known = row_count;
  if known < cardinality(names) then
    insert into provider_allowance (name, due_at) select n, to_timestamp(0) from unnest(names) n order by n on conflict do nothing;
    perform from provider_allowance a where a.name = any (names) order by a.name for update;
  end if;
  at := clock_timestamp();
  select array_agg(w.wait order by w.wait), count(*) filter (where w.wait <= ahead_ms) into waits, taken
    from (
      select max(extract(epoch from greatest(a.due_at, at) - at) * 1000 + i * l.every) as wait
        from generate_series(0, calls - 1) i
        cross join unnest(names, every_ms) l (name, every)
        join provider_allowance a on a.name = l.name
        group by i
    ) w;
  if taken = 0 then
    return query select false, waits[1];
    return;
  end if;
  -- Each by its own count: a call that waits for a narrow allowance must not keep others from a wide one until then.
  update provider_allowance a set due_at = greatest(a.due_at, at) + make_interval(secs => taken * l.every / 1000)
    from unnest(names, every_ms) l (name, every) where a.name = l.name;
  return query select true, w from unnest(waits[:taken]) w;
end
$$;


-- The provider said "not before" (429): everyone waits.
create or replace function pause_allowance(names text[], pause_ms double precision) returns void language sql as $$
  insert into provider_allowance (name, due_at)
    select n, clock_timestamp() + make_interval(secs => pause_ms / 1000) from unnest(names) n order by n
  on conflict (name) do update set due_at = greatest(provider_allowance.due_at, excluded.due_at)
$$;

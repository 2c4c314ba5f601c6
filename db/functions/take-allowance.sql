drop function if exists take_allowance(text, integer, double precision, integer);

-- Books up to `calls` calls under several shared allowances at once: each is one call every `every_ms`, with `bursts` of them at once
-- (GCRA; real time of the database). Only calls that may go within `ahead_ms` are booked, one row for each with the milliseconds until it
-- may go. When that is none: one row that is not taken, with the milliseconds until the first would. Booking a little ahead is what lets
-- processes that wake up late use the whole rate without a large burst.
create or replace function take_allowance(names text[], calls integer, every_ms double precision[], bursts integer[], ahead_ms double precision)
returns table (is_taken boolean, wait_ms double precision) language plpgsql as $$
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
      select max(greatest(0, extract(epoch from greatest(a.due_at, at) - at) * 1000 + (i - (l.burst - 1)) * l.every)) as wait
        from generate_series(0, calls - 1) i
        cross join unnest(names, every_ms, bursts) l (name, every, burst)
        join provider_allowance a on a.name = l.name
        group by i
    ) w;
  if taken = 0 then
    return query select false, waits[1];
    return;
  end if;
  update provider_allowance a set due_at = greatest(a.due_at, at) + make_interval(secs => taken * l.every / 1000)
    from unnest(names, every_ms, bursts) l (name, every, burst) where a.name = l.name;
  return query select true, w from unnest(waits[:taken]) w;
end
$$;

drop function if exists pause_allowance(text, double precision);

-- The provider said "not before" (429): everyone waits, and nothing that was saved up may go earlier: the burst is spent.
create or replace function pause_allowance(names text[], pause_ms double precision, every_ms double precision[], bursts integer[]) returns void language sql as $$
  insert into provider_allowance (name, due_at)
    select l.name, clock_timestamp() + make_interval(secs => (pause_ms + (l.burst - 1) * l.every_ms) / 1000)
    from unnest(names, every_ms, bursts) l (name, every_ms, burst) order by l.name
  on conflict (name) do update set due_at = greatest(provider_allowance.due_at, excluded.due_at)
$$;

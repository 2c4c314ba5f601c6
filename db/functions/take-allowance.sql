drop function if exists take_allowance(text, integer, double precision, integer);

-- Takes `calls` calls out of several shared allowances at once, all or none: each is one call every `every_ms`, with `bursts` of them at
-- once (GCRA; real time of the database). Returns 0 when they may go now, else the milliseconds to wait before asking again.
-- `calls` may not be more than the smallest burst: such a request would wait for ever.
create or replace function take_allowance(names text[], calls integer, every_ms double precision[], bursts integer[]) returns double precision
language plpgsql as $$
declare
  at timestamptz;
  wait_ms double precision;
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
  select max(extract(epoch from greatest(a.due_at, at) - at) * 1000 + (calls - l.burst) * l.every_ms) into wait_ms
    from unnest(names, every_ms, bursts) l (name, every_ms, burst) join provider_allowance a on a.name = l.name;
  if wait_ms > 0 then
    return wait_ms;
  end if;
  update provider_allowance a set due_at = greatest(a.due_at, at) + make_interval(secs => calls * l.every_ms / 1000)
    from unnest(names, every_ms, bursts) l (name, every_ms, burst) where a.name = l.name;
  return 0;
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

-- Takes `calls` calls out of a shared allowance of one call every `every_ms`, with `burst` of them at once (GCRA; real time).
-- Returns 0 when they may go now, else the milliseconds to wait before asking again; nothing is taken then.
create or replace function take_allowance(name text, calls integer, every_ms double precision, burst integer) returns double precision
language plpgsql as $$
declare
  due timestamptz;
  at timestamptz;
  wait_ms double precision;
begin
  insert into provider_allowance (name, due_at) values (take_allowance.name, clock_timestamp()) on conflict do nothing;
  select a.due_at into due from provider_allowance a where a.name = take_allowance.name for update;
  at := clock_timestamp();
  due := greatest(due, at);
  wait_ms := extract(epoch from due - at) * 1000 + (calls - burst) * every_ms;
  if wait_ms > 0 then
    return wait_ms;
  end if;
  update provider_allowance a set due_at = due + make_interval(secs => calls * every_ms / 1000) where a.name = take_allowance.name;
  return 0;
end
$$;

-- The provider said "not before": everyone waits (429 with Retry-After).
create or replace function pause_allowance(name text, pause_ms double precision) returns void language sql as $$
  insert into provider_allowance (name, due_at) values (pause_allowance.name, clock_timestamp() + make_interval(secs => pause_ms / 1000))
  on conflict (name) do update set due_at = greatest(provider_allowance.due_at, excluded.due_at)
$$;

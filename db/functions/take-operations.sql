-- Gives an API process operations of a caller to run: those that wait, and some to spare for the next. The rate is `every` apart with
-- `burst` at once, whoever asks. Close to the limit nothing is given to spare, so that no process keeps what another could use.
-- Where nothing can be given, `wait_ms` says when the next one can. Real time: a moved clock lets nobody through.
create or replace function take_operations(for_caller text, needed integer, spare integer, every interval, burst integer)
returns table (granted integer, wait_ms double precision) language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz;
  due timestamptz;
  free integer;
begin
  insert into operation_rate (caller, due_at) values (for_caller, clock_timestamp()) on conflict (caller) do nothing;
  select r.due_at into due from operation_rate r where r.caller = for_caller for no key update;
  at := clock_timestamp();
  due := greatest(due, at);
  free := floor((extract(epoch from burst * every) - extract(epoch from due - at)) / extract(epoch from every));
  granted := least(greatest(free, 0), needed + least(spare, greatest(free, 0) / 8));
  wait_ms := case when granted > 0 then 0 else 1000 * extract(epoch from due + every - burst * every - at) end;
  if granted > 0 then
    update operation_rate r set due_at = due + granted * every where r.caller = for_caller;
  end if;
  return next;
end
$$;

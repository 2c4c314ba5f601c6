-- Moves business time forward to an instant (operations.md, "Clock"): a sandbox alone, never back. Partitions of the months ahead come first.
-- Answers the new business time; an instant that has passed changes nothing.
create or replace function move_clock(target timestamptz) returns timestamptz
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (select i.mode from installation i) <> 'sandbox' then
    raise exception 'only a sandbox moves its clock';
  end if;
  perform ensure_partitions(business_now(), greatest(target, business_now()));
  update installation set moved = greatest(moved, target - clock_timestamp());
  return business_now();
end
$$;

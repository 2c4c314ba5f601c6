-- How far back a check looks: a day and an hour, and further while a break that was found further back is not mended.
create or replace function invariant_window() returns timestamptz language sql stable as $$
  select least(now() - interval '25 hours', (
    select min(c.since) from invariant_check c
    where c.broken > 0 and not exists (select from invariant_check p where p.at > c.at and p.broken = 0 and p.since <= c.since)))
$$;

-- Runs the ● invariants. Whatever broke is written down, alerted and sets the emergency stop, all in this one statement (I25). Returns how many
-- rows break one. Once a night it looks at everything.
create or replace function check_invariants(is_full boolean) returns integer language plpgsql as $$
#variable_conflict use_column
declare
  began timestamptz := clock_timestamp();
  looked_since timestamptz := case when is_full then '-infinity' else invariant_window() end;
  found jsonb;
  names text[];
  reason text;
begin
  select coalesce(jsonb_agg(to_jsonb(b)), '[]'), coalesce(array_agg(distinct b.invariant), '{}') into found, names from broken_invariants(looked_since) b;
  insert into invariant_check (at, since, broken, invariants, evidence, duration_ms)
    values (clock_timestamp(), looked_since, jsonb_array_length(found), names, found, extract(epoch from clock_timestamp() - began) * 1000);
  if cardinality(names) = 0 then
    delete from invariant_check c where c.broken = 0 and c.at < now() - interval '7 days';
    return 0;
  end if;
  reason := format('Invariant %s is broken: %s %s. %s', array_to_string(names, ', '),
    found -> 0 ->> 'subject_type', found -> 0 ->> 'subject_id', found -> 0 ->> 'fault');
  perform set_emergency_stop('ALL', reason, false, 'invariants');
  perform raise_alert('invariants', 'CRITICAL', reason);
  return jsonb_array_length(found);
end
$$;

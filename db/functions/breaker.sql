-- May a call go to this provider now? Closed: yes. Open: no, until half_open_after_ms have passed, then half open: one call at a time (I21).
-- That one call gets a `probe`, which it hands back to breaker_record: what becomes of it alone closes the breaker or opens it again.
-- A probe that never reports (its process died) gives way to the next after probe_ms. Real time.
create or replace function breaker_admit(provider text, half_open_after_ms integer, probe_ms integer)
returns table (is_admitted boolean, probe timestamptz) language plpgsql as $$
#variable_conflict use_column
begin
  if not exists (select from provider_breaker p where p.provider = breaker_admit.provider and p.state <> 'CLOSED') then
    return query select true, null::timestamptz;
    return;
  end if;
  -- Whoever waits here for another's update looks at the condition again afterwards, so that only one of many gets the probe.
  return query
    update provider_breaker p set state = 'HALF_OPEN', probe_until = clock_timestamp() + make_interval(secs => probe_ms / 1000.0)
      where p.provider = breaker_admit.provider
        and ((p.state = 'OPEN' and p.opened_at <= clock_timestamp() - make_interval(secs => half_open_after_ms / 1000.0))
          or (p.state = 'HALF_OPEN' and p.probe_until < clock_timestamp()))
      returning true, p.probe_until;
  if not found then
    -- Closed in the meantime: as good as closed from the start.
    return query select not exists (select from provider_breaker p where p.provider = breaker_admit.provider and p.state <> 'CLOSED'), null::timestamptz;
  end if;
end
$$;


-- Records how a call ended: true, false, or null when it says nothing about the provider's health (it was given up before the first byte,
-- or the provider only said that we are too fast or not allowed). Opens after `in_a_row` failures in a row or `of_recent` of the last
-- `recent_size` (dispatch.md). Opening and recovery raise an alert in the same statement. Returns the state
-- before and after, no row when there was nothing to write.
-- While it is not closed only the probe counts: calls from before it opened end later, and say nothing new.
create or replace function breaker_record(provider text, is_success boolean, probe timestamptz, in_a_row integer, of_recent integer, recent_size integer)
returns table (state_before breaker_state, state_after breaker_state) language plpgsql as $$
#variable_conflict use_column
declare
  b provider_breaker;
  next_state breaker_state;
  next_recent boolean[];
  resolved uuid[];
begin
  -- By far the most calls: closed, nothing but successes lately. Nothing to write, no lock.
  if breaker_record.probe is null and (is_success is null or (is_success and not exists (
    select from provider_breaker p where p.provider = breaker_record.provider and (p.state <> 'CLOSED' or false = any (p.recent))
  ))) then
    return;
  end if;
  insert into provider_breaker (provider, recent) values (breaker_record.provider, '{}') on conflict do nothing;
  select * into b from provider_breaker p where p.provider = breaker_record.provider for update;

  if b.state <> 'CLOSED' then
    if b.state = 'OPEN' or b.probe_until is distinct from breaker_record.probe then
      return query select b.state, b.state;
      return;
    end if;
    next_state := case when is_success is null then 'HALF_OPEN' when is_success then 'CLOSED' else 'OPEN' end;
    update provider_breaker p set
      state = next_state,
      failures_in_a_row = case when is_success then 0 else b.failures_in_a_row end,
      recent = case when is_success then '{}' else b.recent end,
      opened_at = case when next_state = 'OPEN' then clock_timestamp() else b.opened_at end,
      -- A probe without a verdict gives its place to the next call at once, also when the machine's clock is set back a little meanwhile.
      probe_until = case when next_state = 'HALF_OPEN' then clock_timestamp() - interval '1 second' end
      where p.provider = breaker_record.provider;
  else
    -- A probe that ran out of time and was overtaken by another that closed the breaker is a call like any other now.
    if is_success is null then
      return query select b.state, b.state;
      return;
    end if;
    next_recent := (b.recent || is_success)[greatest(1, cardinality(b.recent) + 2 - recent_size):];
    next_state := case
      when not is_success and (b.failures_in_a_row + 1 >= in_a_row or (select count(*) from unnest(next_recent) r where not r) >= of_recent) then 'OPEN'
      else 'CLOSED'
    end;
    update provider_breaker p set
      state = next_state,
      failures_in_a_row = case when is_success then 0 else b.failures_in_a_row + 1 end,
      recent = next_recent,
      opened_at = case when next_state = 'OPEN' then clock_timestamp() else b.opened_at end,
      probe_until = null
      where p.provider = breaker_record.provider;
  end if;

  if next_state = 'OPEN' then
    -- That it answers again is no news any more: the next recovery is told anew.
    update alert a set resolved_at = business_now(), resolved_by = 'system'
      where a.cause = 'breaker-recovered:' || breaker_record.provider and a.resolved_at is null
      returning array[a.id] into resolved;
    perform announce('alert', resolved);
    perform raise_alert('breaker:' || breaker_record.provider, 'CRITICAL',
      format('Calls to %s are held: they keep failing. One call is tried every minute, and the rest go on by themselves when it succeeds.', breaker_record.provider));
  elsif next_state = 'CLOSED' and b.state <> 'CLOSED' then
    update alert a set resolved_at = business_now(), resolved_by = 'system'
      where a.cause = 'breaker:' || breaker_record.provider and a.resolved_at is null
      returning array[a.id] into resolved;
    perform announce('alert', resolved);
    perform raise_alert('breaker-recovered:' || breaker_record.provider, 'INFO', format('%s answers again; calls to it go on.', breaker_record.provider));
  end if;
  return query select b.state, next_state;
end
$$;

-- May a call go to this provider now? Closed: yes. Open: no, until 60 s have passed, then half open: one call at a time (I21). Real time.
create or replace function breaker_admit(provider text, half_open_after_ms integer, probe_ms integer) returns boolean language plpgsql as $$
declare
  b provider_breaker;
begin
  select * into b from provider_breaker p where p.provider = breaker_admit.provider;
  if not found or b.state = 'CLOSED' then
    return true;
  end if;
  update provider_breaker p set state = 'HALF_OPEN', probe_until = clock_timestamp() + make_interval(secs => probe_ms / 1000.0)
    where p.provider = breaker_admit.provider and p.state <> 'CLOSED'
      and ((p.state = 'OPEN' and p.opened_at <= clock_timestamp() - make_interval(secs => half_open_after_ms / 1000.0))
        or (p.state = 'HALF_OPEN' and p.probe_until < clock_timestamp()));
  return found;
end
$$;

-- Records how a call ended and returns the state before and after, so that the caller can alert on a change.
-- Opens after 5 failures in a row or 10 of the last 20 (dispatch.md); a success of the half-open call closes it.
create or replace function breaker_record(provider text, is_success boolean, in_a_row integer, of_recent integer, recent_size integer)
returns table (state_before breaker_state, state_after breaker_state) language plpgsql as $$
#variable_conflict use_column
declare
  b provider_breaker;
  next_state breaker_state;
  next_recent boolean[];
begin
  if is_success and exists (
    select from provider_breaker p where p.provider = breaker_record.provider and p.state = 'CLOSED' and p.failures_in_a_row = 0 and not (false = any (p.recent))
  ) then
    return query select 'CLOSED'::breaker_state, 'CLOSED'::breaker_state;
    return;
  end if;
  insert into provider_breaker (provider, recent) values (breaker_record.provider, '{}') on conflict do nothing;
  select * into b from provider_breaker p where p.provider = breaker_record.provider for update;
  next_recent := (b.recent || is_success)[greatest(1, cardinality(b.recent) + 2 - recent_size):];
  next_state := case
    when b.state = 'HALF_OPEN' then case when is_success then 'CLOSED' else 'OPEN' end
    when b.state = 'OPEN' then 'OPEN'
    when not is_success and (b.failures_in_a_row + 1 >= in_a_row
      or (select count(*) from unnest(next_recent) r where not r) >= of_recent) then 'OPEN'
    else 'CLOSED'
  end::breaker_state;
  update provider_breaker p set
    state = next_state,
    failures_in_a_row = case when is_success then 0 else b.failures_in_a_row + 1 end,
    recent = case when next_state = 'CLOSED' and b.state <> 'CLOSED' then '{}' else next_recent end,
    opened_at = case when next_state = 'OPEN' and b.state <> 'OPEN' then clock_timestamp() else b.opened_at end,
    probe_until = null
    where p.provider = breaker_record.provider;
  return query select b.state, next_state;
end
$$;

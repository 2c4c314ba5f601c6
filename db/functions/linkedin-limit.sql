-- The most requests or messages that one LinkedIn account may make on one day of the organisation: few in its first weeks of live requests,
-- and never more requests than the rest of seven days allows.
create or replace function linkedin_limit(account text, action touch_action, on_day date) returns integer language sql stable as $$
  select case action
    when 'LINKEDIN_MESSAGE' then setting('dispatch', '{ceilings,linkedinMessagesPerAccountPerDay}')::integer
    else least(linkedin_requests_on(account, on_day), linkedin_requests_left(account, on_day))
    end
$$;

-- The ceiling of one day alone. Its first weeks have passed on a later day when they will have by then.
create or replace function linkedin_requests_on(account text, on_day date) returns integer language sql stable as $$
  select setting('dispatch', case when first.at is null
      or first.at > business_now() + make_interval(days => on_day - organisation_day(business_now())) - make_interval(weeks => setting('dispatch', '{ceilings,linkedinFirstWeeks}')::integer)
    then '{ceilings,linkedinRequestsPerAccountPerDayAtFirst}' else '{ceilings,linkedinRequestsPerAccountPerDay}' end::text[])::integer
  from (
    select min(s.reserved_at) as at from send s join batch b on b.id = s.batch_id
    where s.account = linkedin_requests_on.account and s.action = 'LINKEDIN_REQUEST' and s.reserved_at is not null and not b.is_test) first
$$;

-- What the six days before leave of the requests of seven days.
create or replace function linkedin_requests_left(account text, on_day date) returns integer language sql stable as $$
  select setting('dispatch', '{ceilings,linkedinRequestsPerAccountPer7Days}')::integer - coalesce((
    select sum(u.used)::integer from ceiling_use u
    where u.scope = 'ACCOUNT' and u.name = linkedin_requests_left.account || ' requests' and u.day between on_day - 6 and on_day - 1), 0)
$$;

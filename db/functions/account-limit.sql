-- The most emails that one account may send on one day of the organisation: the ceiling of the settings, lowered in the weeks of its
-- warm-up. It began when the platform says so, else on the account's first day with us; what nobody knows is in its first week. The nurture
-- platform sends from an established mailbox. The same rule for the screen: jobs/src/accounts/warmup-allowance.ts.
create or replace function account_limit(platform platform, account text, on_day date) returns integer language sql stable as $$
  select case
    when account_limit.platform = 'GHL' or w.week >= jsonb_array_length(w.weeks) then w.ceiling
    else least(w.ceiling, (w.weeks ->> w.week)::integer)
  end
  from (
    select setting('dispatch', '{ceilings,emailPerAccountPerDay}')::integer as ceiling, setting('accounts', '{warmupPerDay}')::jsonb as weeks,
      greatest(0, on_day - organisation_day(coalesce(
        (select coalesce(h.warmup_started_at, a.created_at) from sending_account a left join account_health h on h.account_id = a.id
         where a.platform = account_limit.platform and a.address = account_limit.account),
        business_now()))) / 7 as week
  ) w
$$;

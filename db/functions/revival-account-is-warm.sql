-- Whether an account's warm-up is done (dispatch.md, "Revival"): its weeks of the settings are over. The nurture mailbox has none.
create or replace function account_is_warm(platform platform, account text, on_day date) returns boolean language sql stable as $$
  select account_is_warm.platform = 'GHL' or coalesce((
    select (on_day - organisation_day(coalesce(h.warmup_started_at, a.created_at))) / 7 >= jsonb_array_length(setting('accounts', '{warmupPerDay}')::jsonb)
    from sending_account a left join account_health h on h.account_id = a.id
    where a.platform = account_is_warm.platform and a.address = account_is_warm.account), false)
$$;

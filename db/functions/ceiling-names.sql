-- The ceilings that one send counts against: rows of `ceiling_use` by scope and name. The one place; preview, reservation and giving back
-- all ask it. A LinkedIn account counts requests and messages apart; TIER is what the canary slice of a tier is measured by.
create or replace function ceiling_names(channel channel, action touch_action, account text, domain text, tier tier)
returns table (scope text, name text) language sql immutable parallel safe as $$
  select v.scope, v.name from (values
    ('CHANNEL', channel::text),
    ('ACCOUNT', case action when 'LINKEDIN_REQUEST' then account || ' requests' when 'LINKEDIN_MESSAGE' then account || ' messages' else account end),
    ('DOMAIN', case when channel = 'EMAIL' then domain end),
    ('TIER', case when channel = 'EMAIL' then tier::text end)
  ) v(scope, name) where v.name is not null
$$;

-- A platform's name as people write it.
create or replace function platform_name(platform platform) returns text language sql immutable parallel safe as $$
  select case platform when 'GHL' then 'GoHighLevel' when 'HEYREACH' then 'HeyReach' when 'SMTP' then 'SMTP' else initcap(platform::text) end
$$;

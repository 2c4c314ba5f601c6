-- What the ramp allows now: one row, read by every guard, preview and ceiling. Computed from rows; without a graduation it is on (I14).
--   email_limit   emails a day, all platforms and accounts
--   tiers         tiers that are open
--   canary_tier, canary_share   a tier that gets only a share of the day's emails; null: none
--   motions       motions that are open
create or replace function ramp_state()
returns table (is_on boolean, email_limit integer, tiers tier[], canary_tier tier, canary_share double precision, motions motion[]) language sql stable as $$
  select r.is_on,
    case when r.is_on then least(setting('dispatch', '{ceilings,emailPerDay}')::integer, setting('dispatch', '{ramp,emailPerDay}')::integer)
      else setting('dispatch', '{ceilings,emailPerDay}')::integer end,
    case when r.is_on then '{TIER_1}' else '{TIER_1,TIER_2,TIER_3}' end::tier[],
    null::tier, null::double precision,
    case when r.is_on then '{OUTBOUND,CADENCE,NURTURE}' else '{OUTBOUND,CADENCE,REVIVAL,NURTURE}' end::motion[]
  from (select not exists (select from ramp_graduation) as is_on) r
$$;

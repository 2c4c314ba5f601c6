-- What the ramp allows now: one row, read by every guard, preview and ceiling. Computed from rows; without a graduation it is on (I14).
--   email_limit   emails a day, all platforms and accounts
--   tiers         tiers that are open
--   canary_tier, canary_share   a tier that gets only a share of the day's emails; null: none
--   motions       motions that are open
-- After the graduation the limit rises one step with each clean day that was closed with CONTINUE, up to the ceiling, and tiers open one after
-- the other, each first as a canary. A day that is closed with ROLL_BACK takes all of that back to where it began.
create or replace function ramp_state()
returns table (is_on boolean, email_limit integer, tiers tier[], canary_tier tier, canary_share double precision, motions motion[]) language plpgsql stable as $$
#variable_conflict use_column
declare
  most constant integer := setting('dispatch', '{ceilings,emailPerDay}')::integer;
  graduated_at constant timestamptz := (select min(g.at) from ramp_graduation g);
  since date;
  opened tier[] := '{TIER_1}';
begin
  if graduated_at is null then
    return query select true, least(most, setting('dispatch', '{ramp,emailPerDay}')::integer), '{TIER_1}'::tier[], null::tier, null::double precision,
      '{OUTBOUND,CADENCE,NURTURE}'::motion[];
    return;
  end if;
  since := ramp_began_on();
  if setting('dispatch', '{ramp,canaryDays}')::integer = 0 then
    opened := '{TIER_1,TIER_2,TIER_3}';
  else
    opened := opened || array(select distinct o.tier from ramp_opening o where o.tier <> 'TIER_1' and organisation_day(o.at) >= since order by 1);
  end if;
  is_on := false;
  email_limit := ramp_step(steady_days(since, jsonb_array_length(setting('dispatch', '{ramp,emailStepsAfter}')::jsonb)));
  tiers := opened;
  canary_tier := (select min(t.tier) from unnest(enum_range(null::tier)) t(tier) where t.tier <> all (opened));
  canary_share := case when canary_tier is not null then setting('dispatch', '{ramp,canaryShare}')::double precision end;
  motions := '{OUTBOUND,CADENCE,REVIVAL,NURTURE}';
  return next;
end
$$;

-- Emails a day after so many clean days: a step for each, then the ceiling.
create or replace function ramp_step(clean integer) returns integer language sql stable as $$
  select least(setting('dispatch', '{ceilings,emailPerDay}')::integer, (setting('dispatch', '{ramp,emailStepsAfter}')::jsonb ->> clean)::integer)
$$;

-- The state of the ramp so many days after it ended, as it will be when every one of them was clean and each canary went well. For what-ifs.
create or replace function ramp_way_up(clean integer)
returns table (is_on boolean, email_limit integer, tiers tier[], canary_tier tier, canary_share double precision, motions motion[]) language sql stable as $$
  select false, ramp_step(clean), o.tiers, c.tier, case when c.tier is not null then setting('dispatch', '{ramp,canaryShare}')::double precision end,
    '{OUTBOUND,CADENCE,REVIVAL,NURTURE}'::motion[]
  from (select array(select t.tier from unnest(enum_range(null::tier)) with ordinality t(tier, nth)
    where t.nth = 1 or (t.nth - 1) * setting('dispatch', '{ramp,canaryDays}')::integer <= clean order by 1) as tiers) o
  cross join lateral (select min(t.tier) as tier from unnest(enum_range(null::tier)) t(tier) where t.tier <> all (o.tiers)) c
$$;

-- The day on which the way up began: that of the graduation, or the one after the last roll-back.
create or replace function ramp_began_on() returns date language sql stable as $$
  select greatest(organisation_day(g.at), (select max(c.day) + 1 from day_close c where c.decision = 'ROLL_BACK' and c.day >= organisation_day(g.at)))
  from (select min(at) as at from ramp_graduation) g where g.at is not null
$$;

-- How many clean days that were closed with CONTINUE lie behind us since a day; no more than `most` are looked for. Today is not over.
create or replace function steady_days(since date, most integer) returns integer language sql stable as $$
  select count(*)::integer from (
    select from (select c.day from day_close c where c.decision = 'CONTINUE' and c.day >= since and c.day < (select organisation_day(business_now())) order by c.day offset 0) c
    cross join lateral (select f.is_clean from day_facts(array[c.day]) f) f
    where f.is_clean limit most) d
$$;

-- What the way up allowed on a day: a step for each clean day that was closed with CONTINUE before it. Before the ramp ended: its first step.
create or replace function ramp_limit_on(day date) returns integer language sql stable as $$
  select ramp_step(count(*)::integer) from (
    select from day_close c cross join lateral (select f.is_clean from day_facts(array[c.day]) f) f
    where c.decision = 'CONTINUE' and c.day >= (select ramp_began_on()) and c.day < ramp_limit_on.day and f.is_clean
    limit jsonb_array_length(setting('dispatch', '{ramp,emailStepsAfter}')::jsonb)) d
$$;

-- Opens a tier in full, if it is the one that has its canary now; false when somebody was faster.
create or replace function open_ramp_tier(tier tier, criteria jsonb, actor text) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  opening uuid;
begin
  perform pg_advisory_xact_lock(hashtext('swarm.send_gate'));
  insert into ramp_opening (tier, criteria, by, at)
    select open_ramp_tier.tier, open_ramp_tier.criteria, actor, business_now() from ramp_state() r where r.canary_tier = open_ramp_tier.tier returning id into opening;
  if opening is null then
    return false;
  end if;
  perform write_audit(actor, 'ramp.tier_opened', 'ramp', opening::text, jsonb_build_object('tier', tier, 'criteria', criteria));
  perform raise_alert('ramp-tier:' || tier, 'INFO', format('%s is open in full: its canary went well.', initcap(replace(tier::text, '_', ' '))));
  perform announce('safety', array[opening]);
  return true;
end
$$;

-- What must hold before the ramp can end (dispatch.md, Ramp), each criterion computed from rows with what it was computed from. Missing rows
-- pass nothing. Only `graduate_ramp` ends the ramp, and it asks this.
create or replace function ramp_criteria()
returns table (place integer, name text, passed boolean, value text, required text, evidence jsonb) language sql stable as $$
  with needed as (
    select setting('dispatch', '{ramp,cleanDays}')::integer as days, setting('dispatch', '{reviewsBeforeFirstDispatch}')::integer as reviews
  ), graduation as (
    select min(g.at) as at from ramp_graduation g
  ), recent as materialized (
    -- Today is not over: it can't be clean yet.
    select f.*, row_number() over (order by f.day desc) as nth
    from day_facts(array(select l.day from live_days((select days + 10 from needed)) l where l.day < organisation_day(business_now()))) f
  ), clean as (
    select coalesce(min(r.nth) filter (where not r.is_clean) - 1, count(*))::integer as days from recent r
  ), since as (
    -- The first of the clean days that count.
    select min(r.day) as day from recent r where r.nth <= (select c.days from clean c)
  ), stops as (
    select e.id, e.reason, e.set_by, e.set_at from emergency_stop e, since
    where not e.is_drill and (e.lifted_at is null or organisation_day(e.lifted_at) >= since.day)
  ), mails as (
    select array_agg(s.id) as ids from send s join batch b on b.id = s.batch_id
    where not b.is_test and s.channel = 'EMAIL' and s.status in ('ACCEPTED', 'PROVEN') and s.ceiling_day is not null
      and s.ceiling_day <= coalesce((select organisation_day(g.at) from graduation g), 'infinity')
  ), bounce as (
    select coalesce(cardinality(m.ids), 0) as sent, coalesce(w.ids, '{}') as ids, coalesce(cardinality(w.ids), 0) as bounced
    from mails m cross join lateral (select array_agg(w.send_id) as ids from what_came_back(m.ids) w where w.bounced) w
  ), verdict as (
    select r.draft_id, r.decision = 'REJECT' as is_rejected, coalesce(r.tag = 'personalization_mismatch', false) as is_mismatch, ntile(2) over (order by r.at, r.id) as half
    from counted_verdicts('-infinity') r
  ), judged as (
    select count(distinct v.draft_id)::integer as drafts,
      avg(v.is_rejected::integer) filter (where v.half = 1) as rejected_before, avg(v.is_rejected::integer) filter (where v.half = 2) as rejected_after,
      avg(v.is_mismatch::integer) filter (where v.half = 1) as mismatch_before, avg(v.is_mismatch::integer) filter (where v.half = 2) as mismatch_after
    from verdict v
  ), hooks as (
    select count(*)::integer as total, coalesce(array_agg(h.provider order by h.provider) filter (where is_heard(h.is_hearing, h.checked_at) is not true), '{}') as deaf,
      coalesce(jsonb_agg(jsonb_build_object('provider', h.provider, 'isHearing', is_heard(h.is_hearing, h.checked_at), 'problem', h.problem, 'checkedAt', h.checked_at)
        order by h.provider), '[]') as list,
      array(select u.provider from unsigned_provider u order by 1) as unsigned
    from provider_hook h
  ), running as (
    select distinct p.version from process p where p.seen_at > now() - interval '15 seconds'
  ), checked as (
    select n.name, v.version, c.id, c.passed, c.recorded_by, c.recorded_at
    from unnest(enum_range(null::check_name)) n(name) cross join running v
    left join lateral (
      select * from check_verdict c where c.name = n.name and c.version = v.version order by c.recorded_at desc, c.id desc limit 1) c on true
  ), checks as (
    select coalesce(bool_and(c.passed is true), false) as passed,
      coalesce(string_agg(format('%s %s on %s', lower(c.name::text), case when c.passed then 'green' when c.passed is null then 'not recorded' else 'red' end, c.version), ', ' order by c.name, c.version),
        'no process is running') as value,
      coalesce(jsonb_agg(jsonb_build_object('name', c.name, 'version', c.version, 'passed', c.passed, 'by', c.recorded_by, 'at', c.recorded_at) order by c.name, c.version), '[]') as list
    from checked c
  )
  select 1, 'clean_days', c.days >= n.days, c.days::text, format('%s in a row', n.days), jsonb_build_object('days', coalesce((
      select jsonb_agg(jsonb_build_object('day', r.day, 'sent', r.sent, 'proven', r.proven, 'decided', r.decided, 'closedBy', r.closed_by, 'isClean', r.is_clean, 'whyNot', r.why_not) order by r.day desc)
      from recent r), '[]')) from clean c, needed n
  union all
  select 2, 'bounce_rate', b.sent > 0 and b.bounced < 0.05 * b.sent, case when b.sent = 0 then 'no live email yet' else format('%s %% (%s of %s)', round(100.0 * b.bounced / b.sent, 1), b.bounced, b.sent) end,
    'below 5 % over all days of the ramp', jsonb_build_object('sent', b.sent, 'bounced', b.bounced, 'bouncedSends', b.ids) from bounce b
  union all
  select 3, 'no_emergency_stop', s.day is not null and not exists (select from stops), case when s.day is null then 'no clean day yet' else (select count(*) from stops)::text end, 'none but drills since the first clean day',
    jsonb_build_object('since', s.day, 'stops', coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'reason', e.reason, 'by', e.set_by, 'at', e.set_at) order by e.set_at) from stops e), '[]')) from since s
  union all
  select 4, 'drafts_reviewed', j.drafts >= n.reviews, j.drafts::text, format('%s or more', n.reviews), jsonb_build_object('reviewed', j.drafts) from judged j, needed n
  union all
  select 5, 'rejections_not_rising', coalesce(j.rejected_after <= j.rejected_before, j.drafts > 0 and j.rejected_after is null),
    case when j.drafts = 0 then 'no decision yet' else format('%s %%', round(100 * coalesce(j.rejected_after, j.rejected_before), 1)) end,
    case when j.rejected_after is null then 'not rising' else format('at most %s %%, as in the earlier half', round(100 * j.rejected_before, 1)) end,
    jsonb_build_object('later', j.rejected_after, 'earlier', j.rejected_before, 'reviewed', j.drafts) from judged j
  union all
  select 6, 'mismatch_not_rising', coalesce(j.mismatch_after <= j.mismatch_before, j.drafts > 0 and j.mismatch_after is null),
    case when j.drafts = 0 then 'no decision yet' else format('%s %%', round(100 * coalesce(j.mismatch_after, j.mismatch_before), 1)) end,
    case when j.mismatch_after is null then 'not rising' else format('at most %s %%, as in the earlier half', round(100 * j.mismatch_before, 1)) end,
    jsonb_build_object('later', j.mismatch_after, 'earlier', j.mismatch_before, 'tag', 'personalization_mismatch') from judged j
  union all
  select 7, 'webhooks_healthy', h.total > 0 and cardinality(h.deaf) = 0 and cardinality(h.unsigned) = 0,
    case when h.total = 0 then 'none set up' when cardinality(h.deaf) > 0 then array_to_string(h.deaf, ', ') || ' not heard'
      when cardinality(h.unsigned) > 0 then 'unsigned ones are let in: ' || array_to_string(h.unsigned, ', ') else 'yes' end,
    'all are heard, signed ones alone', jsonb_build_object('hooks', h.list, 'unsigned', to_jsonb(h.unsigned)) from hooks h
  union all
  select 8, 'smoke_and_replay', c.passed, c.value, 'green on the running version', jsonb_build_object('checks', c.list) from checks c
  order by 1
$$;

-- Ends the ramp, if all of it holds or an admin says why it should end all the same (the API asks for the scope). Locks out reservations that
-- are deciding. Answers the names of what does not hold, '{}' when it has ended now, null when it had ended before. Ending it in order after an
-- override ends the override.
create or replace function graduate_ramp(actor text, override_reason text) returns text[] language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  criteria jsonb;
  missing text[];
  newest ramp_graduation;
  graduation uuid;
begin
  perform pg_advisory_xact_lock(hashtext('swarm.send_gate'));
  select * into newest from ramp_graduation g order by g.at desc, g.id desc limit 1;
  if found and (newest.override_reason is null or graduate_ramp.override_reason is not null) then
    return null;
  end if;
  select jsonb_agg(to_jsonb(c) order by c.place), coalesce(array_agg(c.name order by c.place) filter (where c.passed is not true), '{}')
    into criteria, missing from ramp_criteria() c;
  if cardinality(missing) > 0 and graduate_ramp.override_reason is null then
    return missing;
  end if;
  insert into ramp_graduation (at, by, override_reason)
    values (business_now(), actor, case when cardinality(missing) > 0 then graduate_ramp.override_reason end) returning id into graduation;
  perform write_audit(actor, case when cardinality(missing) > 0 then 'ramp.overridden' else 'ramp.graduated' end, 'ramp', graduation::text,
    jsonb_build_object('reason', graduate_ramp.override_reason, 'missing', missing, 'criteria', criteria));
  if cardinality(missing) > 0 then
    perform raise_alert('ramp-overridden', 'WARNING', format('%s ended the ramp although not all holds: %s', actor, graduate_ramp.override_reason));
  end if;
  perform announce('safety', array[graduation]);
  return '{}';
end
$$;

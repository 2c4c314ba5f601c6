-- Who was silent for long enough, or named a date that has come (dispatch.md, "Revival"): leads after one id, with what their score is made of
-- and the first thing that speaks against writing to them now (`code`, null where nothing does). It only reads.
-- rules: silentFromDays, silentToDays, againAfterDays, retryAfterDays. only: these leads alone; null: all.
-- The last row has no status: it is the last lead that was looked at.
create or replace function find_revivals(rules jsonb, after uuid, batch_size integer, "only" uuid[])
returns table (lead_id uuid, status lead_status, person text, round smallint, cause revival_cause, silent_since timestamptz, fit smallint, tier tier,
  opens integer, clicks integer, visits_since integer, is_connected boolean, has_answered boolean, last_email_at timestamptz, changes jsonb,
  is_on_ghl boolean, account text, code text)
language plpgsql stable as $$
#variable_conflict use_column
declare
  -- Not `at`: that is a column of what is read here, and a column comes first.
  moment constant timestamptz := business_now();
  today constant date := organisation_day(business_now());
  silent_from constant timestamptz := business_now() - make_interval(secs => (rules ->> 'silentFromDays')::float * 86400);
  silent_to constant timestamptz := business_now() - make_interval(secs => (rules ->> 'silentToDays')::float * 86400);
  again constant timestamptz := business_now() - make_interval(secs => (rules ->> 'againAfterDays')::float * 86400);
  retry constant timestamptz := business_now() - make_interval(secs => (rules ->> 'retryAfterDays')::float * 86400);
begin
  return query
  with seen as materialized (
    select l.id, l.status, l.stage, l.last_activity_at, l.person_key, l.linkedin_key, l.company_id, l.email_status, l.score, l.tier, l.is_on_ghl, l.account
    from lead l where l.id > after and ("only" is null or l.id = any ("only")) order by l.id limit batch_size
  ), dated as (
    select s.*, d.due_at, d.created_at as named_at
    from seen s left join revival_date d on d.lead_id = s.id and d.taken_at is null
    where s.stage <> 'TERMINAL'
      and (d.due_at <= moment or (s.last_activity_at <= silent_from and s.status in
        ('SENT', 'LINKEDIN_SENT', 'REVIVAL_SENT', 'OPENED', 'LINKEDIN_CONNECTED', 'GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE')))
  ), way as (
    select d.*, coalesce(d.due_at <= moment, false) as is_due, t.last_email_at, c.is_known, c.is_off,
      greatest(d.last_activity_at, e.ended_at, t.last_touch_at, c.last_activity_at) as silent_since, coalesce(e.is_running, false) as is_running
    from dated d
    left join lateral (
      select max(e.ended_at) as ended_at, bool_or(e.state <> 'ENDED') as is_running from enrollment e where e.lead_id = d.id
    ) e on true
    left join lateral (
      select max(x.accepted_at) as last_touch_at, max(x.accepted_at) filter (where x.channel = 'EMAIL') as last_email_at from send x where x.lead_id = d.id
    ) t on true
    left join lateral (
      select true as is_known, bool_or(c.is_do_not_disturb) as is_off, max(c.last_activity_at) as last_activity_at
      from contact c where c.lead_id = d.id and c.deleted_at is null having count(*) > 0
    ) c on true
  ), silent as (
    select w.* from way w where w.is_due or w.silent_since between silent_to and silent_from
  ), told as (
    select w.*, coalesce(g.opens, 0) as opens, coalesce(g.clicks, 0) as clicks, coalesce(g.visits_since, 0) as visits_since,
      coalesce(g.is_connected, false) as is_connected, coalesce(g.has_answered, false) as has_answered, coalesce(g.answered_again, false) as answered_again
    from silent w
    left join lateral (
      select count(*) filter (where g.kind = 'EMAIL_OPENED' and g.detail ->> 'open' = 'human')::integer as opens,
        count(*) filter (where g.kind = 'LINK_CLICKED')::integer as clicks,
        count(*) filter (where g.kind = 'SITE_VISITED' and g.at > w.last_email_at)::integer as visits_since,
        bool_or(g.kind = 'LINKEDIN_CONNECTED') as is_connected,
        bool_or(g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')) as has_answered,
        bool_or(g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') and g.at > w.named_at) as answered_again
      from signal g where g.lead_id = w.id
    ) g on true
  )
  select w.id, w.status, coalesce(w.person_key, w.linkedin_key),
    (1 + greatest(
      (select max(o.round) from send_once o where o.person = any (keys_of_lead(w.id))),
      (select max(e.round) from enrollment e where e.lead_id = w.id), (select max(r.round) from revival r where r.lead_id = w.id),
      (select max(d.round) from draft d where d.lead_id = w.id), 1::smallint))::smallint,
    case when w.is_due then 'DATE' else 'SILENCE' end::revival_cause, w.silent_since, w.score, w.tier, w.opens, w.clicks, w.visits_since, w.is_connected,
    w.has_answered, w.last_email_at,
    -- What is known of them since; the newest word on each.
    coalesce((
      select jsonb_agg(jsonb_build_object('name', f.name, 'value', f.value, 'at', f.at)) from (
        select distinct on (n.name) n.name, o.facts -> n.name -> 'value' as value, o.observed_at as at
        from lead_observation o cross join (values ('hiring'), ('funding'), ('roleSince')) n(name)
        where o.lead_id = w.id and o.facts -> n.name -> 'value' is not null order by n.name, o.observed_at desc) f), '[]'),
    w.is_on_ghl or coalesce(w.is_known, false), w.account,
    case
      when w.is_running then 'IN_CADENCE'
      when w.due_at > moment then 'ASKED_FOR_LATER'
      when w.answered_again then 'ANSWERED'
      when exists (select from draft d where d.lead_id = w.id and d.status in ('PENDING', 'APPROVED'))
        or exists (select from send s where s.lead_id = w.id and s.status in ('PLANNED', 'IN_FLIGHT')) then 'OPEN_DRAFT'
      when exists (select from revival r where r.lead_id = w.id and r.at > again and (r.state = 'QUEUED' or r.code = 'DRAFT_REJECTED')) then 'REVIVED'
      when exists (select from revival r where r.lead_id = w.id and r.at > retry and r.state <> 'QUEUED') then 'TRIED'
      -- One way at a time, each by an index: asked for all at once every entry of the list is held against every lead.
      when exists (
        select from suppression x where x.lifted_at is null and (x.until is null or x.until > moment) and x.person_key = w.person_key
        union all select from suppression x where x.lifted_at is null and (x.until is null or x.until > moment) and x.linkedin_key = w.linkedin_key
        union all select from suppression x where x.lifted_at is null and (x.until is null or x.until > moment) and x.domain = any (domain_and_parents(split_part(w.person_key, '@', 2)) || domain_and_parents(c.domain))) or w.is_off then 'SUPPRESSED'
      when exists (
        select from exclusion x where x.removed_at is null and x.person_key = w.person_key
        union all select from exclusion x where x.removed_at is null and x.linkedin_key = w.linkedin_key
        union all select from exclusion x where x.removed_at is null and x.domain = any (domain_and_parents(split_part(w.person_key, '@', 2)) || domain_and_parents(c.domain))) then 'EXCLUDED'
      when w.tier is null then 'NO_TIER'
      when w.person_key is null or w.email_status = 'INVALID' then 'NO_ADDRESS'
      when w.last_email_at is null then 'NO_HISTORY'
      when not (w.is_on_ghl or coalesce(w.is_known, false)) and w.account is not null and not exists (
        select from sending_account a where a.address = w.account and a.platform not in ('GHL', 'HEYREACH') and account_is_warm(a.platform, a.address, today)) then 'ACCOUNT_WARMING'
    end
  from told w left join company c on c.id = w.company_id;

  return query select max(l.id::text)::uuid, null::lead_status, null::text, null::smallint, null::revival_cause, null::timestamptz, null::smallint, null::tier,
    null::integer, null::integer, null::integer, null::boolean, null::boolean, null::timestamptz, null::jsonb, null::boolean, null::text, null::text
    from (select l.id from lead l where l.id > after and ("only" is null or l.id = any ("only")) order by l.id limit batch_size) l having count(*) > 0;
end
$$;

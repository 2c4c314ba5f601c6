-- Every rule's verdict for sends that are planned or about to be handed over, in order; the first that does not pass is the blocker.
-- The one place of the guards at send time: preview, Lead.nextSend, Send.trace and `reserve` all read this, so that they cannot differ.
--
-- items: an array of objects (key, leadId, draftId, draftVersion, sendId, batchId, person, address, domain, channel, action, platform, account,
--   motion, round, step, tier, angle, windowFrom, windowTo, zone, nameKeys, lawRegion, recipientProblem, isTest, isWindowOpen, isAlone). What needs
--   more than SQL (canonical identity, address checks, law region, windows with holidays) was computed when the send was planned and comes with it.
-- phase: PLAN asks "would this go out, by its window's day?"; RESERVE asks "may its request start now?".
-- Items are judged in their order: those that pass use up ceilings for those after them, but for those that are asked about alone.
-- A send counts on the organisation's day on which its window opens, today at the earliest; windows never reach over the organisation's midnight.
create or replace function send_verdicts(items jsonb, phase text)
returns table (key text, place integer, rule text, passed boolean, message text, clears_at timestamptz) language sql stable as $$
  select j.key, v.* from judge_sends(items, phase) j cross join lateral unnest(j.verdicts) v
$$;

-- The same with a row for each item: `reserve` keeps the verdicts of a send together.
create or replace function judge_sends(items jsonb, phase text) returns table (key text, verdicts rule_verdict[]) language plpgsql stable
-- Planned once for a connection: planning what asks a dozen tables takes longer than asking them.
set plan_cache_mode = force_generic_plan
-- Lists of some hundred entries lie in memory: without this they are read whole for each item.
set random_page_cost = 1.1 as $$
#variable_conflict use_column
declare
  asked_at constant timestamptz := business_now();
  org_zone constant text := setting('organisation', '{timeZone}');
  org_today constant date := (asked_at at time zone org_zone)::date;
  is_plan constant boolean := phase = 'PLAN';
  ramp record;
  domain_limit constant integer := setting('dispatch', '{ceilings,emailPerDomainPerDay}')::integer;
  domain_batch_limit constant integer := setting('dispatch', '{ceilings,emailPerDomainPerBatch}')::integer;
  expiry_hours constant double precision := setting('dispatch', '{batchExpiryHours}')::double precision;
  is_shadow constant boolean := setting('dispatch', '{shadowMode}')::boolean
    or exists (select from process p where p.shadow_mode and p.seen_at > now() - interval '15 seconds');
  stop_message constant text := coalesce(
    (select format('Sending is stopped (%s, %s).', e.reason, e.set_by) from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null),
    -- Seen here before any watch has seen it (I24).
    (select 'The database server is another than the one that knows what was sent.' from installation n where n.server_timeline <> server_timeline()));
  is_forced constant boolean := exists (select from process p where p.emergency_stop and p.seen_at > now() - interval '15 seconds');
  proven_accounts constant text[] := array(
    select distinct n.platform::text || ' ' || n.account from batch m join send n on n.batch_id = m.id where m.is_test and n.status = 'PROVEN');
  -- What is used up, by scope, name and day: before these items, and by those of them that passed. Apart, because the second grows with each of them.
  before jsonb;
  added jsonb := '{}';
  paused constant jsonb := coalesce((select jsonb_object_agg(p.motion, p.reason) from paused_motions() p), '{}');
  is_linkedin_open constant boolean := case when items @? '$[*] ? (@.channel == "LINKEDIN")' then linkedin_is_open() end;
  is_verified_first constant boolean := wants_verification();
  is_anybody_erased constant boolean := exists (select from erasure);
  region_rules constant jsonb := setting('organisation', '{regionRules}')::jsonb;
  i record;
  used_channel integer;
  used_account integer;
  used_domain integer;
  planned_domain integer;
  planned_batch integer;
  used_canary integer;
  is_touched boolean;
  next_day timestamptz;
begin
  if phase not in ('PLAN', 'RESERVE') then
    raise exception 'send_verdicts knows PLAN and RESERVE, not %', phase;
  end if;
  select * into strict ramp from ramp_state();

  -- While planning, what waits in other batches counts too: two batches of one day never promise the same allowance.
  select coalesce(jsonb_object_agg(t.name, t.used), '{}') into before
    from (
      select concat_ws('|', u.scope, u.name, u.day) as name, sum(u.used) as used
      from (
        select c.scope, c.name, c.day, c.used from ceiling_use c
        where c.day >= org_today and (c.scope <> 'DOMAIN' or c.name in (select x.domain from jsonb_to_recordset(items) as x(domain text)))
        union all
        select v.scope, v.name, (greatest(s.window_from, asked_at) at time zone org_zone)::date, 1
        from send s join batch b on b.id = s.batch_id
        cross join lateral (select * from ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) union all select 'PERSON', s.person) v
        where is_plan and s.status = 'PLANNED' and b.status in ('PENDING', 'APPROVED', 'EXECUTING') and b.expires_at > asked_at
          and not exists (select from jsonb_to_recordset(items) as own("sendId" uuid) where own."sendId" = s.id)
      ) u group by 1
    ) t;

  for i in
    with item as materialized (
      select t.*, o.ordinality as nth,
        (greatest(t."windowFrom", asked_at) at time zone org_zone)::date as send_day
      from jsonb_array_elements(items) with ordinality as o(item, ordinality)
      cross join lateral jsonb_to_record(o.item) as t(
        key text, "leadId" uuid, "draftId" uuid, "draftVersion" integer, "sendId" uuid, "batchId" uuid, person text, address text, domain text,
        channel channel, action touch_action, platform platform, account text, motion motion, round smallint, step smallint, tier tier, angle text,
        "windowFrom" timestamptz, "windowTo" timestamptz, zone text, "nameKeys" text[], "lawRegion" text, "recipientProblem" text,
        "isTest" boolean, "isWindowOpen" boolean, "isAlone" boolean)
      -- All of them. A limit that the planner can't foresee lets it expect few, and ask tables by their indexes instead of reading them whole.
      limit jsonb_array_length(items)
    ), allowance as materialized (
      -- Of an account on a day, however many sends ask.
      select a.*,
        case when a.channel = 'EMAIL' then account_limit(a.platform, a.account, a.send_day) else linkedin_limit(a.account, a.action, a.send_day) end as most,
        case when a.motion = 'REVIVAL' and a.channel = 'EMAIL' then account_is_warm(a.platform, a.account, a.send_day) else true end as is_warm
      from (select distinct t.channel, t.action, t.platform, t.account, t.motion, t.send_day from item t) a
    ), scope as materialized (
      select b.id, b.scope_hash = (select sha256(string_agg(h.hash, ''::bytea order by h.place)) from send h where h.batch_id = b.id) as is_whole,
        -- The approval that is on record, which no role of the application can rewrite.
        -- A limit, not `exists`: that may be answered from a hash of the whole audit.
        (select true from audit_entry e join audit_detail a on a.audit_id = e.id
          where e.subject_id = b.id::text and e.subject_type = 'batch' and e.action = 'batch.approved' and a.detail ->> 'scopeHash' = encode(b.scope_hash, 'hex')
          limit 1) as is_approved
      from batch b where not is_plan and b.id in (select y."batchId" from item y)
    )
    select t.*,
      coalesce(t."isTest", false) as is_test,
      t.platform not in ('INSTANTLY', 'HEYREACH') as is_sent_at_once,
      l.id is not null as has_lead, l.status as lead_status, l.stage as lead_stage, l.email_status, l.is_on_ghl,
      case when l.id is null then t.tier else l.tier end as tier_now,
      d.status as draft_status, d.version as current_version,
      -- A follow-up is approved with its batch, unless somebody edited it or a guard had a word: then it goes through the queue.
      is_plan and t.motion = 'CADENCE' and d.status = 'PENDING' and d.is_decided_in_batch and not d.is_edited and d.is_compliant
        and d.guard_notes = '[]' as is_decided_in_batch,
      case when t.motion = 'CADENCE' then enrollment_problem(l.id, t.round, t.step) end as enrollment_problem,
      b.status as batch_status, b.decided_by, b.expires_at, coalesce(t."isWindowOpen", b.open_window_reason is not null, false) as is_window_open,
      n.address is not null as is_our_account, n.paused_at is not null as is_paused,
      (select x.name from ceiling_names(t.channel, t.action, t.account, t.domain, null) x where x.scope = 'ACCOUNT') as account_name,
      a.most as account_limit, a.is_warm as is_account_warm,
      m.refusal, m.refused_until,
      exists (
        select from exclusion e where e.removed_at is null and e.domain = any (y.hosts)
        union all
        select from exclusion e where e.removed_at is null and e.name_key = any (t."nameKeys")
      ) as is_excluded_domain,
      -- One way at a time, each by its index: asked for all at once every entry of the list is held against every item.
      exists (
        select from exclusion e where e.removed_at is null and e.person_key = any (y.keys)
        union all
        select from exclusion e where e.removed_at is null and e.linkedin_key = any (y.keys)
      ) as is_excluded_address,
      -- For ever, unless each entry ends.
      (
        select max(coalesce(x.until, 'infinity')) from (
          select s.until from suppression s where s.lifted_at is null and s.person_key = any (y.keys)
            and (s.person_key in (t.person, l.person_key) or not is_of_mailbox(s.reason))
          union all
          select s.until from suppression s where s.lifted_at is null and s.linkedin_key = any (y.keys)
          union all
          select s.until from suppression s where s.lifted_at is null and s.domain = any (y.hosts)
        ) x where x.until is null or x.until > asked_at
      ) as suppressed_until,
      is_anybody_erased and is_erased(t.person) as is_erased,
      y.keys,
      exists (
        select from send_once o where o.person = any (y.keys) and o.round = t.round and o.step = t.step and o.channel = t.channel and o.send_id is distinct from t."sendId"
          and not never_left(o.send_id)
      ) or exists (
        select from send z where z.draft_id = t."draftId" and z.id is distinct from t."sendId" and z.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')
      ) as is_sent,
      exists (select from touch_day u where u.person = any (y.keys) and u.day = t.send_day and u.send_id is distinct from t."sendId") as was_touched,
      -- After a reply or meeting only a draft that is younger than all of them goes; a status that no signal explains is not argued with.
      l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') and coalesce(last_answer_at(l.id) >= d.created_at, true)
        or exists (select from reply r where r.lead_id = l.id and reply_waits(r)) as has_answered,
      is_plan or (
        sha256(s.frozen) = s.hash
        and (w.f ->> 'address', w.f ->> 'account', w.f ->> 'person', w.f ->> 'channel', w.f ->> 'platform', w.f ->> 'motion', w.f ->> 'round', w.f ->> 'step', w.f ->> 'zone')
          = (s.address, s.account, s.person, s.channel::text, s.platform::text, s.motion::text, s.round::text, s.step::text, s.zone)
        and coalesce(w.f ->> 'action', s.action::text) = s.action::text
        and (w.f ->> 'lead', w.f ->> 'draft', w.f ->> 'draftVersion') is not distinct from (s.lead_id::text, s.draft_id::text, s.draft_version::text)
        and ((w.f ->> 'scheduledAt')::timestamptz, (w.f ->> 'windowFrom')::timestamptz, (w.f ->> 'windowTo')::timestamptz) = (s.scheduled_at, s.window_from, s.window_to)
        and p.is_whole) as is_in_scope,
      is_plan or coalesce(p.is_approved, false) as is_approval_on_record,
      case when is_verified_first and t.motion = 'OUTBOUND' and t.channel = 'EMAIL' and not coalesce(t."isTest", false)
        then verification_problem(lower(t.address)) end as verification_problem,
      exists (select from emergency_stop e where e.scope = 'ANGLE:' || t.angle and e.lifted_at is null) as is_angle_stopped,
      k.state is not distinct from 'OPEN' and k.opened_at > now() - interval '60 seconds' as is_breaker_open, k.opened_at as breaker_opened_at,
      -- These only send: what comes back reaches other ears.
      t.platform in ('RESEND', 'SMTP') or coalesce(is_heard(h.is_hearing, h.checked_at), false) as is_hearing
    from item t
    left join lead l on l.id = t."leadId"
    left join company c on c.id = l.company_id
    -- Whoever was merged or moved is the same person under each of their names. Asked once for each item (`offset 0`), not in every place that reads it.
    cross join lateral (select array[t.person] || coalesce(keys_of_lead(t."leadId"), '{}') as keys,
      -- The employer of now, and the one it was planned for.
      domain_and_parents(split_part(t.address, '@', 2)) || domain_and_parents(c.domain) || coalesce(t."nameKeys", '{}') as hosts offset 0) y
    left join allowance a on (a.channel, a.action, a.platform, a.account, a.motion, a.send_day) is not distinct from (t.channel, t.action, t.platform, t.account, t.motion, t.send_day)
    left join draft d on d.id = t."draftId"
    -- A platform said no to this text for this address: it would say it again, until what it had against it has passed.
    left join lateral (
      select coalesce(z.message, 'The platform refused this recipient.') as refusal, coalesce(z.reserved_at, z.created_at) + interval '3 days' as refused_until
      from send z where z.draft_id = t."draftId" and z.status = 'REFUSED' and (z.draft_version, z.address) = (t."draftVersion", t.address)
        and coalesce(z.reserved_at, z.created_at) > asked_at - interval '3 days' order by 2 desc limit 1) m on true
    left join batch b on b.id = t."batchId"
    left join scope p on p.id = t."batchId"
    left join send s on s.id = t."sendId"
    left join lateral (select frozen_fields(s.frozen) as f) w on not is_plan and sha256(s.frozen) = s.hash
    left join sending_account n on n.platform = t.platform and n.address = t.account
    left join provider_breaker k on k.provider = lower(t.platform::text)
    left join provider_hook h on h.provider = lower(t.platform::text)
    order by t.nth
  loop
    used_channel := used_of(before, added, concat_ws('|', 'CHANNEL', i.channel, i.send_day));
    used_account := used_of(before, added, concat_ws('|', 'ACCOUNT', i.account_name, i.send_day));
    used_canary := used_of(before, added, concat_ws('|', 'TIER', ramp.canary_tier, i.send_day));
    used_domain := used_of(before, added, concat_ws('|', 'DOMAIN', i.domain, i.send_day));
    planned_domain := case when is_plan then used_of(before, added, concat_ws('|', 'BATCH', i.motion, i.domain)) else 0 end;
    planned_batch := case when is_plan then used_of(before, added, concat_ws('|', 'BATCH', i.motion)) else 0 end;
    -- Whoever wrote today is answered today: an answer, which waits for no window, keeps no distance from our own mail either.
    is_touched := not i.is_test and not (i.motion = 'NURTURE' and i.is_window_open)
      and (i.was_touched or used_of(before, added, concat_ws('|', 'PERSON', i.person, i.send_day)) > 0);
    next_day := (i.send_day + 1)::timestamp at time zone org_zone;
    verdicts := array[
      (1, 'INVALID_RECIPIENT', i."recipientProblem" is null and (i.channel <> 'EMAIL' or i.email_status is distinct from 'INVALID') and i.refusal is null,
        coalesce(i."recipientProblem", i.refusal, 'The address is known to be invalid.'),
        case when i."recipientProblem" is null and (i.channel <> 'EMAIL' or i.email_status is distinct from 'INVALID') then i.refused_until end),
      (2, 'EXCLUDED_DOMAIN', not i.is_excluded_domain, 'The company is a customer, a competitor or on the do-not-contact list.', null),
      (3, 'DOMAIN_CONCENTRATION', i.channel <> 'EMAIL' or (used_domain < domain_limit and planned_domain < domain_batch_limit),
        case when used_domain >= domain_limit then format('%s already gets %s of %s emails that day.', i.domain, used_domain, domain_limit)
          else format('%s already gets %s of %s emails of this batch.', i.domain, planned_domain, domain_batch_limit) end, next_day),
      (4, 'EXCLUDED_ADDRESS', not i.is_excluded_address, 'The person is on the do-not-contact list.', null),
      (5, 'SUPPRESSED', i.suppressed_until is null and not i.is_erased, 'This person asked not to be written to, or mail to them bounced.',
        case when not i.is_erased then nullif(i.suppressed_until, 'infinity') end),
      (6, 'ALREADY_SENT', not i.is_sent and not is_touched,
        case when i.is_sent then once_words(i.keys, i.round, i.step, i.channel, i."sendId", i."draftId") else 'This person is already written to that day.' end,
        case when i.is_sent then null else next_day end),
      (7, 'STATUS_FORBIDS', i.is_test or (i.has_lead and i.lead_stage <> 'TERMINAL' and not coalesce(i.has_answered, false) and i.enrollment_problem is null
          and (not i.is_on_ghl or i.platform = 'GHL')),
        case when i.has_lead and i.lead_stage <> 'TERMINAL' and i.is_on_ghl and i.platform <> 'GHL' then 'This person is written to through GoHighLevel and stays there.'
          when i.has_lead and i.lead_stage <> 'TERMINAL' and not coalesce(i.has_answered, false) and i.enrollment_problem is not null then i.enrollment_problem
          when i.has_lead then format('The lead is %s.', replace(lower(i.lead_status::text), '_', ' ')) else 'The lead is gone.' end,
        case when i.has_lead and i.lead_stage <> 'TERMINAL' and not coalesce(i.has_answered, false) and i.enrollment_problem is not null and (not i.is_on_ghl or i.platform = 'GHL')
          then (select e.paused_until from enrollment e where e.lead_id = i."leadId" and e.round = i.round and e.state = 'PAUSED') end),
      (8, 'CEILING', used_account < i.account_limit and (i.channel <> 'EMAIL' or (used_channel < ramp.email_limit and planned_batch < ramp.email_limit)),
        case
          when i.channel <> 'EMAIL' then format('%s has used %s of %s that day.', i.account_name, used_account, greatest(i.account_limit, 0))
          when used_account >= i.account_limit and used_channel < ramp.email_limit then format('%s has used %s of %s emails that day.', i.account, used_account, i.account_limit)
          when used_channel < ramp.email_limit then format('A batch holds at most %s emails, a day''s allowance.', ramp.email_limit)
          when ramp.is_on then format('Ramp: %s of %s emails used that day.', used_channel, ramp.email_limit)
          else format('%s of %s emails used that day.', used_channel, ramp.email_limit) end, next_day),
      (9, 'RAMP', i.is_test or (i.motion = any (ramp.motions) and (i.tier_now = any (ramp.tiers)
          -- Counted as what it was frozen as: who has come to the canary's tier since would not be counted.
          or (i.tier_now = ramp.canary_tier and (i.channel <> 'EMAIL' or (i.tier = i.tier_now and used_canary < floor(ramp.email_limit * ramp.canary_share)))))),
        case when not i.motion = any (ramp.motions) and i.motion = 'REVIVAL' then 'While the ramp is on, nobody is revived.'
          when not i.motion = any (ramp.motions) then format('%s does not run yet: the ramp opens it later.', initcap(i.motion::text))
          when i.tier_now = ramp.canary_tier and i.tier is distinct from i.tier_now then format('The lead is %s now; it is planned again as that, once its window here is over.', replace(lower(i.tier_now::text), '_', ' '))
          when i.tier_now = ramp.canary_tier then format('%s gets %s of the day''s emails until it has proven itself.', initcap(replace(i.tier_now::text, '_', ' ')), floor(ramp.email_limit * ramp.canary_share))
          when ramp.is_on then 'While the ramp is on, only tier 1 is written to.'
          else format('%s is not open yet.', coalesce(initcap(replace(i.tier_now::text, '_', ' ')), 'A lead without a tier')) end,
        case when i.motion = any (ramp.motions) and i.tier_now = ramp.canary_tier and i.tier = i.tier_now then next_day end),
      (10, case when i.zone is null and not i.is_window_open then 'UNKNOWN_ZONE' else 'OUTSIDE_WINDOW' end,
        (i.zone is not null or i.is_window_open) and i."windowFrom" is not null and i."windowTo" > asked_at
          and i."windowFrom" < asked_at + case when is_plan then make_interval(secs => expiry_hours * 3600) when i.is_sent_at_once then interval '0' else interval '1 hour' end
          -- What leaves at once leaves when its window is open, not a moment before.
          + interval '1 millisecond',
        case when i.zone is null then 'Nobody knows the recipient''s time zone.'
          when i."windowTo" <= asked_at then 'Its send window is over.'
          when is_plan then 'Their next send window opens after this batch would expire.'
          else 'It is outside their send window.' end,
        case when i."windowTo" > asked_at then i."windowFrom" - case when is_plan then make_interval(secs => expiry_hours * 3600) when i.is_sent_at_once then interval '0' else interval '1 hour' end end),
      (11, 'SCOPE_MISMATCH', i.is_in_scope, 'What would be sent differs from what was approved.', null),
      (12, 'EMERGENCY_STOP', stop_message is null and not is_forced and not i.is_angle_stopped and (i.is_test or not paused ? i.motion::text),
        case when is_forced then 'A running process forces the stop.' when stop_message is not null then stop_message when i.is_angle_stopped then format('The angle %s is stopped.', i.angle)
          else format('%s is paused: %s', initcap(i.motion::text), paused ->> i.motion::text) end, null),
      (13, 'BREAKER_OPEN', not i.is_breaker_open, case when i.is_breaker_open then format('%s does not answer at the moment.', platform_name(i.platform)) end,
        asked_at + (i.breaker_opened_at + interval '60 seconds' - now())),
      (14, 'SHADOW_MODE', is_plan or not is_shadow, 'Shadow mode: everything runs, nothing leaves.', null),
      (15, case when coalesce(i."lawRegion", 'UNKNOWN') = 'UNKNOWN' then 'UNKNOWN_REGION' else 'UNLAWFUL_REGION' end,
        i.is_test or region_rules ->> coalesce(i."lawRegion", 'UNKNOWN') <> 'block',
        case when coalesce(i."lawRegion", 'UNKNOWN') = 'UNKNOWN' then 'Nobody knows the recipient''s country, so nobody knows what may be written.'
          else format('The organisation does not write to people there (%s).', i."lawRegion") end, null),
      (16, 'UNAPPROVED', i.is_test or (i.current_version = i."draftVersion" and (i.draft_status = 'APPROVED' or i.is_decided_in_batch)), 'The draft is not approved, or has changed since.', null),
      (17, 'DEAF', i.is_hearing,
        case when not i.is_hearing then format('We do not hear what happens at %s: its webhook is missing or disabled.', platform_name(i.platform)) end, null),
      (18, 'NOT_READY', i.is_our_account and not i.is_paused and (i.channel = 'EMAIL' or i.is_test or is_linkedin_open)
          and (is_plan or (i.batch_status in ('APPROVED', 'EXECUTING') and i.decided_by is not null and i.expires_at > asked_at and i.is_approval_on_record))
          and (i.is_test or i.channel <> 'EMAIL' or i.platform::text || ' ' || i.account = any (proven_accounts))
          and (i.motion <> 'REVIVAL' or i.channel <> 'EMAIL' or i.is_account_warm)
          and i.verification_problem is null,
        case
          when i.account is null then 'There is no sending account.'
          when not i.is_our_account then format('%s is not one of our accounts.', i.account)
          when i.channel <> 'EMAIL' and not i.is_test and not is_linkedin_open then 'LinkedIn is off until its checklist holds.'
          when i.is_paused then format('%s is paused.', i.account)
          when not is_plan and i.expires_at <= asked_at then 'Its batch has expired.'
          when not is_plan and i.batch_status in ('APPROVED', 'EXECUTING') and not i.is_approval_on_record then 'No approval of its batch is on record.'
          when not is_plan and i.batch_status not in ('APPROVED', 'EXECUTING') then 'Its batch is not approved.'
          when i.motion = 'REVIVAL' and i.channel = 'EMAIL' and not i.is_account_warm
            then format('%s is still warming up; revivals wait for an account that is done.', i.account)
          when i.verification_problem is not null and (i.platform::text || ' ' || i.account = any (proven_accounts)) then i.verification_problem
          else format('%s has not proven an internal test send yet.', i.account)
        end, null)
    ]::rule_verdict[];
    key := i.key;
    -- What can't be told does not pass.
    verdicts := array(select (v.place, v.rule, coalesce(v.passed, false), case when v.passed is not true then v.message end,
      case when v.passed is not true then v.clears_at end)::rule_verdict from unnest(verdicts) v);
    return next;

    if i."isAlone" is not true and not exists (select from unnest(verdicts) v where not v.passed) then
      -- Small ones first: what is added to the large one is copied with it.
      added := added || (
        (select jsonb_object_agg(u.name, coalesce((added ->> u.name)::integer, 0) + 1) from (
          select concat_ws('|', n.scope, n.name, i.send_day) as name from ceiling_names(i.channel, i.action, i.account, i.domain, i.tier_now) n) u)
        || case when i.channel <> 'EMAIL' then '{}' else jsonb_build_object(
          concat_ws('|', 'BATCH', i.motion, i.domain), planned_domain + 1, concat_ws('|', 'BATCH', i.motion), planned_batch + 1) end
        || case when i.is_test then '{}' else jsonb_build_object(concat_ws('|', 'PERSON', i.person, i.send_day), 1) end);
    end if;
  end loop;
end
$$;

-- What is true of a step that this person is not to get again: only where nothing of it was refused or settled has it been sent.
create or replace function once_words(keys text[], round smallint, step smallint, channel channel, but_send uuid, of_draft uuid) returns text
language sql stable as $$
  select coalesce((
    select case
        when count(*) = 0 or bool_or(s.status is null or s.status not in ('REFUSED', 'SKIPPED')) then null
        when bool_or(s.code = 'SENT_UNASKED') then 'The platform sent this step to this person although nobody let it go from here.'
        when bool_or(s.code = 'SETTLED_NOT_SENT') then 'This step was settled as not sent; it may have left all the same, so it is not repeated.'
        when bool_or(s.status = 'SKIPPED') then 'This step was not sent from here, but may have left at the platform, so it is not repeated.'
        else format('%s refused this step for this person; it is not asked again.', platform_name(min(s.platform)))
      end
    from send_once o left join send s on s.id = o.send_id
    where o.person = any (once_words.keys) and (o.round, o.step, o.channel) = (once_words.round, once_words.step, once_words.channel)
      and o.send_id is distinct from but_send and not never_left(o.send_id)
      and not exists (
        select from send z where z.draft_id = of_draft and z.id is distinct from but_send and z.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN'))
  ), 'This step was already sent to this person, or is on its way.')
$$;

-- How much of one ceiling is used: before, and by what was added since.
create or replace function used_of(before jsonb, added jsonb, name text) returns integer language sql immutable parallel safe as $$
  select coalesce((before ->> name)::integer, 0) + coalesce((added ->> name)::integer, 0)
$$;

-- The items of `send_verdicts` for stored sends, in their order in the batch.
create or replace function send_items(send_ids uuid[]) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'key', s.id, 'action', s.action, 'leadId', s.lead_id, 'draftId', s.draft_id, 'draftVersion', s.draft_version, 'sendId', s.id, 'batchId', s.batch_id,
    'person', s.person, 'address', s.address, 'domain', s.domain, 'channel', s.channel, 'platform', s.platform, 'account', s.account,
    'motion', s.motion, 'round', s.round, 'step', s.step, 'tier', s.tier, 'angle', s.angle, 'windowFrom', s.window_from, 'windowTo', s.window_to,
    'zone', s.zone, 'nameKeys', s.name_keys, 'lawRegion', s.law_region, 'isTest', b.is_test) order by s.batch_id, s.place), '[]')
  from send s left join batch b on b.id = s.batch_id where s.id = any (send_ids)
$$;

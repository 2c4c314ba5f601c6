-- Every rule's verdict for sends that are planned or about to be handed over, in order; the first that does not pass is the blocker.
-- The one place of the guards at send time: preview, Lead.nextSend, Send.trace and `reserve` all read this, so that they cannot differ.
--
-- items: an array of objects (key, leadId, draftId, draftVersion, sendId, batchId, person, address, domain, channel, platform, account,
--   motion, round, step, tier, angle, windowFrom, windowTo, zone, recipientProblem, regionProblem, regionCode, isTest). What needs more
--   than SQL (canonical identity, address checks, region, windows with holidays) was computed when the send was planned and comes with it.
-- phase: PLAN asks "would this go out, by its window's day?"; RESERVE asks "may its request start now?".
-- Items are judged in their order: those that pass use up ceilings for those after them.
create or replace function send_verdicts(items jsonb, phase text)
returns table (key text, place integer, rule text, passed boolean, message text, clears_at timestamptz) language plpgsql stable as $$
#variable_conflict use_column
declare
  at timestamptz := (select business_now());
  today date := organisation_day(at);
  is_ramp_on boolean := not exists (select from ramp_graduation);
  channel_limit integer := setting('dispatch', '{ceilings,emailPerDay}')::integer;
  account_limit integer := setting('dispatch', '{ceilings,emailPerAccountPerDay}')::integer;
  domain_limit integer := setting('dispatch', '{ceilings,emailPerDomainPerDay}')::integer;
  domain_batch_limit integer := setting('dispatch', '{ceilings,emailPerDomainPerBatch}')::integer;
  ramp_limit integer := setting('dispatch', '{ramp,emailPerDay}')::integer;
  is_shadow boolean := setting('dispatch', '{shadowMode}')::boolean
    or exists (select from process p where p.shadow_mode and p.seen_at > now() - interval '15 seconds');
  stop_message text := (select format('Sending is stopped (%s, %s).', e.reason, e.set_by) from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null);
  is_forced boolean := exists (select from process p where p.emergency_stop and p.seen_at > now() - interval '15 seconds');
  -- What the items before this one would use, by scope, name and day.
  taken jsonb := '{}';
  i record;
  day date;
  used_channel integer;
  used_account integer;
  used_domain integer;
  used_domain_batch integer;
  limit_today integer;
  domain_free boolean;
  ceiling_free boolean;
  others_pass boolean;
begin
  if is_ramp_on then
    channel_limit := least(channel_limit, ramp_limit);
  end if;
  for i in
    select t.*, o.ordinality as nth,
      domain_and_parents(split_part(t.address, '@', 2)) as hosts,
      l.status as lead_status, l.stage as lead_stage, l.email_status, l.linkedin_key, l.person_key,
      c.name_key as company_key, domain_and_parents(c.domain) as company_domains,
      d.status as draft_status, d.version as current_version, d.created_at as draft_made_at, d.motion as draft_motion,
      b.status as batch_status, b.expires_at, b.scope_hash, b.is_test as is_test_batch, b.open_window_reason, b.decided_by,
      s.hash as send_hash, s.frozen, s.account as send_account, s.address as send_address, s.status as send_status
    from jsonb_array_elements(items) with ordinality as o(item, ordinality)
    cross join lateral jsonb_to_record(o.item) as t(
      key text, "leadId" uuid, "draftId" uuid, "draftVersion" integer, "sendId" uuid, "batchId" uuid, person text, address text, domain text,
      channel channel, platform platform, account text, motion motion, round smallint, step smallint, tier tier, angle text,
      "windowFrom" timestamptz, "windowTo" timestamptz, zone text, "recipientProblem" text, "regionProblem" text, "regionCode" text, "isTest" boolean)
    left join lead l on l.id = t."leadId"
    left join company c on c.id = l.company_id
    left join draft d on d.id = t."draftId"
    left join batch b on b.id = t."batchId"
    left join send s on s.id = t."sendId"
    order by o.ordinality
  loop
    day := organisation_day(coalesce(case when phase = 'PLAN' then i."windowFrom" end, at));

    -- Ceilings: what is taken already on that day, and what the items before this one would take.
    select coalesce(sum(u.used) filter (where u.scope = 'CHANNEL' and u.name = 'EMAIL'), 0),
      coalesce(sum(u.used) filter (where u.scope = 'ACCOUNT' and u.name = i.account), 0),
      coalesce(sum(u.used) filter (where u.scope = 'DOMAIN' and u.name = i.domain), 0)
      into used_channel, used_account, used_domain
      from ceiling_use u where u.day = day and (u.scope, u.name) in (('CHANNEL', 'EMAIL'), ('ACCOUNT', i.account), ('DOMAIN', i.domain));
    used_channel := used_channel + coalesce((taken ->> format('c|%s', day))::integer, 0);
    used_account := used_account + coalesce((taken ->> format('a|%s|%s', day, i.account))::integer, 0);
    used_domain := used_domain + coalesce((taken ->> format('d|%s|%s', day, i.domain))::integer, 0);
    used_domain_batch := case when phase = 'PLAN' then coalesce((taken ->> format('b|%s', i.domain))::integer, 0) else 0 end;
    domain_free := i.channel <> 'EMAIL' or coalesce(i."isTest", false) or (used_domain < domain_limit and used_domain_batch < domain_batch_limit);
    ceiling_free := i.channel <> 'EMAIL' or (used_channel < channel_limit and used_account < account_limit);

    others_pass := true;
    for place, rule, passed, message, clears_at in
      with judged(place, rule, passed, message, clears_at) as (
        values
        (1, 'INVALID_RECIPIENT', i."recipientProblem" is null and i.email_status is distinct from 'INVALID',
          coalesce(i."recipientProblem", 'The address is known to be invalid.'), null::timestamptz),
        (2, 'EXCLUDED_DOMAIN',
          coalesce(i."isTest", false) or not exists (
            select from exclusion e where e.removed_at is null
              and (e.domain = any (i.hosts) or e.domain = any (i.company_domains) or (e.name_key is not null and e.name_key = i.company_key))),
          'The company is a customer, a competitor or on the do-not-contact list.', null),
        (3, 'DOMAIN_CONCENTRATION', domain_free,
          format('%s already gets %s of %s emails that day.', i.domain, used_domain, domain_limit),
          ((day + 1)::timestamp at time zone setting('organisation', '{timeZone}'))),
        (4, 'EXCLUDED_ADDRESS', not exists (select from exclusion e where e.removed_at is null and e.person_key = i.person),
          'The address is on the do-not-contact list.', null),
        (5, 'SUPPRESSED', not exists (
            select from suppression x where x.lifted_at is null and (x.until is null or x.until > at)
              and (x.person_key = i.person or x.person_key = i.person_key or x.domain = any (i.hosts) or x.linkedin_key = i.linkedin_key)),
          'This person asked not to be written to, or mail to them bounced.', null),
        (6, 'ALREADY_SENT', not exists (
            select from send_once n where n.person = i.person and n.round = i.round and n.step = i.step and n.channel = i.channel
              and n.send_id is distinct from i."sendId")
            and not exists (select from touch_day y where y.person = i.person and y.day = day and y.send_id is distinct from i."sendId")
            and not exists (
              select from send z where z.draft_id = i."draftId" and z.id is distinct from i."sendId"
                and z.status in ('PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')),
          'This step was already sent to this person, is on its way, or they were written to that day.', null),
        (7, 'STATUS_FORBIDS', coalesce(i."isTest", false) or (
            i.lead_stage is not null and i.lead_stage <> 'TERMINAL'
            and (i.lead_status not in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')
              or not exists (
                select from signal g where g.lead_id = i."leadId" and g.at >= i.draft_made_at
                  and g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')))),
          format('The lead is %s.', lower(coalesce(i.lead_status::text, 'gone'))), null),
        (8, 'CEILING', ceiling_free,
          case when is_ramp_on and used_channel >= channel_limit then format('Ramp: %s of %s emails used that day.', used_channel, channel_limit)
            when used_channel >= channel_limit then format('%s of %s emails used that day.', used_channel, channel_limit)
            else format('%s has used %s of %s emails that day.', i.account, used_account, account_limit) end,
          ((day + 1)::timestamp at time zone setting('organisation', '{timeZone}'))),
        (9, 'RAMP', not is_ramp_on or coalesce(i."isTest", false) or (i.tier = 'TIER_1' and i.motion in ('OUTBOUND', 'CADENCE', 'NURTURE')),
          'While the ramp is on, only tier 1 is written to.', null),
        (10, case when i.zone is null then 'UNKNOWN_ZONE' else 'OUTSIDE_WINDOW' end,
          coalesce(i."isTest", false) or i.open_window_reason is not null or (i.zone is not null and i."windowFrom" is not null and case
            when phase = 'PLAN' then i."windowTo" > at
            else at >= i."windowFrom" - interval '1 hour' and at < i."windowTo" end),
          case when i.zone is null then 'Nobody knows the recipient''s time zone.' else 'It is outside their send window.' end,
          i."windowFrom"),
        (11, 'SCOPE_MISMATCH', phase = 'PLAN' or (
            i.send_hash is not null and i.frozen is not null and sha256(i.frozen) = i.send_hash
            and convert_from(i.frozen, 'UTF8')::jsonb ->> 'address' = i.send_address
            and convert_from(i.frozen, 'UTF8')::jsonb ->> 'account' = i.send_account
            and i.scope_hash = (select sha256(string_agg(h.hash, ''::bytea order by h.place)) from send h where h.batch_id = i."batchId")),
          'What would be sent differs from what was approved.', null),
        (12, 'EMERGENCY_STOP', stop_message is null and not is_forced
            and not exists (select from emergency_stop e where e.scope = 'ANGLE:' || i.angle and e.lifted_at is null),
          case when is_forced then 'A running process forces the stop.' else coalesce(stop_message, format('The angle %s is stopped.', i.angle)) end, null),
        (13, 'BREAKER_OPEN', not exists (
            select from provider_breaker k where k.provider = lower(i.platform::text) and k.state = 'OPEN' and k.opened_at > now() - interval '60 seconds'),
          format('%s does not answer at the moment.', initcap(i.platform::text)), at + interval '60 seconds'),
        (14, 'SHADOW_MODE', phase = 'PLAN' or not is_shadow, 'Shadow mode: everything runs, nothing leaves.', null),
        (15, coalesce(i."regionCode", 'UNLAWFUL_REGION'), i."regionProblem" is null, i."regionProblem", null),
        (16, 'UNAPPROVED', coalesce(i."isTest", false) or (i.draft_status = 'APPROVED' and i.current_version = i."draftVersion"),
          'The draft is not approved, or has changed since.', null),
        (17, 'DEAF', exists (
            select from provider_hook k where k.provider = lower(i.platform::text) and k.is_hearing and k.checked_at > now() - interval '15 minutes'),
          format('We do not hear what happens at %s: its webhook is missing or disabled.', initcap(i.platform::text)), null),
        (18, 'NOT_READY', case
            when i.channel <> 'EMAIL' or i.platform <> 'INSTANTLY' then false
            when exists (select from sending_account n where n.platform = i.platform and n.address = i.account and n.paused_at is not null) then false
            when not exists (select from sending_account n where n.platform = i.platform and n.address = i.account) then false
            when phase = 'RESERVE' and not (i.batch_status in ('APPROVED', 'EXECUTING') and i.decided_by is not null and i.expires_at > at) then false
            when coalesce(i."isTest", false) then true
            else exists (select from send n join batch m on m.id = n.batch_id where m.is_test and n.account = i.account and n.status = 'PROVEN')
          end,
          case
            when i.channel <> 'EMAIL' or i.platform <> 'INSTANTLY' then 'This channel is not open yet.'
            when exists (select from sending_account n where n.platform = i.platform and n.address = i.account and n.paused_at is not null)
              then format('%s is paused.', i.account)
            when not exists (select from sending_account n where n.platform = i.platform and n.address = i.account) then format('%s is not one of our accounts.', i.account)
            when phase = 'RESERVE' and not (i.batch_status in ('APPROVED', 'EXECUTING') and i.decided_by is not null and i.expires_at > at)
              then 'Its batch is not approved, or has expired.'
            else format('%s has not proven an internal test send yet.', i.account)
          end, null)
      )
      select j.place, j.rule, j.passed, case when j.passed then null else j.message end, case when j.passed then null else j.clears_at end
      from judged j order by j.place
    loop
      key := i.key;
      others_pass := others_pass and passed;
      return next;
    end loop;

    if others_pass and i.channel = 'EMAIL' then
      taken := taken
        || jsonb_build_object(format('c|%s', day), coalesce((taken ->> format('c|%s', day))::integer, 0) + 1)
        || jsonb_build_object(format('a|%s|%s', day, i.account), coalesce((taken ->> format('a|%s|%s', day, i.account))::integer, 0) + 1)
        || jsonb_build_object(format('d|%s|%s', day, i.domain), coalesce((taken ->> format('d|%s|%s', day, i.domain))::integer, 0) + 1)
        || jsonb_build_object(format('b|%s', i.domain), coalesce((taken ->> format('b|%s', i.domain))::integer, 0) + 1);
    end if;
  end loop;
end
$$;

-- The items of `send_verdicts` for stored sends, in their order in the batch.
create or replace function send_items(send_ids uuid[]) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'key', s.id, 'leadId', s.lead_id, 'draftId', s.draft_id, 'draftVersion', s.draft_version, 'sendId', s.id, 'batchId', s.batch_id,
    'person', s.person, 'address', s.address, 'domain', s.domain, 'channel', s.channel, 'platform', s.platform, 'account', s.account,
    'motion', s.motion, 'round', s.round, 'step', s.step, 'tier', s.tier, 'angle', s.angle, 'windowFrom', s.window_from, 'windowTo', s.window_to,
    'zone', s.zone, 'isTest', b.is_test) order by s.batch_id, s.place), '[]')
  from send s join batch b on b.id = s.batch_id where s.id = any (send_ids)
$$;

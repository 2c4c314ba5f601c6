-- Asks back what platforms hold and must not send any more (I3, I4): the campaigns of a standing stop and of paused accounts, and single leads of
-- whoever was suppressed or excluded, has replied, met, or left in any other way since. Asking is repeatable: what is asked for already is not asked
-- again, and a row stays open until reading the platform has confirmed it. Returns how many were added. With leads, persons and addresses only
-- what is held for those is looked at: whoever applies what came back of a few people need not look at all that is out. The sweep looks at all.
drop function if exists ask_recalls();
create or replace function ask_recalls(of_leads uuid[] default null, of_persons text[] default null, of_addresses text[] default null)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  -- Not `at`: that is a column of what is read here, and a column comes first.
  moment timestamptz := business_now();
  stop_reason text := (select e.reason from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null);
  asked integer;
begin
  with meant as materialized (
    select s.id from send s where of_leads is not null and s.lead_id = any (of_leads)
    union select s.id from send s where of_leads is not null and s.address = any (of_addresses)
    union select o.send_id from send_once o where of_leads is not null and o.person = any (of_persons)
  ), out_there as (
    select s.* from send s where of_leads is null and s.status in ('ACCEPTED', 'UNKNOWN') and s.recalled_at is null
    union all
    select s.* from send s where s.id in (select m.id from meant m) and s.status in ('ACCEPTED', 'UNKNOWN') and s.recalled_at is null
  ), held as (
    -- Nothing leaves a campaign after its window: later there is nothing to take back.
    select s.id, s.campaign_id, s.person, s.address, s.angle, s.lead_id, s.draft_id, b.is_test, n.address as paused_account
    from out_there s join campaign c on c.id = s.campaign_id join batch b on b.id = s.batch_id
    left join sending_account n on n.platform = s.platform and n.address = s.account and n.paused_at is not null
    where c.provider_campaign_id is not null and c.state in ('ACTIVATING', 'ACTIVE') and c.window_to > moment
    union all
    -- HeyReach keeps what it was given until it acts.
    select s.id, null, s.person, s.address, s.angle, s.lead_id, s.draft_id, b.is_test, n.address
    from out_there s join batch b on b.id = s.batch_id
    left join sending_account n on n.platform = s.platform and n.address = s.account and n.paused_at is not null
    where s.platform = 'HEYREACH' and s.provider_campaign_id is not null
  ), stopped as (
    insert into recall (campaign_id, kind, reason, asked_at)
    -- A campaign has one account, so it has one reason.
    select distinct h.campaign_id, 'CAMPAIGN', case when stop_reason is null then format('%s is paused.', h.paused_account) else 'Emergency stop: ' || stop_reason end, moment
    from held h where h.campaign_id is not null and (stop_reason is not null or h.paused_account is not null)
    on conflict do nothing returning id
  ), unwanted as (
    select h.id, h.campaign_id, case
        when stop_reason is not null and h.campaign_id is null then 'Emergency stop: ' || stop_reason
        when h.paused_account is not null and h.campaign_id is null then format('%s is paused.', h.paused_account)
        -- One way at a time: each finds its row by an index, however many there are.
        when exists (select from suppression x where x.person_key = h.person and x.lifted_at is null and (x.until is null or x.until > moment))
          or exists (select from suppression x where x.person_key = l.person_key and x.lifted_at is null and (x.until is null or x.until > moment))
          or exists (select from suppression x where x.linkedin_key = l.linkedin_key and x.lifted_at is null and (x.until is null or x.until > moment))
          or exists (select from suppression x where x.domain = any (h.domains) and x.lifted_at is null and (x.until is null or x.until > moment))
          then 'Suppressed.'
        when not h.is_test and (
          exists (select from exclusion e where e.person_key = h.person and e.removed_at is null)
          or exists (select from exclusion e where e.linkedin_key = l.linkedin_key and e.removed_at is null)
          or exists (select from exclusion e where e.domain = any (h.domains) and e.removed_at is null)
          or exists (select from exclusion e where e.domain = any (domain_and_parents(c.domain)) and e.removed_at is null)
          or exists (select from exclusion e where e.name_key = c.name_key and e.removed_at is null)) then 'Excluded.'
        when not h.is_test and (l.stage = 'TERMINAL'
          -- A status that no signal explains is not argued with, as at hand-over: somebody has heard of an answer that no platform told us of.
          or (l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') and coalesce(last_answer_at(h.lead_id) >= (select d.created_at from draft d where d.id = h.draft_id), true)))
          then format('The lead is %s.', lower(l.status::text))
        when exists (
          select from send x join enrollment e on e.lead_id = x.lead_id and e.round = x.round
          where x.id = h.id and x.motion in ('OUTBOUND', 'CADENCE') and e.state = 'ENDED' and e.cause in ('BY_HAND', 'JOB_CHANGED')) then 'The cadence was ended: by hand, or because they have another job.'
        when exists (select from emergency_stop e where e.lifted_at is null and e.scope = 'ANGLE:' || h.angle) then format('The angle %s is stopped.', h.angle)
      end as reason
    from (select x.*, domain_and_parents(split_part(x.address, '@', 2)) as domains from held x offset 0) h
    left join lead l on l.id = h.lead_id left join company c on c.id = l.company_id
  ), single as (
    insert into recall (send_id, campaign_id, kind, reason, asked_at)
    select u.id, u.campaign_id, 'LEAD', u.reason, moment from unwanted u where u.reason is not null
    on conflict do nothing returning id, send_id
  ), told as (
    select announce('send', array_agg(x.send_id)) from single x having count(*) > 0
  )
  select (select count(*) from stopped) + (select count(*) from single) + (select count(*) * 0 from told) into asked;
  return asked;
end
$$;

-- Ends a recall that reading the platform has confirmed: its sends are marked taken back, with audit row, timeline and notice.
create or replace function confirm_recall(recall_id uuid, campaign_state campaign_state) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  r recall;
  taken uuid[];
begin
  update recall x set confirmed_at = at, last_error = null, held_until = null where x.id = recall_id and x.confirmed_at is null returning * into r;
  if not found then
    return false;
  end if;
  if r.kind = 'CAMPAIGN' then
    update campaign c set state = confirm_recall.campaign_state where c.id = r.campaign_id;
  end if;
  with changed as (
    update send s set recalled_at = at
    where s.recalled_at is null and s.status in ('ACCEPTED', 'UNKNOWN') and (s.id = r.send_id or (r.kind = 'CAMPAIGN' and s.campaign_id = r.campaign_id))
    returning s.id
  )
  select coalesce(array_agg(c.id), '{}') into taken from changed c;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), s.lead_id, at, 'send', 'OPERATOR', format('Taken back from %s: %s', platform_name(s.platform), r.reason),
      jsonb_build_object('sendId', s.id, 'reason', r.reason)
    from send s where s.id = any (taken) and s.lead_id is not null;
  perform write_audit('OPERATOR', 'send.recalled', 'send', s.id::text, jsonb_build_object('reason', r.reason, 'kind', r.kind))
    from send s where s.id = any (taken);
  perform announce('send', taken);
  return true;
end
$$;

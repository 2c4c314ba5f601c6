-- What time does to leads (signals.md, "Decay"): looks at up to `batch_size` of them after one id, and moves those for whom nothing happened for
-- too long, each with its timeline entry, in one statement. Which status follows is the transition table's to say; at most one move a lead and
-- call, the stronger sign first. Time that a cadence was held does not count.
-- rules: ghostedAfterHours, linkedinGhostedAfterDays, stalledAfterDays, hesitantOpens, hesitantAfterHours, revivableAfterDays.
-- tracked: campaigns, or batches without one, of which any open was ever told: only there does "no open" say anything.
-- Returns the last lead that was looked at (null: none is left), how many moved, and up to `most_listed` of the moves. With `is_dry` nothing is
-- changed. The version before names no actor.
drop function if exists decay(jsonb, uuid[], uuid, integer, boolean);
drop function if exists decay(jsonb, uuid[], uuid, integer, boolean, integer);
create or replace function decay(rules jsonb, tracked uuid[], after uuid, batch_size integer, is_dry boolean, most_listed integer, actor text default 'clock')
returns table (last_id uuid, moved integer, changes jsonb) language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at constant timestamptz := business_now();
  ghosted constant interval := make_interval(secs => (rules ->> 'ghostedAfterHours')::float * 3600);
  unconnected constant interval := make_interval(secs => (rules ->> 'linkedinGhostedAfterDays')::float * 86400);
  stalled constant interval := make_interval(secs => (rules ->> 'stalledAfterDays')::float * 86400);
  hesitant constant interval := make_interval(secs => (rules ->> 'hesitantAfterHours')::float * 3600);
  hesitant_opens constant integer := (rules ->> 'hesitantOpens')::integer;
  revivable constant interval := make_interval(secs => (rules ->> 'revivableAfterDays')::float * 86400);
  last_seen uuid;
  moved integer;
  changes jsonb;
begin
  with seen as materialized (
    select l.id, l.status, l.last_activity_at from lead l
    where l.id > after and l.status in ('SENT', 'REVIVAL_SENT', 'LINKEDIN_SENT', 'OPENED', 'STALLED', 'GHOSTED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED')
    order by l.id limit batch_size
  ), way as (
    select s.id, s.status, s.last_activity_at, e.is_running, e.ended_at, t.sent_at, t.container, o.second_open_at,
      -- Few are ever held: only they are asked about.
      case when e.held_seconds > 0 or e.paused_at is not null
        then held_since(e.id, e.held_seconds, e.paused_at, coalesce(t.gone_at, s.last_activity_at), at) else interval '0' end as held
    from seen s
    left join lateral (
      select e.id, e.held_seconds, e.paused_at, e.state <> 'ENDED' as is_running, e.ended_at
      from enrollment e where e.lead_id = s.id order by e.id desc limit 1
    ) e on true
    left join lateral (
      select coalesce(x.proven_at, x.accepted_at) as sent_at, coalesce(x.campaign_id, x.batch_id) as container,
        -- When it was done at the latest, by our clock or the platform's: its own step counts, whichever of them is behind.
        greatest(x.window_from, x.reserved_at, x.accepted_at, x.proven_at) as gone_at
      from send x
      where x.lead_id = s.id and x.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN')
        -- A request waits for its own time, whatever is mailed meanwhile.
        and x.action = case s.status when 'LINKEDIN_SENT' then 'LINKEDIN_REQUEST'::touch_action else 'EMAIL'::touch_action end
      order by x.id desc limit 1
    ) t on s.status in ('SENT', 'REVIVAL_SENT', 'LINKEDIN_SENT')
    left join lateral (
      select g.at as second_open_at from signal g where g.lead_id = s.id and g.kind = 'EMAIL_OPENED' and g.detail ->> 'open' = 'human'
      order by g.at, g.id offset greatest(hesitant_opens - 1, 0) limit 1
    ) o on s.status in ('OPENED', 'STALLED')
  ), judged as (
    select w.id, w.status, case
        when w.status in ('OPENED', 'STALLED') and w.second_open_at + hesitant <= at then 'DECAYED_HESITANT'
        when w.status in ('SENT', 'REVIVAL_SENT') and (w.container is null or w.container = any (tracked))
          and coalesce(w.sent_at, w.last_activity_at) + ghosted + w.held <= at then 'DECAYED_GHOSTED'
        when w.status = 'LINKEDIN_SENT' and coalesce(w.sent_at, w.last_activity_at) + unconnected + w.held <= at then 'DECAYED_GHOSTED'
        when w.status = 'OPENED' and w.last_activity_at + stalled + w.held <= at then 'DECAYED_STALLED'
        when w.status in ('GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED') and w.is_running is not true
          and greatest(w.last_activity_at, w.ended_at) + revivable <= at then 'DECAYED_REVIVABLE'
      end as cause
    from way w
  ), moves as (
    select j.id, j.status, n.to_status, j.cause, case j.cause
        when 'DECAYED_GHOSTED' then case when j.status = 'LINKEDIN_SENT' then format('The request was not accepted for %s days.', rules ->> 'linkedinGhostedAfterDays')
          else format('No open for %s hours.', rules ->> 'ghostedAfterHours') end
        when 'DECAYED_STALLED' then format('Opened, and no reply for %s days.', rules ->> 'stalledAfterDays')
        when 'DECAYED_HESITANT' then format('Opened %s times without a reply.', hesitant_opens)
        else format('Silent for %s days after the cadence ended.', rules ->> 'revivableAfterDays') end as reason
    from judged j join lead_status_transition n on n.cause = j.cause and n.from_status = j.status
  ), changed as (
    -- Everything that its history needs comes with it: joined again by id, two thousand rows would be compared with two thousand.
    update lead l set status = m.to_status, version = l.version + 1, updated_at = at from moves m
    where not is_dry and l.id = m.id and l.status = m.status returning l.id, m.status as from_status, m.to_status, m.cause, m.reason
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), c.id, at, 'status', decay.actor, 'Status: ' || replace(lower(c.to_status::text), '_', ' ') || '. ' || c.reason,
      jsonb_build_object('from', c.from_status, 'to', c.to_status, 'signal', c.cause, 'reason', c.reason)
    from changed c
  ), done as (
    select c.id, c.from_status, c.to_status, c.cause, c.reason from changed c
    union all select m.id, m.status, m.to_status, m.cause, m.reason from moves m where is_dry
  )
  select (select max(s.id::text)::uuid from seen s), (select count(*) from done d),
      (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from (select * from done d limit most_listed) l)
    into last_seen, moved, changes;

  return query select last_seen, moved, changes;
end
$$;

-- Since when a lead is laid aside, by time or because LinkedIn told that its campaign is through: a touch of ours that went out before that takes
-- it up no more, however late we hear of it. Counted from what happened and not from when the clock looked: what was heard late would have been
-- judged by the first look after it. Where the settings do not say a number of their own, or nothing that happened is known, the look counts.
-- Null where a lead is not laid aside, or nobody knows since when.
create or replace function resting_since(lead_id uuid) returns timestamptz language sql stable as $$
  select case l.status
      when 'LINKEDIN_EXHAUSTED' then (select max(g.at) from signal g where g.lead_id = l.id and g.kind = 'LINKEDIN_EXHAUSTED')
      when 'STALLED' then least(m.at, next_decay(l.last_activity_at + coalesce(e.held, interval '0')
        + make_interval(secs => (r.rules ->> 'stalledAfterDays')::float * 86400)))
      when 'ENGAGED_NOT_REPLIED' then least(m.at, next_decay((
        select g.at from signal g where g.lead_id = l.id and g.kind = 'EMAIL_OPENED' and g.detail ->> 'open' = 'human'
        order by g.at, g.id offset greatest((r.rules ->> 'hesitantOpens')::integer - 1, 0) limit 1)
        + make_interval(secs => (r.rules ->> 'hesitantAfterHours')::float * 3600)))
      else m.at
    end
  from lead l
  left join lateral (select c.at from lead_status_change c where c.lead_id = l.id order by c.at desc, c.id desc limit 1) m on true
  -- As the clock does: time that a cadence was held does not count.
  left join lateral (
    select held_since(n.id, n.held_seconds, n.paused_at, l.last_activity_at, business_now()) as held
    from enrollment n where n.lead_id = l.id order by n.id desc limit 1
  ) e on true
  left join lateral (select v.document as rules from setting_version v where v.section = 'decay' order by v.version desc limit 1) r on true
  where l.id = resting_since.lead_id and l.status in ('GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE', 'REVIVAL_QUEUED')
$$;

-- The first daily look at or after an instant: 10:00 UTC (signals.md, "Decay").
create or replace function next_decay(after timestamptz) returns timestamptz language sql immutable as $$
  select (case when t.today < after at time zone 'UTC' then t.today + interval '1 day' else t.today end) at time zone 'UTC'
  from (select date_trunc('day', after at time zone 'UTC') + interval '10 hours' as today) t
$$;

-- For how long a cadence was held from one instant to another one: what it was held before the last touch until then is over, and no silence.
create or replace function held_since(enrollment_id uuid, held_seconds bigint, paused_at timestamptz, since timestamptz, until timestamptz) returns interval
language sql stable as $$
  select make_interval(secs => held_since.held_seconds + coalesce(extract(epoch from held_since.until - held_since.paused_at), 0)
    - case when held_since.held_seconds > 0 then coalesce((
        select max(t.held_seconds) from enrollment_step t where t.enrollment_id = held_since.enrollment_id and t.done_at <= held_since.since), 0)
      else 0 end)
$$;

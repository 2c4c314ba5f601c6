-- What happened on these days of the organisation, and whether each was clean: computed from rows each time, so that a day on which a proof
-- never came is no clean one afterwards either. A clean day is a supervised one (a person decided drafts and closed the day) with at least one
-- live send, no error, nothing refused, unknown or unproven after its time, nothing left pending at the gate, and no stop but drills.
--   live      sends whose request was made      sent       of them those that went, or count as sent
--   unproven  accepted, and an hour after their window without proof
--   pending   batches that waited for a decision when the day was closed, or at its end
--   errors    runs that failed, and critical alerts that began, came again or went on; stops are counted by themselves
drop function if exists day_facts(date[]);
create or replace function day_facts(days date[])
returns table (day date, live integer, sent integer, proven integer, unproven integer, unknown integer, refused integer, decided integer, pending integer, stops integer,
  errors integer, decision day_decision, note text, next_owner text, closed_by text, closed_at timestamptz, is_clean boolean, why_not text[])
language sql stable as $$
  select f.day, f.live, f.sent, f.proven, f.unproven, f.unknown, f.refused, f.decided, f.pending, f.stops, f.errors,
    f.decision, f.note, f.next_owner, f.closed_by, f.closed_at, cardinality(w.why_not) = 0, w.why_not
  from (
    select g.day, s.live, s.sent, s.proven, s.unproven, s.unknown, s.refused, r.decided, p.pending, e.stops, a.errors + x.errors as errors,
      c.decision, c.note, c.next_owner, c.closed_by, c.closed_at
    from (
      select d.day, d.day::timestamp at time zone o.zone as begins_at, (d.day + 1)::timestamp at time zone o.zone as ends_at
      -- Worked out once for a day (`offset 0`), not for each row that is compared with it.
      from unnest(days) d(day) cross join (select setting('organisation', '{timeZone}') as zone offset 0) o offset 0
    ) g
    left join day_close c on c.day = g.day
    cross join lateral (
      select count(*)::integer as live, (count(*) filter (where s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN')))::integer as sent,
        (count(*) filter (where s.status = 'PROVEN'))::integer as proven,
        (count(*) filter (where s.status = 'ACCEPTED' and s.window_to + interval '1 hour' < business_now()))::integer as unproven,
        (count(*) filter (where s.status = 'UNKNOWN'))::integer as unknown, (count(*) filter (where s.status = 'REFUSED'))::integer as refused
      from send s join batch b on b.id = s.batch_id
      where s.ceiling_day = g.day and not b.is_test and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN', 'REFUSED')
    ) s
    cross join lateral (
      -- What the queue is swept of, and what agents say, is no person's decision on a draft.
      select count(*)::integer as decided from review r
      where r.at >= g.begins_at and r.at < g.ends_at and r.decision in ('APPROVE', 'REJECT', 'EDIT') and r.tag is distinct from 'queue_hygiene_non_actionable'
        and r.actor not in ('GATEKEEPER', 'OPERATOR', 'CRAFTER', 'QUEEN') and r.actor not like 'standing approval by %'
    ) r
    cross join lateral (
      select count(*)::integer as pending from batch b
      where b.created_at >= g.begins_at - interval '8 days' and b.created_at < least(c.closed_at, g.ends_at) and b.expires_at > g.begins_at
        -- What somebody took back later waited all the same.
        and (b.status <> 'CANCELLED' or b.finished_at >= least(c.closed_at, g.ends_at))
        and (b.decided_at is null or b.decided_at >= least(c.closed_at, g.ends_at))
    ) p
    cross join lateral (
      select count(*)::integer as stops from emergency_stop e
      where not e.is_drill and e.set_at < g.ends_at and (e.lifted_at is null or e.lifted_at >= g.begins_at)
    ) e
    cross join lateral (
      select count(*)::integer as errors from alert a
      where a.severity = 'CRITICAL' and a.last_at >= g.begins_at and a.first_at < g.ends_at and a.cause not like 'emergency-stop:%'
    ) a
    cross join lateral (
      select count(*)::integer as errors from pipeline_run n where n.status = 'FAILED' and n.started_at >= g.begins_at and n.started_at < g.ends_at
    ) x
  ) f
  cross join lateral (
    -- An array, not rows of values: those would be set up anew for every day, and every guard asks how many days were clean.
    select array_remove(array[
      case when f.sent = 0 then 'Nothing was sent.' end,
      case when f.decided = 0 then 'Nobody decided a draft.' end,
      case when f.closed_at is null then 'Nobody has closed the day.' end,
      case when f.decision = 'ROLL_BACK' then 'It was closed with a roll-back.' end,
      case when f.unknown > 0 then format('%s %s no clear answer.', f.unknown, case f.unknown when 1 then 'send has' else 'sends have' end) end,
      case when f.refused > 0 then format('%s %s refused by the platform.', f.refused, case f.refused when 1 then 'send was' else 'sends were' end) end,
      case when f.unproven > 0 then format('%s %s not proven an hour after the window.', f.unproven, case f.unproven when 1 then 'send is' else 'sends are' end) end,
      case when f.pending > 0 then format('%s %s left without a decision.', f.pending, case f.pending when 1 then 'batch was' else 'batches were' end) end,
      case when f.stops > 0 then 'Sending was stopped.' end,
      case when f.errors > 0 then format('%s %s: failed runs and critical alerts count.', f.errors, case f.errors when 1 then 'error' else 'errors' end) end
    ], null) as why_not
  ) w
$$;

-- The days on which live requests were made, the last first.
create or replace function live_days(most integer) returns table (day date) language sql stable as $$
  with recursive back(day) as (
    (select s.ceiling_day from send s join batch b on b.id = s.batch_id where s.ceiling_day is not null and not b.is_test order by s.ceiling_day desc limit 1)
    union all
    select (select s.ceiling_day from send s join batch b on b.id = s.batch_id where s.ceiling_day < back.day and not b.is_test order by s.ceiling_day desc limit 1)
    from back where back.day is not null
  )
  select b.day from back b where b.day is not null limit most
$$;

-- Settled follow-ups move their enrollments on. What counts as sent is done; what the platform refused is skipped, and the next step follows.
-- A touch that went days after its window opened shifts what is left by those days: spacing is kept. When the next step is due is worked out
-- by the sweep, which knows windows and holidays.
create or replace function take_steps(send_ids uuid[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  moved jsonb;
begin
  with taken as (
    update enrollment_step t set
      state = case when s.status = 'REFUSED' then 'SKIPPED' else 'DONE' end::enrollment_step_state,
      send_id = s.id,
      done_at = case when s.status <> 'REFUSED' then greatest(s.window_from, s.accepted_at, s.reserved_at) end,
      code = case when s.status = 'REFUSED' then coalesce(s.code, 'REFUSED') end,
      message = case when s.status = 'REFUSED' then coalesce(s.message, 'The platform refused this recipient.') end
    from send s join enrollment e on e.lead_id = s.lead_id and e.round = s.round
    where s.id = any (send_ids) and s.motion = 'CADENCE' and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN', 'REFUSED')
      and t.enrollment_id = e.id and t.draft_id = s.draft_id and t.state in ('WAITING', 'PARKED')
    returning t.enrollment_id, t.done_at, t.due_at
  )
  select coalesce(jsonb_agg(to_jsonb(t)), '[]') into moved from taken t;

  update enrollment e set updated_at = business_now(), next_due_at = null,
    held_seconds = e.held_seconds + coalesce(greatest(0, floor(extract(epoch from m.done_at - m.due_at) / 86400)) * 86400, 0)::bigint,
    next_step = (select n.step from enrollment_step n where n.enrollment_id = e.id and n.state in ('WAITING', 'PARKED') order by n.place limit 1)
    from jsonb_to_recordset(moved) as m(enrollment_id uuid, done_at timestamptz, due_at timestamptz) where e.id = m.enrollment_id;
  update enrollment_step t set held_seconds = e.held_seconds
    from jsonb_to_recordset(moved) as m(enrollment_id uuid, done_at timestamptz) join enrollment e on e.id = m.enrollment_id
    where t.enrollment_id = e.id and t.send_id = any (send_ids) and t.state = 'DONE' and m.done_at is not null;

  -- An unclear send that a person settled as not sent was no touch.
  update enrollment_step t set state = 'SKIPPED', done_at = null, code = s.code, message = coalesce(s.message, 'It was not sent after all.')
    from send s where s.id = any (send_ids) and s.status = 'SKIPPED' and s.code = 'SETTLED_NOT_SENT' and t.send_id = s.id and t.state = 'DONE';
end
$$;

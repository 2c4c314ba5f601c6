-- Holds the running cadences of leads until an instant, or until a person resumes them when there is none. One that is paused already is held
-- for the longer of both; a pause for the same cause that ends at `instead_of` gives way to this one. Answers how many changed.
drop function if exists pause_enrollments(uuid[], timestamptz, text, text, text);
create or replace function pause_enrollments(lead_ids uuid[], until timestamptz, cause text, reason text, actor text, instead_of timestamptz default null) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  changed uuid[];
begin
  -- The lead's row before its enrollment's, as settling does: their histories point to the lead.
  perform from lead l where l.id in (select e.lead_id from enrollment e where e.lead_id = any (lead_ids) and e.state <> 'ENDED') order by l.id for no key update;
  perform from enrollment e where e.lead_id = any (lead_ids) and e.state <> 'ENDED' order by e.id for update;
  with held as (
    update enrollment e set state = 'PAUSED', cause = pause_enrollments.cause, reason = pause_enrollments.reason, updated_at = at,
      paused_at = coalesce(e.paused_at, at), paused_until = pause_enrollments.until
    where e.lead_id = any (lead_ids) and (e.state = 'ACTIVE'
      or (e.state = 'PAUSED' and e.paused_until is not null and (pause_enrollments.until is null or pause_enrollments.until > e.paused_until))
      or (e.state = 'PAUSED' and e.cause = pause_enrollments.cause and e.paused_until = instead_of))
      and (pause_enrollments.until is null or pause_enrollments.until > at)
    returning e.id
  )
  select coalesce(array_agg(h.id), '{}') into changed from held h;
  perform tell_enrollments(changed, 'enrollment.paused', 'The cadence is paused: ' || pause_enrollments.reason, pause_enrollments.actor,
    jsonb_build_object('cause', pause_enrollments.cause, 'until', pause_enrollments.until));
  return cardinality(changed);
end
$$;

-- Lets paused cadences go on. The time they were held does not consume a delay: it shifts what is left. `cause` stands in the audit: BY_HAND
-- where a person lets it go on, whatever the pause was for.
create or replace function resume_enrollments(lead_ids uuid[], cause text, reason text, actor text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  changed uuid[];
begin
  -- The lead's row before its enrollment's, as settling does: their histories point to the lead.
  perform from lead l where l.id in (select e.lead_id from enrollment e where e.lead_id = any (lead_ids) and e.state <> 'ENDED') order by l.id for no key update;
  perform from enrollment e where e.lead_id = any (lead_ids) and e.state = 'PAUSED' order by e.id for update;
  with going as (
    update enrollment e set state = 'ACTIVE', cause = null, reason = null, updated_at = at, next_due_at = null,
      held_seconds = e.held_seconds + greatest(0, extract(epoch from at - e.paused_at))::bigint, paused_at = null, paused_until = null
    where e.lead_id = any (lead_ids) and e.state = 'PAUSED' returning e.id
  )
  select coalesce(array_agg(g.id), '{}') into changed from going g;
  perform tell_enrollments(changed, 'enrollment.resumed', 'The cadence goes on: ' || resume_enrollments.reason, resume_enrollments.actor,
    jsonb_build_object('cause', resume_enrollments.cause));
  return cardinality(changed);
end
$$;

-- As a process of the version before calls it, which may still run beside this one: without a cause.
create or replace function resume_enrollments(lead_ids uuid[], reason text, actor text) returns integer
language sql security definer set search_path = public, pg_temp as $$
  select resume_enrollments(lead_ids, null, reason, actor)
$$;

-- A connection was accepted: the next LinkedIn message and the next email come forward (worked out by the sweep). The first time counts.
create or replace function bring_enrollments_forward(lead_ids uuid[], actor text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  changed uuid[];
begin
  -- The lead's row before its enrollment's, as settling does: their histories point to the lead.
  perform from lead l where l.id in (select e.lead_id from enrollment e where e.lead_id = any (lead_ids) and e.state <> 'ENDED') order by l.id for no key update;
  with told as (
    update enrollment e set connected_at = business_now(), next_due_at = null, updated_at = business_now()
    where e.lead_id = any (lead_ids) and e.state <> 'ENDED' and e.connected_at is null returning e.id
  )
  select coalesce(array_agg(t.id), '{}') into changed from told t;
  perform tell_enrollments(changed, 'enrollment.moved', 'Connected: the next message and the next email come forward.', bring_enrollments_forward.actor, '{}');
  return cardinality(changed);
end
$$;

-- Timeline, audit rows and notices of enrollments that changed.
create or replace function tell_enrollments(ids uuid[], action text, summary text, actor text, detail jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if cardinality(ids) = 0 then
    return;
  end if;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(business_now()), e.lead_id, business_now(), 'cadence', tell_enrollments.actor, tell_enrollments.summary,
      tell_enrollments.detail || jsonb_build_object('enrollmentId', e.id)
    from enrollment e where e.id = any (ids);
  perform write_audit(tell_enrollments.actor, tell_enrollments.action, 'enrollment', e.id::text,
    tell_enrollments.detail || jsonb_build_object('leadId', e.lead_id, 'summary', tell_enrollments.summary)) from enrollment e where e.id = any (ids);
  perform announce('lead', array(select e.lead_id from enrollment e where e.id = any (ids)));
end
$$;

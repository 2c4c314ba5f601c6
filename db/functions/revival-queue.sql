-- Makes leads candidates for a revival: who was silent for long enough, or named a date that has come. Answers how many moved.
create or replace function mark_revival_candidates(items jsonb) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at constant timestamptz := business_now();
  moved uuid[];
begin
  perform from lead l where l.id in (select i."leadId" from jsonb_to_recordset(items) as i("leadId" uuid)) order by l.id for update;
  with changed as (
    update lead l set status = t.to_status, version = l.version + 1, updated_at = at
    from jsonb_to_recordset(items) as i("leadId" uuid, cause revival_cause)
    join lead_status_transition t on t.cause = 'REVIVAL_FOUND_BY_' || i.cause
    where l.id = i."leadId" and l.status = t.from_status
    returning l.id, t.from_status, i.cause, t.cause as because, case i.cause when 'DATE' then 'The day that they named has come.' else 'Silent for long enough.' end as reason
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), c.id, at, 'status', 'clock',
      'Status: revival candidate. ' || c.reason,
      jsonb_build_object('from', c.from_status, 'to', 'REVIVAL_CANDIDATE', 'signal', c.because, 'reason', c.reason, 'cause', c.cause) from changed c
  )
  select coalesce(array_agg(c.id), '{}') into moved from changed c;
  if cardinality(moved) > 0 then
    perform announce('lead', moved);
  end if;
  return cardinality(moved);
end
$$;

-- Writes down what became of candidates: queued with their draft, or refused with the reason; a named date is taken up once. The lead of a
-- queued one becomes REVIVAL_QUEUED. items: an array of (leadId, person, round, cause, state, score, reasons, draftId, code, message).
create or replace function queue_revivals(items jsonb, actor text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at constant timestamptz := business_now();
  ids uuid[];
  audited integer;
begin
  select coalesce(array_agg(i."leadId"), '{}') into ids from jsonb_to_recordset(items) as i("leadId" uuid);
  perform from lead l where l.id = any (ids) order by l.id for update;
  with item as materialized (
    select * from jsonb_to_recordset(items) as i("leadId" uuid, person text, round smallint, cause revival_cause, state revival_state, score smallint,
      reasons jsonb, "draftId" uuid, code text, message text)
  ), added as (
    insert into revival (lead_id, person, round, cause, state, score, reasons, draft_id, code, message, at)
    select i."leadId", i.person, i.round, i.cause, i.state, i.score, i.reasons, i."draftId", i.code, i.message, at from item i order by i."leadId"
    returning id, lead_id, state
  ), moved as (
    update lead l set status = next_lead_status(l.status, 'REVIVAL_QUEUED'), version = l.version + 1, updated_at = at
    from item i join lead former on former.id = i."leadId"
    where l.id = former.id and i.state = 'QUEUED' and next_lead_status(l.status, 'REVIVAL_QUEUED') <> l.status
    returning l.id, former.status as from_status, l.status as to_status
  ), dates as (
    update revival_date d set taken_at = at from item i where d.lead_id = i."leadId" and i.cause = 'DATE' and d.taken_at is null
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), i."leadId", at, 'status', actor,
      case i.state when 'QUEUED' then format('Status: revival queued, score %s.', i.score) else format('Not taken up again: %s', i.message) end,
      jsonb_build_object('cause', i.cause, 'score', i.score, 'reasons', i.reasons, 'draftId', i."draftId", 'code', i.code)
        || case when m.id is null then '{}' else jsonb_build_object('from', m.from_status, 'to', m.to_status, 'signal', 'REVIVAL_QUEUED',
          'reason', format('A draft of it waits in the queue, score %s.', i.score)) end
    from item i left join moved m on m.id = i."leadId"
  )
  select count(*) into audited from (
    select write_audit(actor, 'revival.' || lower(i.state::text), 'revival', a.id::text, jsonb_strip_nulls(
      jsonb_build_object('lead', i."leadId", 'round', i.round, 'cause', i.cause, 'score', i.score, 'draft', i."draftId", 'code', i.code)))
    from item i join added a on a.lead_id = i."leadId") x;
  perform announce('lead', ids);
  perform announce('queue', null);
end
$$;

-- Revivals whose draft was rejected, ran out or was taken back without ever going out end, and their leads are candidates again; when they may be tried again is
-- `find_revivals`' to say. One whose decision was undone goes on. Answers how many ended.
create or replace function end_revivals(undo_minutes integer) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  -- Not `at`: that is a column of what is read here, and a column comes first.
  moment constant timestamptz := business_now();
  ended uuid[];
begin
  perform from lead l where l.id in (
    select r.lead_id from revival r left join draft d on d.id = r.draft_id
    where r.state = 'QUEUED' and (d.id is null or d.status in ('REJECTED', 'EXPIRED', 'WITHDRAWN', 'BLOCKED'))) order by l.id for update;
  with over as materialized (
    select r.id, r.lead_id, coalesce('DRAFT_' || d.status::text, 'DRAFT_GONE') as code from revival r left join draft d on d.id = r.draft_id
    where r.state = 'QUEUED' and (d.id is null or d.status in ('REJECTED', 'EXPIRED', 'WITHDRAWN', 'BLOCKED'))
      -- Until then the decision may be taken back.
      and coalesce(d.decided_at, '-infinity') < moment - make_interval(mins => undo_minutes)
  ), closed as (
    update revival r set state = 'ENDED', code = o.code, message = format('Its draft is %s.', lower(replace(substr(o.code, 7), '_', ' '))), ended_at = moment
    from over o where r.id = o.id returning r.id, r.lead_id, r.message, r.code
  ), moved as (
    update lead l set status = next_lead_status(l.status, 'REVIVAL_ENDED'), version = l.version + 1, updated_at = moment
    from closed c join lead former on former.id = c.lead_id where l.id = former.id and next_lead_status(l.status, 'REVIVAL_ENDED') <> l.status
    returning l.id, former.status as from_status, l.status as to_status
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(moment), c.lead_id, moment, 'status', 'clock', format('The revival ended: %s', c.message), jsonb_build_object('code', c.code)
        || case when m.id is null then '{}' else jsonb_build_object('from', m.from_status, 'to', m.to_status, 'signal', 'REVIVAL_ENDED', 'reason', c.message) end
    from closed c left join moved m on m.id = c.lead_id
  )
  select coalesce(array_agg(c.lead_id), '{}') into ended from closed c;
  if cardinality(ended) > 0 then
    perform write_audit('clock', 'revival.ended', 'revival', r.id::text, jsonb_build_object('lead', r.lead_id, 'code', r.code))
      from revival r where r.lead_id = any (ended) and r.ended_at = moment;
    perform announce('lead', ended);
  end if;
  return cardinality(ended);
end
$$;

-- A date on which a lead wants to be asked again, with when they said so; the last word counts, and the caller knows which it is. Before it
-- nobody revives them. Told again, it changes nothing: a date that was taken stays so.
create or replace function set_revival_date(lead_id uuid, due_at timestamptz, said_at timestamptz, reason text, actor text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at constant timestamptz := business_now();
begin
  insert into revival_date as d (lead_id, due_at, reason, created_by, created_at)
    values (set_revival_date.lead_id, set_revival_date.due_at, set_revival_date.reason, actor, set_revival_date.said_at)
    on conflict (lead_id) do update set due_at = excluded.due_at, reason = excluded.reason, created_by = excluded.created_by, created_at = excluded.created_at,
      taken_at = case when d.due_at = excluded.due_at then d.taken_at end
    where (d.due_at, d.created_at) is distinct from (excluded.due_at, excluded.created_at);
  if not found then
    return;
  end if;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    values (uuid_v7(at), set_revival_date.lead_id, at, 'note', actor, format('To be asked again from %s: %s', to_char(set_revival_date.due_at, 'YYYY-MM-DD'), set_revival_date.reason), null);
  perform write_audit(actor, 'revival.dated', 'lead', set_revival_date.lead_id::text, jsonb_build_object('dueAt', set_revival_date.due_at, 'reason', set_revival_date.reason));
  perform announce('lead', array[set_revival_date.lead_id]);
end
$$;

-- As the version before asks for it, whose processes go on working while this one is rolled out; the version after this one drops it.
create or replace function set_revival_date(lead_id uuid, due_at timestamptz, reason text, actor text) returns void
language sql security definer set search_path = public, pg_temp as $$
  select set_revival_date(lead_id, due_at, business_now(), reason, actor)
$$;

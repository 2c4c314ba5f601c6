-- What follows for leads that must not be written to: they leave the pipeline and their open drafts are withdrawn, in the transaction of the
-- decision (I3). An end gives way to a stronger end alone, and one that may be taken back to the person's own no. `moves` names leads: lead_id, status,
-- cause, summary. Answers how many moved.
create or replace function leave_alone(moves jsonb, actor text) returns integer language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  moved uuid[];
  withdrawn uuid[];
begin
  with wanted as (
    select distinct on (m.lead_id) m.lead_id, m.cause, m.summary,
      case m.status when 'BOUNCED' then 'EMAIL_BOUNCED' when 'REPLIED' then 'EMAIL_REPLIED' when 'SENT' then 'EMAIL_SENT'
        when 'LINKEDIN_SENT' then 'LINKEDIN_REQUESTED' else m.status::text end as because
    from jsonb_to_recordset(moves) as m(lead_id uuid, status lead_status, cause text, summary text)
    order by m.lead_id, m.status desc
  ), held as (
    select l.id, l.status as from_status from lead l join wanted w on w.lead_id = l.id
    where next_lead_status(l.status, w.because) <> l.status
      or (w.cause = 'not_interested' and l.status = 'DISQUALIFIED' and l.status_cause is distinct from 'not_interested')
    order by l.id for update of l
  ), changed as (
    update lead l set status = next_lead_status(l.status, w.because), status_cause = w.cause, version = l.version + 1, updated_at = at, last_activity_at = at
    from held h join wanted w on w.lead_id = h.id where l.id = h.id
    returning l.id, h.from_status, l.status as to_status, w.because, w.summary
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), c.id, at, 'status', leave_alone.actor, c.summary,
      jsonb_build_object('from', c.from_status, 'to', c.to_status, 'signal', c.because, 'reason', c.summary) from changed c
  )
  select coalesce(array_agg(id), '{}') into moved from changed;

  perform end_enrollments(array(select m.lead_id from jsonb_to_recordset(moves) as m(lead_id uuid)), 'LEFT_ALONE', 'They must not be written to.', leave_alone.actor);

  with gone as (
    update draft set status = 'WITHDRAWN', version = version + 1, updated_at = at
    where lead_id in (select m.lead_id from jsonb_to_recordset(moves) as m(lead_id uuid)) and status in ('PENDING', 'APPROVED') returning id
  )
  select coalesce(array_agg(id), '{}') into withdrawn from gone;

  if cardinality(moved) > 0 then
    perform announce('lead', case when cardinality(moved) > 200 then array[null::uuid] else moved end);
  end if;
  if cardinality(withdrawn) > 0 then
    perform announce('draft', withdrawn);
    perform announce('queue', array[null::uuid]);
  end if;
  return cardinality(moved);
end
$$;

-- Somebody has another job than what was written for them rests on: the signal is kept, their open drafts are withdrawn, their cadence ends and
-- what platforms still hold is asked back, all in the transaction of the answer that said so. `changes`: lead_id, summary, detail. Sends that wait
-- in a frozen batch are skipped at hand-over (guard 16: the draft is no longer approved). Answers how many leads it was.
create or replace function record_job_changes(changes jsonb, actor text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  leads uuid[];
  withdrawn uuid[];
begin
  select coalesce(array_agg(l.id order by l.id), '{}') into leads
    from (select l.id from lead l where l.id in (select c.lead_id from jsonb_to_recordset(changes) as c(lead_id uuid)) order by l.id for no key update) l;
  if cardinality(leads) = 0 then
    return 0;
  end if;
  insert into signal (id, lead_id, kind, provider, at, detail)
    select uuid_v7(at), c.lead_id, 'JOB_CHANGED', 'enrichment', at, c.detail
    from jsonb_to_recordset(changes) as c(lead_id uuid, summary text, detail jsonb) where c.lead_id = any (leads) order by c.lead_id;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), c.lead_id, at, 'signal', record_job_changes.actor, c.summary, jsonb_build_object('signal', 'JOB_CHANGED') || c.detail
    from jsonb_to_recordset(changes) as c(lead_id uuid, summary text, detail jsonb) where c.lead_id = any (leads) order by c.lead_id;

  perform end_enrollments(leads, 'JOB_CHANGED', 'They have another job.', record_job_changes.actor);
  with gone as (
    -- Those that a guard still looks at, or that a person could edit free, too.
    update draft d set status = 'WITHDRAWN', version = d.version + 1, updated_at = at
    where d.lead_id = any (leads) and d.status in ('PENDING', 'APPROVED', 'BLOCKED') returning d.id
  )
  select coalesce(array_agg(g.id), '{}') into withdrawn from gone g;
  -- Nothing of theirs is approved any more: the pipeline may judge them anew.
  with moved as (
    update lead l set status = next_lead_status(l.status, 'REVIEW_UNDONE'), version = l.version + 1, updated_at = at
    where l.id = any (leads) and l.status = 'APPROVED' returning l.id, 'APPROVED' as from_status, l.status as to_status
  )
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), m.id, at, 'status', record_job_changes.actor, 'Status: pending. They have another job.',
      jsonb_build_object('from', m.from_status, 'to', m.to_status, 'signal', 'REVIEW_UNDONE', 'reason', 'They have another job.') from moved m;
  -- Mail to a former employer's address would reach somebody else.
  update lead l set last_activity_at = greatest(l.last_activity_at, at),
      email_status = case when split_part(l.email, '@', 2) = c.detail ->> 'formerDomain' then 'INVALID' else l.email_status end
    from jsonb_to_recordset(changes) as c(lead_id uuid, detail jsonb) where l.id = c.lead_id and l.id = any (leads);

  perform ask_recalls(leads, '{}', '{}');
  perform write_audit(record_job_changes.actor, 'lead.job_changed', 'lead', c.lead_id::text, c.detail)
    from jsonb_to_recordset(changes) as c(lead_id uuid, detail jsonb) where c.lead_id = any (leads);
  perform announce('lead', leads);
  if cardinality(withdrawn) > 0 then
    perform announce('draft', withdrawn);
    perform announce('queue', array[null::uuid]);
  end if;
  return cardinality(leads);
end
$$;

-- The platform's own word that mails went out: ACCEPTED (or UNKNOWN, or settled by a person as not sent) becomes PROVEN, and the lead SENT.
-- The webhook and the poll both come here, so that a proof has its effect once, whoever brings it.
-- proofs: an array of objects (sendId, messageId, at). Returns the sends that changed.
create or replace function prove_sends(proofs jsonb) returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  -- Not `at`: so is a part of a proof named, and that comes first.
  moment timestamptz := business_now();
  proven uuid[];
  moved uuid[];
begin
  perform from send s where s.id in (select p."sendId" from jsonb_to_recordset(proofs) as p("sendId" uuid)) order by s.id for update;
  with proof as (
    select distinct on (p."sendId") * from jsonb_to_recordset(proofs) as p("sendId" uuid, "messageId" text, at timestamptz) order by p."sendId", p.at
  ), changed as (
    update send s set status = 'PROVEN', code = null, message = null, next_check_at = null,
      accepted_at = coalesce(s.accepted_at, p.at, moment), proven_at = coalesce(p.at, moment), provider_message_id = coalesce(p."messageId", s.provider_message_id)
    from proof p
    where s.id = p."sendId" and (s.status in ('ACCEPTED', 'UNKNOWN', 'IN_FLIGHT') or (s.status = 'SKIPPED' and s.code = 'SETTLED_NOT_SENT'))
    returning s.id
  )
  select coalesce(array_agg(c.id), '{}') into proven from changed c;
  if cardinality(proven) = 0 then
    return;
  end if;
  -- A mail that was seen leaves no attempt open: its lease must not turn it into an unknown one.
  update send_attempt a set settled_at = clock_timestamp(), outcome = 'ACCEPTED', detail = 'Proven before its answer was settled.'
    where a.send_id = any (proven) and a.settled_at is null;
  perform from lead l where l.id in (select s.lead_id from send s where s.id = any (proven)) order by l.id for update;
  with changed as (
    update lead l set status = next_lead_status(l.status, c.cause), status_cause = null, updated_at = moment, last_activity_at = greatest(l.last_activity_at, s.proven_at), version = l.version + 1,
      account = case when s.channel = 'EMAIL' and s.platform <> 'GHL' then coalesce(l.account, s.account) else l.account end
    from send s join lead former on former.id = s.lead_id cross join lateral (select case s.channel when 'LINKEDIN' then 'LINKEDIN_REQUESTED' else 'EMAIL_SENT' end as cause) c
    where s.id = any (proven) and l.id = former.id and next_lead_status(l.status, c.cause) <> l.status
      -- It went out before the lead was laid aside, by time or by LinkedIn, whichever was heard first.
      and (s.proven_at < resting_since(l.id)) is not true
    returning l.id, former.status as from_status, l.status as to_status, c.cause, format('%s shows that step %s went out.', platform_name(s.platform), s.step) as reason
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(moment), c.id, moment, 'status', 'OPERATOR', format('Status: %s.', replace(lower(c.to_status::text), '_', ' ')),
      jsonb_build_object('from', c.from_status, 'to', c.to_status, 'signal', c.cause, 'reason', c.reason) from changed c
  )
  select coalesce(array_agg(c.id), '{}') into moved from changed c;
  -- One whose approval fell while it was leaving went out all the same.
  update draft d set status = 'SENT', version = d.version + 1, updated_at = moment
    from send s where s.id = any (proven) and d.id = s.draft_id and d.status in ('APPROVED', 'PENDING');
  perform enroll(proven);
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(moment), s.lead_id, moment, 'proof', 'OPERATOR', format('%s shows that step %s went out.', platform_name(s.platform), s.step),
      jsonb_build_object('sendId', s.id, 'messageId', s.provider_message_id)
    from send s where s.id = any (proven) and s.lead_id is not null;
  perform write_audit('OPERATOR', 'send.proven', 'send', s.id::text, jsonb_build_object('messageId', s.provider_message_id, 'at', s.proven_at))
    from send s where s.id = any (proven);
  perform announce('send', proven);
  perform announce('lead', array(select s.lead_id from send s where s.id = any (proven) and s.lead_id is not null));
  perform announce('batch', array(select distinct s.batch_id from send s where s.id = any (proven)));
  return query select unnest(proven);
end
$$;

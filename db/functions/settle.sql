-- Ends the attempts of one delivering request with what is known of it (invariants.md, "The send, step by step"):
--   ACCEPTED      the platform named our recipient or an id of its own
--   REFUSED       it said no to this recipient
--   NOT_SENT      certainly never sent (no connection, our key, our rate): planned again, once-key kept, ceilings given back
--   UNKNOWN       no clear answer: counts as sent, never sent again by a machine
-- results: an array of objects (sendId, outcome, code, message, providerLeadId, providerMessageId, notBeforeMs).
-- Only an open attempt with this key can be settled: a late answer to a lease that ran out changes nothing. Returns the sends that changed.
create or replace function settle(attempt_key uuid, results jsonb) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  ended uuid[];
begin
  -- Rows in the order in which `reserve` and `suppress` lock them, so that they wait for each other and never in a circle.
  perform from send s where s.id in (select r."sendId" from jsonb_to_recordset(results) as r("sendId" uuid)) order by s.id for update;
  with result as (
    select * from jsonb_to_recordset(results) as r("sendId" uuid, outcome text, code text, message text, "providerLeadId" text, "providerMessageId" text, "notBeforeMs" double precision)
  ), closed as (
    update send_attempt a set settled_at = clock_timestamp(), outcome = r.outcome, detail = r.message
    from result r where a.send_id = r."sendId" and a.key = attempt_key and a.settled_at is null returning a.send_id
  ), changed as (
    update send s set
      status = case r.outcome when 'ACCEPTED' then 'ACCEPTED' when 'REFUSED' then 'REFUSED' when 'NOT_SENT' then 'PLANNED' else 'UNKNOWN' end::send_status,
      code = case when r.outcome = 'ACCEPTED' then null else coalesce(r.code, r.outcome) end,
      message = case when r.outcome = 'ACCEPTED' then null else r.message end,
      accepted_at = case when r.outcome = 'ACCEPTED' then at end,
      not_before = case when r.outcome = 'NOT_SENT' then at + make_interval(secs => coalesce(r."notBeforeMs", 5000) / 1000) end,
      next_check_at = case when r.outcome = 'UNKNOWN' then at end,
      provider_lead_id = coalesce(r."providerLeadId", s.provider_lead_id),
      provider_message_id = coalesce(r."providerMessageId", s.provider_message_id)
    from result r join closed c on c.send_id = r."sendId"
    where s.id = r."sendId" and s.status = 'IN_FLIGHT'
    returning s.id, s.status
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;

  perform after_settling(ended);
  return query select unnest(ended);
end
$$;

-- What follows from a settled state, in the settling statement: ceilings given back, the lead's status, its timeline, the draft, the audit row.
create or replace function after_settling(send_ids uuid[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
begin
  if cardinality(send_ids) = 0 then
    return;
  end if;
  perform from ceiling_use u
    where (u.day, u.scope, u.name) in (
      select s.ceiling_day, v.scope, v.name from send s
        cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) v
      where s.id = any (send_ids) and s.status in ('PLANNED', 'REFUSED'))
    order by u.day, u.scope, u.name for update;
  perform from lead l where l.id in (select s.lead_id from send s where s.id = any (send_ids)) order by l.id for update;
  update ceiling_use u set used = u.used - n.count
    from (
      select s.ceiling_day as day, v.scope, v.name, count(*)::integer as count from send s
        cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) v
      where s.id = any (send_ids) and s.status in ('PLANNED', 'REFUSED') group by 1, 2, 3) n
    where u.day = n.day and u.scope = n.scope and u.name = n.name;
  delete from touch_day t using send s where s.id = any (send_ids) and s.status in ('PLANNED', 'REFUSED') and t.send_id = s.id;
  -- One whose approval fell while it was leaving went out all the same.
  update draft d set status = 'SENT', version = d.version + 1, updated_at = at
    from send s where s.id = any (send_ids) and s.status in ('ACCEPTED', 'UNKNOWN') and d.id = s.draft_id and d.status in ('APPROVED', 'PENDING');
  -- Within a platform a lead keeps its account; who was written to through GoHighLevel stays there.
  update lead l set
      account = case when s.channel = 'EMAIL' and s.platform <> 'GHL' then s.account else l.account end,
      linkedin_account = case when s.channel = 'LINKEDIN' then s.account else l.linkedin_account end,
      is_on_ghl = l.is_on_ghl or s.platform = 'GHL'
    from send s where s.id = any (send_ids) and s.status in ('ACCEPTED', 'UNKNOWN') and l.id = s.lead_id;
  with moved as (
    update lead l set status = next_lead_status(l.status, 'HANDED_OVER'), updated_at = at, last_activity_at = at, version = l.version + 1
    from send s join lead former on former.id = s.lead_id
    where s.id = any (send_ids) and s.status in ('ACCEPTED', 'UNKNOWN') and l.id = former.id and next_lead_status(l.status, 'HANDED_OVER') <> l.status
    returning l.id, former.status as from_status, l.status as to_status, format('Step %s was handed over to %s.', s.step, platform_name(s.platform)) as reason
  ), told as (
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), m.id, at, 'status', 'OPERATOR', 'Status: dispatched.',
      jsonb_build_object('from', m.from_status, 'to', m.to_status, 'signal', 'HANDED_OVER', 'reason', m.reason) from moved m
  )
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), s.lead_id, at, 'send', 'OPERATOR',
      case s.status
        when 'ACCEPTED' then format('Step %s handed over to %s.', s.step, platform_name(s.platform))
        when 'REFUSED' then format('%s refused this recipient: %s', platform_name(s.platform), s.message)
        when 'PLANNED' then format('Not sent, planned again: %s', s.message)
        else format('No clear answer from %s. It counts as sent and is not repeated.', platform_name(s.platform)) end,
      jsonb_build_object('sendId', s.id, 'account', s.account, 'code', s.code)
    from send s where s.id = any (send_ids) and s.lead_id is not null;
  perform enroll(array(select s.id from send s where s.id = any (send_ids) and s.status = 'ACCEPTED'));
  perform write_audit('OPERATOR', 'send.settled', 'send', s.id::text, jsonb_build_object('status', s.status, 'code', s.code, 'message', s.message))
    from send s where s.id = any (send_ids);
  perform announce('send', send_ids);
  perform announce('lead', array(select s.lead_id from send s where s.id = any (send_ids) and s.lead_id is not null));
  perform announce('batch', array(select distinct s.batch_id from send s where s.id = any (send_ids)));
end
$$;

-- A lease that ran out: nobody can know whether the request arrived. Never planned again (I1).
create or replace function expire_leases() returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  ended uuid[];
begin
  with late as (
    select a.id, a.send_id from send_attempt a where a.settled_at is null and a.lease_until < clock_timestamp() order by a.send_id for update skip locked
  ), closed as (
    update send_attempt a set settled_at = clock_timestamp(), outcome = 'UNKNOWN', detail = 'The lease ran out without an answer.'
    from late where a.id = late.id returning a.send_id
  ), changed as (
    update send s set status = 'UNKNOWN', code = 'LEASE_EXPIRED', message = 'No answer before the lease ran out.', next_check_at = business_now()
    from closed c where s.id = c.send_id and s.status = 'IN_FLIGHT' returning s.id
  )
  select coalesce(array_agg(c.id), '{}') into ended from changed c;
  perform after_settling(ended);
  return query select unnest(ended);
end
$$;

-- What reading the platform, or a person, says of an unknown send. PRESENT: accepted. ABSENT: a person found that it was not sent, and it
-- ends SKIPPED with its once-key and ceiling taken. LOOK_AGAIN: asked once more later.
create or replace function settle_unknown(send_id uuid, finding text, reason text, actor text, look_again_ms double precision, provider_message_id text)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  row send;
begin
  update send s set
      status = case finding when 'PRESENT' then 'ACCEPTED' when 'ABSENT' then 'SKIPPED' else 'UNKNOWN' end::send_status,
      code = case finding when 'PRESENT' then null when 'ABSENT' then 'SETTLED_NOT_SENT' else s.code end,
      message = case finding when 'PRESENT' then null when 'ABSENT' then reason else s.message end,
      accepted_at = case when finding = 'PRESENT' then at end,
      provider_message_id = coalesce(settle_unknown.provider_message_id, s.provider_message_id),
      checks = s.checks + 1,
      next_check_at = case when finding = 'LOOK_AGAIN' and look_again_ms is not null then at + make_interval(secs => look_again_ms / 1000) end
    where s.id = settle_unknown.send_id and s.status = 'UNKNOWN' returning * into row;
  if not found then
    return false;
  end if;
  if finding = 'PRESENT' then
    perform enroll(array[row.id]);
  end if;
  if finding <> 'LOOK_AGAIN' then
    perform write_audit(actor, 'send.settled', 'send', row.id::text, jsonb_build_object('status', row.status, 'reason', reason, 'finding', finding));
    insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
      select uuid_v7(at), row.lead_id, at, 'send', actor,
        case finding when 'PRESENT' then format('%s has it after all.', platform_name(row.platform)) else 'Settled as not sent.' end,
        jsonb_build_object('sendId', row.id, 'reason', reason) where row.lead_id is not null;
  end if;
  perform announce('send', array[row.id]);
  perform announce('batch', array[row.batch_id]);
  return true;
end
$$;

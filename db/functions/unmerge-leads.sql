-- Takes two leads apart again: every row that the merge moved goes back to its lead, every value that still stands as the merge left it is again
-- what it was. What came since stays with the one that had stayed; but what was sent since counts for both, and whoever has answered or asked
-- to be left alone since has done so for both: taking apart sends nothing a second time. Answers both leads, or why not.
create or replace function unmerge_leads(merge uuid, actor text) returns table (kept_id uuid, gone_id uuid, rows_moved integer, code text, message text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  m lead_merge;
  kept lead;
  back lead;
  patch jsonb;
  ref record;
  one record;
  columns text;
  count integer := 0;
  step integer;
  refusal record;
  has_answered boolean;
  has_moved_on boolean;
  was lead_status;
  also lead_status;
begin
  perform pg_advisory_xact_lock(hashtext('swarm.dispatch'));
  select * into m from lead_merge x where x.id = merge for update;
  if m.id is null then
    return query select null::uuid, null::uuid, 0, 'NOT_FOUND', 'There is no such merge.';
    return;
  end if;
  if m.undone_at is not null then
    return query select m.lead_id, m.merged_id, 0, 'ALREADY_DONE', format('%s took them apart already.', m.undone_by);
    return;
  end if;
  perform from send s where s.lead_id = m.lead_id order by s.id for no key update;
  select * into kept from lead l where l.id = m.lead_id for update;
  was := kept.status;
  -- Who stood there already moves no further by answering again.
  has_answered := coalesce(last_answer_at(m.lead_id) >= m.merged_at, false);
  has_moved_on := has_answered or kept.status::text is distinct from m.after ->> 'status';
  select * into refusal from merge_refusal(m.lead_id, m.lead_id) r where r.code in ('ERASED', 'IN_FLIGHT', 'IN_BATCH', 'PARKED', 'IN_RUN');
  if refusal.code is not null then
    return query select m.lead_id, m.merged_id, 0, refusal.code, refusal.message;
    return;
  end if;
  -- Its address or profile may have come to somebody else meanwhile, by another merge or import.
  if exists (
    select from lead l where l.id <> m.lead_id and (l.person_key = m.merged ->> 'person_key' or l.email = m.merged ->> 'email' or l.linkedin_key = m.merged ->> 'linkedin_key')
  ) then
    return query select m.lead_id, m.merged_id, 0, 'IDENTITY_TAKEN', 'Another lead has its address or profile by now. Merge or correct that one first.';
    return;
  end if;

  -- It is the one's that stays, whoever of them wrote it; what it says counts for both once a person has said what that is and it has had its effect.
  if exists (
    select from reply r join delivery y on y.id = r.delivery_id
    where r.lead_id = m.lead_id and reply_waits(r) and (y.applied_at is null or y.applied_at >= m.merged_at)
  ) then
    return query select m.lead_id, m.merged_id, 0, 'REPLY_WAITS', 'A reply that came while they were one waits for a person to say what it is, or has had no effect yet. See to that first.';
    return;
  end if;

  -- The one that stayed: each value that is still the merge's own is what it was before.
  select coalesce(jsonb_object_agg(b.key, b.value), '{}') into patch from jsonb_each(m.before) b
    where b.key = any ('{email,person_key,email_status,linkedin_key,linkedin_url,first_name,last_name,full_name,title,seniority,company_id,company_name,city,region,country_code,time_zone,status,status_cause,tier,score,account,linkedin_account,is_on_ghl,intent,last_activity_at}'::text[])
      and b.value is distinct from m.after -> b.key and to_jsonb(kept) -> b.key is not distinct from m.after -> b.key;
  if has_answered then
    patch := patch - 'status' - 'status_cause';
  end if;
  -- These belong together.
  if (patch ? 'status') <> (patch ? 'status_cause') and m.before -> 'status_cause' is distinct from m.after -> 'status_cause' then
    patch := patch - 'status' - 'status_cause';
  end if;
  delete from lead_alias a using lead_merge_row r
    where r.merge_id = m.id and r.kind = 'ADDED' and r.table_name = 'lead_alias' and a.key = r.key ->> 'key' and a.lead_id = m.lead_id;
  update lead l set
    email = p.email, person_key = p.person_key, email_status = p.email_status, linkedin_key = p.linkedin_key, linkedin_url = p.linkedin_url,
    first_name = p.first_name, last_name = p.last_name, full_name = p.full_name, title = p.title, seniority = p.seniority, company_id = p.company_id,
    company_name = p.company_name, city = p.city, region = p.region, country_code = p.country_code, time_zone = p.time_zone, status = p.status,
    status_cause = p.status_cause, tier = p.tier, score = p.score, account = p.account, linkedin_account = p.linkedin_account, is_on_ghl = p.is_on_ghl, intent = p.intent, last_activity_at = p.last_activity_at,
    version = l.version + 1, updated_at = at
    from jsonb_populate_record(kept, patch) p where l.id = m.lead_id;

  -- The one that went.
  columns := (select string_agg(quote_ident(a.attname), ', ') from pg_attribute a
    where a.attrelid = 'lead'::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '');
  execute format('insert into lead (%1$s) select %1$s from jsonb_populate_record(null::lead, $1)', columns)
    using m.merged || jsonb_build_object('version', (m.merged ->> 'version')::integer + 1, 'updated_at', at);

  for ref in select * from lead_references() union all select 'lead_merge', 'lead_id', '{id}'::text[] loop
    if cardinality(ref.key_columns) = 0 then
      execute format('update %1$I t set %2$I = $1 where t.%2$I = $2 and exists (
        select from lead_merge_row r where r.merge_id = $3 and r.kind = ''MOVED'' and r.table_name = %1$L and r.column_name = %2$L)',
        ref.table_name, ref.column_name) using m.merged_id, m.lead_id, m.id;
    else
      execute format('update %1$I t set %2$I = $1 from lead_merge_row r
        where r.merge_id = $3 and r.kind = ''MOVED'' and r.table_name = %1$L and r.column_name = %2$L and t.%2$I = $2 and %3$s',
        ref.table_name, ref.column_name,
        (select string_agg(format('t.%1$I = (r.key ->> %1$L)::%2$s', k, (select format_type(a.atttypid, null) from pg_attribute a where a.attrelid = ref.table_name::regclass and a.attname = k)), ' and ')
          from unnest(ref.key_columns) k)) using m.merged_id, m.lead_id, m.id;
    end if;
    get diagnostics step = row_count;
    count := count + step;
  end loop;
  update delivery d set lead_id = m.merged_id
    where d.lead_id = m.lead_id and d.id in (select g.delivery_id from signal g where g.lead_id = m.merged_id union select r.delivery_id from reply r where r.lead_id = m.merged_id);
  for one in select * from lead_merge_row r where r.merge_id = m.id and r.kind = 'ASIDE' order by r.id loop
    columns := (select string_agg(quote_ident(a.attname), ', ') from pg_attribute a
      where a.attrelid = one.table_name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '');
    execute format('insert into %1$I (%2$s) select %2$s from jsonb_populate_record(null::%1$I, $1) on conflict do nothing', one.table_name, columns)
      using one.before;
    count := count + 1;
  end loop;
  update lead_observation o set facts = r.before -> 'facts' from lead_merge_row r
    where r.merge_id = m.id and r.kind = 'CHANGED' and r.table_name = 'lead_observation' and o.lead_id = m.lead_id and o.provider = r.key ->> 'provider'
      and o.facts = r.after -> 'facts';
  -- A text that nobody touched since waits again; approved ones too: a person looks at them anew.
  update draft d set status = 'PENDING', version = d.version + 1, updated_at = at from lead_merge_row r
    where r.merge_id = m.id and r.kind = 'CHANGED' and r.table_name = 'draft' and d.id = (r.key ->> 'id')::uuid and d.status = 'WITHDRAWN'
      and d.version = (r.after ->> 'version')::integer
      and not exists (select from draft o where o.lead_id = d.lead_id and (o.channel, o.round, o.step) = (d.channel, d.round, d.step) and o.status in ('PENDING', 'APPROVED'));

  -- What was sent while they were one was sent to both.
  insert into send_once (person, round, step, channel, send_id, at)
    select k, o.round, o.step, o.channel, o.send_id, o.at
    from send_once o join send s on s.id = o.send_id cross join lateral unnest(keys_of_lead(m.lead_id) || keys_of_lead(m.merged_id)) k
    where s.lead_id in (m.lead_id, m.merged_id) and o.at >= m.merged_at on conflict do nothing;
  insert into touch_day (person, day, send_id)
    select k, t.day, t.send_id from touch_day t join send s on s.id = t.send_id cross join lateral unnest(keys_of_lead(m.lead_id) || keys_of_lead(m.merged_id)) k
    where s.lead_id in (m.lead_id, m.merged_id) and s.reserved_at >= m.merged_at on conflict do nothing;
  -- Whatever ended or answered it since, ended or answered it for both.
  select * into kept from lead l where l.id = m.lead_id;
  select * into back from lead l where l.id = m.merged_id;
  if has_moved_on and status_weight(kept.status, kept.status_cause) > greatest(status_weight(back.status, back.status_cause), status_weight('APPROVED', null)) then
    update lead l set status = kept.status, status_cause = kept.status_cause where l.id = back.id returning l.status into also;
  end if;
  perform leave_alone(coalesce((
    select jsonb_agg(distinct jsonb_build_object('lead_id', l.id, 'status', case when is_of_mailbox(x.reason) then 'BOUNCED' else 'UNSUBSCRIBED' end, 'cause', null, 'summary', 'Suppressed: ' || x.reason))
    from lead l join suppression x on x.lifted_at is null and x.until is null and (x.person_key = l.person_key or x.linkedin_key = l.linkedin_key)
    where l.id in (kept.id, back.id)), '[]'), unmerge_leads.actor);

  update lead_merge x set undone_by = unmerge_leads.actor, undone_at = at where x.id = m.id;
  insert into merge_suggestion (lead_id, other_id, kind, evidence, at, dismissed_by, dismissed_at)
    values (least(kept.id, back.id), greatest(kept.id, back.id), 'SAME_PERSON', 'They were merged and taken apart again.', at, unmerge_leads.actor, at)
    on conflict (lead_id, other_id) do update set dismissed_by = excluded.dismissed_by, dismissed_at = excluded.dismissed_at;
  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    select uuid_v7(at), l.id, at, 'merge', unmerge_leads.actor, 'Taken apart again: they are two people.', jsonb_build_object('mergeId', m.id) || case
        when l.id = kept.id and was <> kept.status then
          jsonb_build_object('from', was, 'to', kept.status, 'signal', 'UNMERGED', 'reason', 'As it was before they were merged.')
        when l.id = back.id and also is not null then
          jsonb_build_object('from', back.status, 'to', also, 'signal', 'UNMERGED', 'reason', 'What came while they were one counts for both.')
        else '{}' end
    from lead l where l.id in (kept.id, back.id);
  perform write_audit(unmerge_leads.actor, 'lead.unmerged', 'lead', kept.id::text, jsonb_build_object('mergeId', m.id, 'mergedLeadId', back.id, 'rows', count));
  perform announce('lead', array[kept.id, back.id]);
  perform announce('lead', array[null::uuid]);
  perform announce('queue', array[null::uuid]);
  return query select kept.id, back.id, count, null::text, null::text;
end
$$;

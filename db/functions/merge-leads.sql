-- Every table and column that names a lead, found in the catalogue: a table that is added later moves along by itself. Deliveries, which may be
-- millions, are found by what they brought; links of old mails are looked up by their draft.
create or replace function lead_references() returns table (table_name text, column_name text, key_columns text[]) language sql stable as $$
  select c.relname::text, a.attname::text, array(
    select k.attname::text from pg_index i cross join lateral unnest(i.indkey::smallint[]) n join pg_attribute k on k.attrelid = c.oid and k.attnum = n
    where i.indrelid = c.oid and i.indisprimary and k.attname <> a.attname)
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and a.attname ~ '(^|_)lead_id$' and a.atttypid = 'uuid'::regtype
    and c.relname not in ('delivery', 'unsubscribe_token', 'lead_merge', 'merge_suggestion', 'import_change')
  order by 1, 2
$$;

-- How far a lead has come, for two that become one: what ends everything first (a no of their own before a bounce, which is of a mailbox, and before a
-- list that may be taken back), then what a person did, then what we did. Never a move: the status is one that the person has already.
create or replace function status_weight(status lead_status, cause text) returns integer language sql immutable as $$
  select case status
    when 'UNSUBSCRIBED' then 100 when 'BOUNCED' then 95 when 'DISQUALIFIED' then case cause when 'score' then 5 when 'not_interested' then 97 else 90 end
    when 'MEETING_BOOKED' then 80 when 'REPLIED' then 75 when 'LINKEDIN_REPLIED' then 74 when 'LINKEDIN_CONNECTED' then 60 when 'OPENED' then 55
    when 'REVIVAL_SENT' then 50 when 'REVIVAL_QUEUED' then 49 when 'REVIVAL_CANDIDATE' then 48 when 'LINKEDIN_EXHAUSTED' then 47
    when 'ENGAGED_NOT_REPLIED' then 46 when 'STALLED' then 45 when 'GHOSTED' then 44 when 'LINKEDIN_SENT' then 40 when 'SENT' then 39
    when 'DISPATCHED' then 13 when 'APPROVED' then 12 when 'REJECTED' then 11 else 10 end
$$;

-- Makes one lead of two that are one person: the older keeps its id and its history, and gets the other's. Rows of both, keys of both; what may
-- not be sent again to one may not be sent again to either. Nothing is lost: `lead_merge_row` says of every row what it was.
-- Answers the merge and how many rows moved, or why not. Two at once take turns; the later one sees that a lead is gone.
create or replace function merge_leads(one uuid, other uuid, reason text, actor text)
returns table (merge_id uuid, kept_id uuid, gone_id uuid, rows_moved integer, code text, message text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  kept lead;
  gone lead;
  one_lead lead;
  into_one uuid := uuid_v7(business_now());
  refusal record;
  ref record;
  key_of text;
  own jsonb;
  gone_weighs_more boolean;
  withdrawn uuid[];
  aliases text[];
begin
  -- No batch is frozen and nothing is parked meanwhile; then sends before leads, as settling does. All of them: they move. Their keys do not: who has
  -- a lead by its address and asks its sends back names them only then, and must not wait for this.
  perform pg_advisory_xact_lock(hashtext('swarm.dispatch'));
  perform from send s where s.lead_id in (one, other) order by s.id for no key update;
  perform from lead l where l.id in (one, other) order by l.id for update;
  select * into kept from lead l where l.id in (one, other) order by l.created_at, l.id limit 1;
  select * into gone from lead l where l.id in (one, other) and l.id <> kept.id;
  if gone.id is null then
    return query select null::uuid, kept.id, null::uuid, 0, 'GONE', 'One of them is not there any more: erased, or merged by somebody else.';
    return;
  end if;
  select * into refusal from merge_refusal(kept.id, gone.id);
  if refusal.code is not null then
    return query select null::uuid, kept.id, gone.id, 0, refusal.code, refusal.message;
    return;
  end if;

  insert into lead_merge (id, lead_id, merged_id, reason, merged, before, after, merged_by, merged_at)
    values (into_one, kept.id, gone.id, merge_leads.reason, to_jsonb(gone), to_jsonb(kept), '{}', merge_leads.actor, at);

  -- Texts that say what the other one was sent already, or what waits for the other too.
  with open_draft as (
    select d.* from draft d where d.lead_id in (kept.id, gone.id) and d.status in ('PENDING', 'APPROVED')
  ), idle as (
    select d.id, d.status, d.version from open_draft d
    where exists (
        select from send_once o where o.person = any (keys_of_lead(case when d.lead_id = kept.id then gone.id else kept.id end))
          and o.round = d.round and o.step = d.step and o.channel = d.channel and not never_left(o.send_id))
      or (d.lead_id = gone.id and exists (
        select from open_draft k where k.lead_id = kept.id and k.channel = d.channel and k.round = d.round and k.step = d.step))
  ), changed as (
    update draft d set status = 'WITHDRAWN', version = d.version + 1, updated_at = at from idle i where d.id = i.id
    returning d.id, i.status as status_before, d.version
  ), told as (
    insert into lead_merge_row (merge_id, kind, table_name, column_name, key, before, after)
    select into_one, 'CHANGED', 'draft', 'lead_id', jsonb_build_object('id', c.id), jsonb_build_object('status', c.status_before), jsonb_build_object('version', c.version)
    from changed c
  )
  select coalesce(array_agg(c.id), '{}') into withdrawn from changed c;

  -- Where a provider spoke of both, the older's facts stand and the younger's fill what is missing.
  with changed as (
    update lead_observation k set facts = g.facts || k.facts from lead_observation g, lead_observation before
    where g.lead_id = gone.id and k.lead_id = kept.id and k.provider = g.provider and before.lead_id = k.lead_id and before.provider = k.provider
      and g.facts || k.facts <> k.facts
    returning k.provider, before.facts as facts_before, k.facts
  )
  insert into lead_merge_row (merge_id, kind, table_name, column_name, key, before, after)
    select into_one, 'CHANGED', 'lead_observation', 'lead_id', jsonb_build_object('provider', c.provider),
      jsonb_build_object('facts', c.facts_before), jsonb_build_object('facts', c.facts) from changed c;

  for ref in select * from lead_references() loop
    key_of := (select coalesce('jsonb_build_object(' || string_agg(format('%L, t.%I', k, k), ', ') || ')', '''{}''::jsonb') from unnest(ref.key_columns) k);
    begin
      execute format('with moved as (update %1$I t set %2$I = $1 where t.%2$I = $2 returning %3$s as key)
        insert into lead_merge_row (merge_id, kind, table_name, column_name, key) select $3, ''MOVED'', %1$L, %2$L, m.key from moved m',
        ref.table_name, ref.column_name, key_of) using kept.id, gone.id, into_one;
    exception when unique_violation then
      -- The older has one of these already: row by row, and what can't be there twice is kept aside.
      for own in execute format('select %s from %I t where t.%I = $1', key_of, ref.table_name, ref.column_name) using gone.id loop
        begin
          execute format('with moved as (update %1$I t set %2$I = $1 where t.%2$I = $2 and %3$s = $4 returning %3$s as key)
            insert into lead_merge_row (merge_id, kind, table_name, column_name, key) select $3, ''MOVED'', %1$L, %2$L, m.key from moved m',
            ref.table_name, ref.column_name, key_of) using kept.id, gone.id, into_one, own;
        exception when unique_violation then
          execute format('with aside as (delete from %1$I t where t.%2$I = $2 and %3$s = $4 returning to_jsonb(t) as row, %3$s as key)
            insert into lead_merge_row (merge_id, kind, table_name, column_name, key, before) select $3, ''ASIDE'', %1$L, %2$L, a.key, a.row from aside a',
            ref.table_name, ref.column_name, key_of) using kept.id, gone.id, into_one, own;
        end;
      end loop;
    end;
  end loop;
  with aside as (delete from import_change c where c.lead_id = gone.id returning to_jsonb(c) as row)
    insert into lead_merge_row (merge_id, kind, table_name, column_name, key, before) select into_one, 'ASIDE', 'import_change', 'lead_id', '{}', a.row from aside a;
  update delivery d set lead_id = kept.id
    where d.lead_id = gone.id and d.id in (select g.delivery_id from signal g where g.lead_id = kept.id union select r.delivery_id from reply r where r.lead_id = kept.id);
  -- Earlier merges into the one that goes are now merges into the one that stays.
  with followed as (update lead_merge m set lead_id = kept.id where m.lead_id = gone.id returning m.id)
    insert into lead_merge_row (merge_id, kind, table_name, column_name, key) select into_one, 'MOVED', 'lead_merge', 'lead_id', jsonb_build_object('id', f.id) from followed f;

  gone_weighs_more := status_weight(gone.status, gone.status_cause) > status_weight(kept.status, kept.status_cause)
    -- Of an address that is not written to any more.
    and (gone.status <> 'BOUNCED' or kept.email is null);
  delete from lead l where l.id = gone.id;
  update lead l set
    email = coalesce(l.email, gone.email), person_key = coalesce(l.person_key, gone.person_key),
    email_status = case when l.email is null then gone.email_status else l.email_status end,
    linkedin_key = coalesce(l.linkedin_key, gone.linkedin_key), linkedin_url = coalesce(l.linkedin_url, gone.linkedin_url),
    first_name = coalesce(l.first_name, gone.first_name), last_name = coalesce(l.last_name, gone.last_name), full_name = coalesce(l.full_name, gone.full_name),
    title = coalesce(l.title, gone.title), seniority = case when l.title is null then gone.seniority else l.seniority end,
    company_id = coalesce(l.company_id, gone.company_id), company_name = coalesce(l.company_name, gone.company_name),
    city = case when l.country_code is null then coalesce(gone.city, l.city) else l.city end,
    region = case when l.country_code is null then coalesce(gone.region, l.region) else l.region end,
    time_zone = coalesce(case when l.country_code is null then gone.time_zone end, l.time_zone, gone.time_zone),
    country_code = coalesce(l.country_code, gone.country_code),
    status = case when gone_weighs_more then gone.status else l.status end, status_cause = case when gone_weighs_more then gone.status_cause else l.status_cause end,
    tier = case when l.score is null then gone.tier else l.tier end, score = coalesce(l.score, gone.score),
    account = coalesce(l.account, gone.account), linkedin_account = coalesce(l.linkedin_account, gone.linkedin_account), is_on_ghl = l.is_on_ghl or gone.is_on_ghl,
    intent = greatest(l.intent, gone.intent), last_activity_at = greatest(l.last_activity_at, gone.last_activity_at), version = l.version + 1, updated_at = at
    where l.id = kept.id returning * into one_lead;
  with added as (
    insert into lead_alias (key, lead_id)
    select k, kept.id from unnest(array[gone.person_key, gone.linkedin_key]) k where k is not null and k is distinct from one_lead.person_key and k is distinct from one_lead.linkedin_key
    on conflict do nothing returning key
  ), told as (
    insert into lead_merge_row (merge_id, kind, table_name, column_name, key)
    select into_one, 'ADDED', 'lead_alias', 'lead_id', jsonb_build_object('key', a.key) from added a
  )
  select coalesce(array_agg(a.key), '{}') into aliases from added a;
  update lead_merge m set after = to_jsonb(one_lead) where m.id = into_one;
  -- Who may not be written to any more stays so: nothing that waits goes on.
  if one_lead.stage = 'TERMINAL' or one_lead.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED') then
    perform end_enrollments(array[kept.id], 'MERGED', 'Merged with somebody who had answered or must not be written to.', merge_leads.actor);
    with changed as (
      update draft d set status = 'WITHDRAWN', version = d.version + 1, updated_at = at
      from draft before where before.id = d.id and d.lead_id = kept.id and d.status in ('PENDING', 'APPROVED') and d.motion <> 'NURTURE'
      returning d.id, before.status as status_before, d.version
    ), told as (
      insert into lead_merge_row (merge_id, kind, table_name, column_name, key, before, after)
      select into_one, 'CHANGED', 'draft', 'lead_id', jsonb_build_object('id', c.id), jsonb_build_object('status', c.status_before), jsonb_build_object('version', c.version)
      from changed c
    )
    select withdrawn || coalesce(array_agg(c.id), '{}') into withdrawn from changed c;
  end if;

  insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
    values (uuid_v7(at), kept.id, at, 'merge', merge_leads.actor,
      format('Merged with %s: %s', coalesce(gone.full_name, gone.email, gone.linkedin_url, 'a lead without a name'), merge_leads.reason),
      jsonb_build_object('mergeId', into_one, 'mergedLeadId', gone.id) || case when one_lead.status = kept.status then '{}'
        else jsonb_build_object('from', kept.status, 'to', one_lead.status, 'signal', 'MERGED', 'reason', 'The other one had come further.') end);
  perform write_audit(merge_leads.actor, 'lead.merged', 'lead', kept.id::text,
    jsonb_build_object('mergeId', into_one, 'mergedLeadId', gone.id, 'reason', merge_leads.reason, 'keys', aliases, 'withdrawnDrafts', withdrawn,
      'rows', (select jsonb_object_agg(r.table_name, r.count) from (select w.table_name, count(*) from lead_merge_row w where w.merge_id = into_one group by 1) r)));
  perform announce('lead', array[kept.id, gone.id]);
  perform announce('lead', array[null::uuid]);
  if cardinality(withdrawn) > 0 then
    perform announce('draft', withdrawn);
    perform announce('queue', array[null::uuid]);
  end if;
  return query select into_one, kept.id, gone.id, (select count(*)::integer from lead_merge_row w where w.merge_id = into_one), null::text, null::text;
end
$$;

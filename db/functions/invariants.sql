-- The safety invariants that also run in production (invariants.md, marked ●). Each is one function that returns the rows that break it, and
-- none while it holds. `since` bounds what is looked at, in real time: requests, links and entries have ids that begin with it. '-infinity'
-- looks at everything (once a night). They only read, and a whole check reads one snapshot.

-- Attempts since then: where ids begin with the time, the primary key finds them.
create or replace function attempts_since(since timestamptz) returns setof send_attempt language sql stable as $$
  select a.* from send_attempt a
  where a.id >= case when since = '-infinity' then '00000000-0000-0000-0000-000000000000' else uuid_v7_floor(since) end
$$;

-- I1: for one person, round, step and channel at most one request may ever have reached a platform.
create or replace function broken_once(since timestamptz) returns table (invariant text, subject_type text, subject_id text, fault text) language sql stable as $$
  with asked as materialized (select distinct a.send_id from attempts_since(since) a)
  select 'I1', 'send', q.send_id::text, 'A request was made without a once-key.'
  from asked q where not exists (select from send_once o where o.send_id = q.send_id) and not never_left(q.send_id)
  union all
  select 'I1', 'send', a.send_id::text, format('%s requests may have reached the platform.', count(*))
  from asked q join send_attempt a on a.send_id = q.send_id
  where a.outcome is distinct from 'NOT_SENT' group by a.send_id having count(*) > 1
  union all
  select 'I1', 'send', s.id::text, format('Send %s has the same person, round, step and channel, and was made too.', z.id)
  from asked q join send s on s.id = q.send_id
  join send z on z.address = s.address and z.id <> s.id and (z.person, z.round, z.step, z.channel) = (s.person, s.round, s.step, s.channel)
  where s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN') and z.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN')
$$;

-- I2: every request belongs to a batch that was approved before it, as it is, and that had not expired; its bytes are the approved ones.
create or replace function broken_scope(since timestamptz) returns table (invariant text, subject_type text, subject_id text, fault text) language sql stable as $$
  with asked as materialized (
    select s.id, s.batch_id, s.frozen, s.hash, s.reserved_at, min(a.taken_at) as taken_at
    from attempts_since(since) a join send s on s.id = a.send_id group by s.id
  ), scope as materialized (
    select b.id, b.scope_hash, b.expires_at, (select sha256(string_agg(h.hash, ''::bytea order by h.place)) from send h where h.batch_id = b.id) as found,
      (select min(e.at) from audit_entry e join audit_detail d on d.audit_id = e.id
        where e.subject_id = b.id::text and e.action = 'batch.approved' and d.detail ->> 'scopeHash' = encode(b.scope_hash, 'hex')) as approved_at
    from batch b where b.id in (select q.batch_id from asked q)
  )
  select 'I2', 'send', q.id::text, f.fault
  from asked q left join scope c on c.id = q.batch_id
  cross join lateral unnest(array[
    case when c.id is null then 'It belongs to no batch.' end,
    -- Bytes that an erasure took are vouched for by their hash alone.
    case when q.frozen is not null and sha256(q.frozen) <> q.hash then 'Its bytes are not those that were approved.' end,
    case when c.found is distinct from c.scope_hash then 'What its batch holds is not what was approved.' end,
    case when c.approved_at is null then 'Nobody approved its batch as it is.' end,
    case when c.approved_at > q.taken_at then 'Its batch was approved only after the request.' end,
    case when q.reserved_at >= c.expires_at then 'Its batch had expired.' end
  ]) f(fault) where f.fault is not null
$$;

-- I3: no request to somebody who was suppressed, excluded or had answered before it. A row carries the time at which its transaction began,
-- so what was committed within ten seconds before a request is left to the tests, which look closer.
create or replace function broken_suppression(since timestamptz) returns table (invariant text, subject_type text, subject_id text, fault text) language sql stable as $$
  with asked as materialized (
    select distinct s.id, s.lead_id, s.draft_id, s.person, s.reserved_at - interval '10 seconds' as known_at, b.is_test, a.taken_at,
      domain_and_parents(split_part(s.address, '@', 2)) || s.name_keys as hosts, s.name_keys
    from attempts_since(since) a join send s on s.id = a.send_id left join batch b on b.id = s.batch_id
    where a.outcome is distinct from 'NOT_SENT' and s.reserved_at is not null
  ), identity as materialized (
    select q.id, q.known_at, n.name from asked q cross join lateral unnest(q.person || q.hosts) n(name)
  )
  -- Joined by one name: by whichever of three, every entry would be held against every request.
  select 'I3', 'send', i.id::text, format('The recipient had been suppressed: %s', x.reason)
  from identity i join (select unnest(array[s.person_key, s.linkedin_key, s.domain]) as known_by, s.* from suppression s) x on x.known_by = i.name
  where x.at <= i.known_at and (x.lifted_at is null or x.lifted_at > i.known_at) and (x.until is null or x.until > i.known_at)
  union all
  select 'I3', 'send', i.id::text, 'The recipient had been excluded.'
  from identity i join (select unnest(array[e.person_key, e.linkedin_key, e.domain]) as known_by, e.* from exclusion e) x on x.known_by = i.name
  where x.at <= i.known_at and (x.removed_at is null or x.removed_at > i.known_at)
  union all
  -- By the names that the guard was given.
  select 'I3', 'send', q.id::text, 'The recipient''s company had been excluded by its name.'
  from asked q cross join lateral unnest(q.name_keys) n(name) join exclusion x on x.name_key = n.name
  where x.at <= q.known_at and (x.removed_at is null or x.removed_at > q.known_at)
  union all
  select 'I3', 'send', q.id::text, format('The lead had answered before: %s', lower(replace(g.kind, '_', ' ')))
  from asked q join draft d on d.id = q.draft_id join lead l on l.id = q.lead_id
  join signal g on g.lead_id = l.id and g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')
  join delivery y on y.id = g.delivery_id and y.applied_at <= q.known_at
    -- The guard holds late answers so since this database learned it: a check of everything does not hold older requests to it.
    and greatest(g.at, case when q.taken_at >= (select i.late_answers_since from installation i) then y.applied_at end) >= d.created_at
    -- As the guard saw it: taken for automatic mail until somebody said what it is.
    and not exists (select from reply r where r.delivery_id = g.delivery_id and r.is_automatic and coalesce(r.confirmed_at, 'infinity') > q.known_at)
  where not coalesce(q.is_test, false) and l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')
$$;

-- The largest number that a ceiling's setting had lately (48 hours: a day of the organisation and a clock change), or ever.
create or replace function largest_ceiling(name text, ever boolean) returns integer language sql stable as $$
  select max((v.document #>> array['ceilings', name])::integer) from (
    select s.document, lead(s.created_at) over (order by s.version) as replaced_at from setting_version s where s.section = 'dispatch'
  ) v where ever or v.replaced_at is null or v.replaced_at > now() - interval '48 hours'
$$;

-- Whether a send holds what it took of its ceilings: it left, may have left, or a person settled one that may have.
create or replace function is_used(status send_status, code text) returns boolean language sql immutable parallel safe as $$
  select status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN') or (status = 'SKIPPED' and code = 'SETTLED_NOT_SENT')
$$;

-- I5: ceilings of a day, of seven days and of a batch are counted from the sends themselves. The ledger that `reserve` reads may never say less than was used.
create or replace function broken_ceilings(since timestamptz) returns table (invariant text, subject_type text, subject_id text, fault text) language sql stable as $$
  with days as materialized (
    select distinct s.ceiling_day as day from attempts_since(since) a join send s on s.id = a.send_id where s.ceiling_day is not null
  ), counted as materialized (
    select s.ceiling_day as day, c.scope, c.name, s.channel, s.action, count(*)::integer as used
    from send s join days on days.day = s.ceiling_day
    cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) c
    where is_used(s.status, s.code)
    group by 1, 2, 3, 4, 5
  ), requests as materialized (
    select c.name, s.ceiling_day
    from send s cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) c
    where c.scope = 'ACCOUNT' and s.action = 'LINKEDIN_REQUEST' and is_used(s.status, s.code)
      and s.ceiling_day between (select min(d.day) from days d) - 6 and (select max(d.day) from days d)
  ), most as materialized (
    select m.* from (values
      ('CHANNEL', 'EMAIL', case when not (select r.is_on from ramp_state() r) then largest_ceiling('emailPerDay', since = '-infinity')
        else least(largest_ceiling('emailPerDay', since = '-infinity'), (
          select max((v.document #>> '{ramp,emailPerDay}')::integer) from setting_version v where v.section = 'dispatch')) end),
      ('ACCOUNT', 'EMAIL', largest_ceiling('emailPerAccountPerDay', since = '-infinity')),
      ('DOMAIN', 'EMAIL', largest_ceiling('emailPerDomainPerDay', since = '-infinity')),
      ('ACCOUNT', 'LINKEDIN_REQUEST', largest_ceiling('linkedinRequestsPerAccountPerDay', since = '-infinity')),
      ('ACCOUNT', 'LINKEDIN_MESSAGE', largest_ceiling('linkedinMessagesPerAccountPerDay', since = '-infinity'))
    ) m(scope, action, most)
  )
  select 'I5', 'ceiling', concat_ws(' ', c.day, c.scope, c.name), format('%s of %s were used.', c.used, m.most)
  from counted c join most m on m.scope = c.scope and m.action = c.action::text where c.used > m.most
  union all
  -- Of an account that asked somebody on that day: what others did before a limit was lowered is no fault of today.
  select 'I5', 'ceiling', concat_ws(' ', c.day, 'ACCOUNT', c.name), format('%s of %s were used in seven days.', w.used, w.most)
  from counted c cross join lateral (
    select count(*)::integer as used, largest_ceiling('linkedinRequestsPerAccountPer7Days', since = '-infinity') as most
    from requests r where r.name = c.name and r.ceiling_day between c.day - 6 and c.day) w
  where c.scope = 'ACCOUNT' and c.action = 'LINKEDIN_REQUEST' and w.used > w.most
  union all
  -- A batch may be older than any bound in time, so that the largest number ever had counts.
  select 'I5', 'ceiling', concat_ws(' ', 'BATCH', b.batch_id, b.domain), format('%s of %s to one domain were used by one batch.', b.used, b.most)
  from (
    select s.batch_id, s.domain, count(*)::integer as used, largest_ceiling('emailPerDomainPerBatch', true) as most
    from send s where s.batch_id in (select x.batch_id from send x join days on days.day = x.ceiling_day)
      and s.channel = 'EMAIL' and s.domain is not null and is_used(s.status, s.code) group by 1, 2) b
  where b.used > b.most
  union all
  select 'I5', 'ceiling', concat_ws(' ', c.day, c.scope, c.name), format('%s were used, but the ledger says %s.', c.used, coalesce(u.used, 0))
  from (select day, scope, name, sum(used)::integer as used from counted where scope <> 'TIER' group by 1, 2, 3) c
  left join ceiling_use u on (u.day, u.scope, u.name) = (c.day, c.scope, c.name) where c.used > coalesce(u.used, 0)
$$;

-- I6: the chain holds link by link, nothing stands beside it, and what was requested or approved has exactly its audit rows.
create or replace function broken_audit(since timestamptz) returns table (invariant text, subject_type text, subject_id text, fault text) language sql stable as $$
  with floor as materialized (
    select case when since = '-infinity' then '00000000-0000-0000-0000-000000000000'::uuid else uuid_v7_floor(since) end as id
  ), asked as materialized (
    select a.send_id, count(*) as attempts from send_attempt a where a.send_id in (select x.send_id from attempts_since(since) x) group by 1
  )
  -- One expression for each link, the first fault that it has: rows of values, one for each kind of fault, would be set up anew for every link,
  -- which takes four times as long as looking at it.
  select 'I6', 'audit', f.number::text, f.fault
  from (
    select s.number, case
      when s.number > 1 and p.number is null then 'The link before this one is missing.'
      when s.previous_hash <> coalesce(p.hash, sha256(''::bytea)) and (p.number is not null or s.number = 1) then 'It does not follow the link before it.'
      when e.id is null then 'Its entry is missing.'
      when s.hash <> sha256(audit_link_text(s.number, s.previous_hash, e)) then 'Its entry was changed.'
      when d.audit_id is not null and sha256(convert_to(d.detail::text, 'UTF8')) <> e.digest then 'Its detail was changed.'
    end as fault
    from audit_seal s
    left join audit_seal p on p.number = s.number - 1
    left join audit_entry e on e.id = s.audit_id
    left join audit_detail d on d.audit_id = s.audit_id
    where s.audit_id >= (select id from floor)
  ) f where f.fault is not null
  union all
  select 'I6', 'audit', e.id::text, 'The entry is not in the chain.'
  from audit_entry e where e.id >= (select id from floor)
    and not exists (select from audit_seal s where s.audit_id = e.id) and not exists (select from audit_unsealed u where u.audit_id = e.id)
  union all
  select 'I6', 'send', q.send_id::text, format('%s requests have %s audit rows.', q.attempts, n.entries)
  from asked q cross join lateral (
    select count(*) as entries from audit_entry e where e.subject_id = q.send_id::text and e.action = 'send.reserved') n
  where n.entries <> q.attempts
  union all
  select 'I6', 'batch', b.id::text, format('Its approval has %s audit rows.', n.entries)
  from (select distinct s.batch_id as id from asked q join send s on s.id = q.send_id where s.batch_id is not null) b cross join lateral (
    select count(*) as entries from audit_entry e where e.subject_id = b.id::text and e.action = 'batch.approved') n
  where n.entries > 1
$$;

-- Every broken ● invariant, at most `most` rows.
create or replace function broken_invariants(since timestamptz, most integer default 100)
returns table (invariant text, subject_type text, subject_id text, fault text) language sql stable as $$
  select * from (
    select * from broken_once(since) union all select * from broken_scope(since) union all select * from broken_suppression(since)
    union all select * from broken_ceilings(since) union all select * from broken_audit(since)
  ) x limit most
$$;

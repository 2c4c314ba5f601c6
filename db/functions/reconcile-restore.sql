-- This database may be older than the world (I24): opens what must be made good before anything is sent, and sets the stop. One is open at a
-- time; a second finding adds the head that was kept. Answers its id.
create or replace function open_reconciliation(cause reconciliation_cause, evidence text, kept_number bigint default null, kept_hash text default null)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  found_id uuid;
  is_new boolean;
begin
  insert into reconciliation as r (cause, evidence, found_at, since, kept_number, kept_hash)
    values (open_reconciliation.cause, open_reconciliation.evidence, business_now(),
      -- The last thing that stands in any lead's history, with a day to spare.
      least(business_now(), coalesce((select max(t.at) from timeline_entry t where t.at <= business_now()), business_now())) - interval '1 day',
      open_reconciliation.kept_number, open_reconciliation.kept_hash)
    on conflict ((closed_at is null)) where closed_at is null
    do update set kept_number = coalesce(r.kept_number, excluded.kept_number), kept_hash = coalesce(r.kept_hash, excluded.kept_hash)
    returning r.id, r.xmax = 0 into found_id, is_new;
  if is_new then
    perform write_audit('restore watch', 'reconciliation.opened', 'reconciliation', found_id::text,
      jsonb_build_object('cause', open_reconciliation.cause, 'evidence', open_reconciliation.evidence, 'keptNumber', open_reconciliation.kept_number));
    perform announce('safety', array[found_id]);
  end if;
  perform set_emergency_stop('ALL', open_reconciliation.evidence, false, 'restore watch');
  return found_id;
end
$$;

-- The server's timeline: restoring a backup and a server that takes over begin a new one. Null on a replica, which can't tell.
create or replace function server_timeline() returns integer language sql stable as $$
  select case when pg_is_in_recovery() then null else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer end
$$;

-- Whether the server is the one that this database last stood on: a restored backup and a server that took over begin a new timeline.
create or replace function watch_server_timeline() returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  current_timeline integer := server_timeline();
  known integer := (select i.server_timeline from installation i);
begin
  if known is null then
    update installation set server_timeline = current_timeline;
  elsif known <> current_timeline then
    -- A person may be closing this very one: what was known is read again once they are through, or it would open anew.
    select i.server_timeline into known from installation i for update;
    if known <> current_timeline then
      perform open_reconciliation('SERVER_TIMELINE',
        format('The database server is on timeline %s and was on %s: an older backup was restored, or another server took over.', current_timeline, known));
    end if;
  end if;
end
$$;

-- A person has seen what the platforms told and takes the database for whole again. The stop stays; it is lifted by itself. Answers whether
-- there was one to close: it is open, and the platforms were read.
create or replace function close_reconciliation(reason text, actor text) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  closed uuid;
begin
  -- Taken first, as whoever watches the timeline takes it.
  perform from installation for update;
  update reconciliation r set closed_by = actor, closed_at = business_now(), reason = close_reconciliation.reason
    where r.closed_at is null and r.read_at is not null returning r.id into closed;
  if closed is null then
    return false;
  end if;
  update installation set server_timeline = server_timeline();
  update alert a set resolved_by = actor, resolved_at = business_now() where a.resolved_at is null and a.cause in ('audit-head', 'campaign:unknown');
  perform write_audit(actor, 'reconciliation.closed', 'reconciliation', closed::text,
    (select jsonb_build_object('reason', r.reason, 'report', r.report) from reconciliation r where r.id = closed));
  perform announce('safety', array[closed]);
  return true;
end
$$;

-- Messages that went out without this book: each is kept once, its person counts as written to for the whole round they are in, by that channel and
-- for the first touch by any, and what was planned for them is withdrawn. entries: person, channel, at, source, message. Answers how many were new.
create or replace function take_history(entries jsonb, actor text) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  added jsonb;
begin
  with given as (
    select distinct on (e.source, e.message) e.* from jsonb_to_recordset(entries) as e(person text, channel channel, at timestamptz, source text, message text)
    order by e.source, e.message
  ), inserted as (
    insert into history_send (person, channel, at, source, message)
    select g.person, g.channel, g.at, g.source, g.message from given g on conflict (source, message) do nothing
    returning id, person, channel, at, source
  )
  select coalesce(jsonb_agg(to_jsonb(i)), '[]') into added from inserted i;
  if jsonb_array_length(added) = 0 then
    return 0;
  end if;

  -- Which step it was nobody knows, so every step that a plan may have is taken: losing a send is better than repeating one.
  insert into send_once (person, round, step, channel, send_id, at)
    select a.person, r.round, n.step, c.channel, a.id, a.at
    from jsonb_to_recordset(added) as a(id uuid, person text, channel channel, at timestamptz)
    cross join lateral (select coalesce(max(o.round), 1) as round from send_once o where o.person = a.person) r
    cross join generate_series(1, 50) n(step)
    cross join unnest(enum_range(null::channel)) c(channel)
    where c.channel = a.channel or n.step = 1
    order by a.person, n.step
    on conflict do nothing;

  perform leave_alone(coalesce(jsonb_agg(jsonb_build_object('lead_id', m.id, 'status', m.status, 'cause', null, 'summary', m.summary)), '[]'), take_history.actor)
  from (
    select l.id, case a.channel when 'LINKEDIN' then 'LINKEDIN_SENT' else 'SENT' end as status,
      format('Written to on %s without this database: %s says so.', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD'), a.source) as summary
    from jsonb_to_recordset(added) as a(person text, channel channel, at timestamptz, source text)
    cross join lateral (
      select l.id from lead l where l.person_key = a.person union all select l.id from lead l where l.linkedin_key = a.person
      union all select x.lead_id from lead_alias x where x.key = a.person
    ) l
  ) m;
  -- Whose status this moves not was not silent either: nobody is revived days after a message that this database does not have.
  with written as (
    select k.id, max(least(a.at, business_now())) as at from jsonb_to_recordset(added) as a(person text, at timestamptz)
    cross join lateral (
      select x.id from lead x where x.person_key = a.person union all select x.id from lead x where x.linkedin_key = a.person
      union all select x.lead_id from lead_alias x where x.key = a.person
    ) k group by k.id
  ), held as (
    select l.id, w.at from lead l join written w on w.id = l.id where (l.last_activity_at < w.at) is not false order by l.id for update of l
  )
  update lead l set last_activity_at = h.at, version = l.version + 1, updated_at = business_now() from held h where l.id = h.id;
  perform write_audit(take_history.actor, 'history.taken', 'history_send', 'many', jsonb_build_object('count', jsonb_array_length(added),
    'ids', (select jsonb_agg(a ->> 'id') from jsonb_array_elements(added) a)));
  return jsonb_array_length(added);
end
$$;

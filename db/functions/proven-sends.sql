-- What figures count of sends, kept beside them by triggers: whoever proves a send or stores a signal, `proven_send` follows in the same
-- transaction. Everything here works out again from the rows what stands there, so that the order of events makes no difference.

-- What a signal says of its send, as a bit of `proven_send.heard`; 0: nothing that figures count.
create or replace function heard_bit(kind text, detail jsonb) returns integer language sql immutable parallel safe as $$
  select case kind
    when 'EMAIL_OPENED' then case when detail ->> 'open' = 'human' then 3 else 1 end
    when 'EMAIL_REPLIED' then 4 when 'EMAIL_BOUNCED' then 8 when 'UNSUBSCRIBED' then 16 when 'LINKEDIN_CONNECTED' then 32
    else 0
  end
$$;

-- What such a signal is about: a connection accepts a LinkedIn request, all else comes back of an email.
create or replace function heard_of(kind text) returns touch_action language sql immutable parallel safe as $$
  select case kind when 'LINKEDIN_CONNECTED' then 'LINKEDIN_REQUEST' else 'EMAIL' end::touch_action
$$;

-- Works out what came back of every proven send of these leads. A signal belongs to the send that it names, else to the last one before it that
-- it can be about: who unsubscribes by a link after a LinkedIn request had it from an email.
-- Signals are told apart by month by their id: none is older than the send that it is about, and a day covers clocks that differ.
create or replace function hear_of_leads(leads uuid[]) returns void language sql as $$
  update proven_send p set heard = h.heard
  from (
    select q.id, coalesce(bit_or(heard_bit(g.kind, g.detail)), 0)::smallint as heard
    from proven_send q left join signal g on g.lead_id = q.lead_id and heard_bit(g.kind, g.detail) > 0
      and g.id >= uuid_v7_floor((select min(e.created_at) from send e where e.lead_id = any (leads) and e.status = 'PROVEN') - interval '1 day')
      and q.id = coalesce((g.detail ->> 'sendId')::uuid, (
        select s.id from send s where s.lead_id = g.lead_id and s.status = 'PROVEN' and s.action = heard_of(g.kind) and s.proven_at <= g.at
        order by s.proven_at desc, s.id desc limit 1))
    where q.lead_id = any (leads)
    group by q.id
  ) h
  where p.id = h.id and p.heard <> h.heard
$$;

-- Who let a text out: whoever approved it last, else whoever approved its batch.
create or replace function reviewer_of(draft_id uuid, decided_by text) returns text language sql stable parallel safe as $$
  select coalesce(
    (select r.actor from review r where r.draft_id = reviewer_of.draft_id and r.decision = 'APPROVE' order by r.draft_version desc limit 1), reviewer_of.decided_by)
$$;

-- Makes these sends stand here as they stand in `send`.
create or replace function keep_proven_sends(sends uuid[]) returns void language plpgsql as $$
begin
  delete from proven_send p where p.id = any (sends)
    and not exists (select from send s where s.id = p.id and s.status = 'PROVEN' and s.proven_at is not null and s.lead_id is not null);
  insert into proven_send (id, lead_id, container, at, channel, tier, account, angle, campaign, variant, reviewer, is_request)
    select s.id, s.lead_id, coalesce(s.campaign_id, s.batch_id), s.proven_at, s.channel, s.tier, s.account, s.angle, d.campaign, d.variant, reviewer_of(s.draft_id, b.decided_by),
      s.action = 'LINKEDIN_REQUEST'
    from send s join batch b on b.id = s.batch_id and not b.is_test left join draft d on d.id = s.draft_id
    where s.id = any (sends) and s.status = 'PROVEN' and s.proven_at is not null and s.lead_id is not null and d.is_test is distinct from true
    on conflict (id) do update set lead_id = excluded.lead_id, at = excluded.at;
  -- Of tests too: what names no send may have been heard after one of them.
  perform hear_of_leads(array(select distinct s.lead_id from send s where s.id = any (sends) and s.lead_id is not null));
end
$$;

create or replace function follow_new_sends() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  sends uuid[] := array(select n.id from added n where n.status = 'PROVEN');
begin
  if cardinality(sends) > 0 then
    perform keep_proven_sends(sends);
  end if;
  return null;
end
$$;

create or replace function follow_changed_sends() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  sends uuid[] := array(
    select n.id from after n join before o on o.id = n.id
    where (n.status = 'PROVEN' or o.status = 'PROVEN') and (n.status, n.proven_at, n.lead_id) is distinct from (o.status, o.proven_at, o.lead_id));
begin
  if cardinality(sends) > 0 then
    perform keep_proven_sends(sends);
  end if;
  return null;
end
$$;

-- A new signal only adds to what was heard; one that names no send may belong to another one than its lead's signals did before.
create or replace function follow_new_signals() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  leads uuid[] := array(select distinct n.lead_id from added n where n.lead_id is not null and heard_bit(n.kind, n.detail) > 0 and n.detail ->> 'sendId' is null);
begin
  update proven_send p set heard = p.heard | h.heard
    from (select (n.detail ->> 'sendId')::uuid as id, bit_or(heard_bit(n.kind, n.detail))::smallint as heard from added n
      where heard_bit(n.kind, n.detail) > 0 and n.detail ->> 'sendId' is not null group by 1) h
    where p.id = h.id and p.heard | h.heard <> p.heard;
  if cardinality(leads) > 0 then
    perform hear_of_leads(leads);
  end if;
  return null;
end
$$;

create or replace function follow_changed_signals() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  leads uuid[] := array(select distinct c.lead_id from changed c where c.lead_id is not null and heard_bit(c.kind, c.detail) > 0);
begin
  -- Of what is moved from lead to lead the sends move too, and are followed by themselves.
  if cardinality(leads) > 0 then
    perform hear_of_leads(leads);
  end if;
  return null;
end
$$;

create or replace trigger proven_send_follows_new after insert on send referencing new table as added for each statement execute function follow_new_sends();
create or replace trigger proven_send_follows_changed after update on send referencing old table as before new table as after for each statement execute function follow_changed_sends();
create or replace trigger proven_send_hears_new after insert on signal referencing new table as added for each statement execute function follow_new_signals();
create or replace trigger proven_send_hears_changed after update on signal referencing new table as changed for each statement execute function follow_changed_signals();
create or replace trigger proven_send_forgets after delete on signal referencing old table as changed for each statement execute function follow_changed_signals();

-- Sends of before this table: once, in the transaction that makes the triggers.
do $$
declare
  leads uuid[];
begin
  if not exists (select from proven_send) then
    perform keep_proven_sends(array(select s.id from send s where s.status = 'PROVEN'));
  end if;
  -- What was kept by triggers that did not know who let a send out.
  update proven_send p set reviewer = reviewer_of(s.draft_id, b.decided_by) from send s join batch b on b.id = s.batch_id
    where s.id = p.id and p.reviewer is null and reviewer_of(s.draft_id, b.decided_by) is not null;
  -- What was kept by triggers that took LinkedIn messages for requests, and any send for what a signal is about, also by those of a version that was
  -- gone back to.
  leads := array(select distinct p.lead_id from proven_send p where p.is_request is null and p.channel = 'LINKEDIN');
  if cardinality(leads) > 0 then
    update proven_send p set is_request = s.action = 'LINKEDIN_REQUEST' from send s where s.id = p.id and p.is_request is null and p.channel = 'LINKEDIN';
    perform hear_of_leads(leads);
  end if;
end
$$;

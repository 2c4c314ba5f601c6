-- What came back of sends, one row for each that anything came back of. A signal belongs to the send that it names, else to the last proven
-- email before it (an unsubscribe link names its lead alone). Opens count only where a person opened; `told_of_open` says whether any were told.
create or replace function what_came_back(send_ids uuid[])
returns table (send_id uuid, told_of_open boolean, opened boolean, replied boolean, bounced boolean, unsubscribed boolean) language sql stable as $$
  select a.send_id, bool_or(a.kind = 'EMAIL_OPENED'), bool_or(a.kind = 'EMAIL_OPENED' and a.open = 'human'), bool_or(a.kind = 'EMAIL_REPLIED'),
    bool_or(a.kind = 'EMAIL_BOUNCED'), bool_or(a.kind = 'UNSUBSCRIBED')
  from (
    select g.kind, g.detail ->> 'open' as open, coalesce(
      (g.detail ->> 'sendId')::uuid,
      (select p.id from send p where p.lead_id = g.lead_id and p.status = 'PROVEN' and p.channel = 'EMAIL' and p.proven_at <= g.at order by p.proven_at desc, p.id desc limit 1)
    ) as send_id
    from signal g
    where g.kind in ('EMAIL_OPENED', 'EMAIL_REPLIED', 'EMAIL_BOUNCED', 'UNSUBSCRIBED')
      -- Signals are told apart by month by their id; a day covers clocks that differ.
      and g.id >= uuid_v7_floor((select min(s.created_at) from send s where s.id = any (send_ids)) - interval '1 day')
      and g.lead_id in (select s.lead_id from send s where s.id = any (send_ids))
    offset 0
  ) a where a.send_id = any (send_ids) group by a.send_id
$$;

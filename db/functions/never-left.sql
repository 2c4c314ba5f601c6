-- Whether a send that ended certainly never left, although it was reserved: every request of it is known not to have been made or not to have been
-- let in, nobody settled it by hand, the platform never said that it sent it, and it stood in no campaign there but one that we deleted while it was a
-- draft, and read back as gone. A campaign that is gone in any other way may have been started there, have run and been deleted: it keeps barring.
-- Once true it stays true: such a send is never reserved, settled or proven again. Its once-key then bars nobody, and is the next one's who takes it.
create or replace function never_left(send_id uuid) returns boolean language sql stable as $$
  select exists (
    select from send s left join campaign c on c.id = s.campaign_id
    where s.id = never_left.send_id and s.status = 'SKIPPED' and coalesce(s.code, '') not in ('SETTLED_NOT_SENT', 'SENT_UNASKED')
      and (c.id is null or c.state = 'REMOVED' and (c.provider_campaign_id is null or c.draft_removed_at is not null))
  ) and (select bool_and(a.outcome is not distinct from 'NOT_SENT') from send_attempt a where a.send_id = never_left.send_id) is true
$$;

-- Whoever takes a once-key finds it free where only a send that never left has it. Of two at once the table's key still lets in one: the other
-- finds nothing to take away any more, and the first one's row in its way.
create or replace function free_once_key() returns trigger language plpgsql as $$
begin
  delete from send_once o where (o.person, o.round, o.step, o.channel) = (new.person, new.round, new.step, new.channel)
    and o.send_id <> new.send_id and never_left(o.send_id);
  return new;
end
$$;
create or replace trigger send_once_is_free before insert on send_once for each row execute function free_once_key();

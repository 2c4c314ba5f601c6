-- Whether a reply keeps everybody from writing to its lead. A text that nobody is sure of may ask us to stop: it waits for a person, and all sending to
-- that lead with it. So may one that is theirs by now and has had no effect yet. Somebody who looked at what was refused and set it aside lets go of
-- it, with all others that were refused then; but not of what asks us to stop, or says no, until a person has said of it what it is.
create or replace function reply_waits(r reply) returns boolean language sql stable as $$
  select (r.stop = 'doubt' or r.needs_person) and r.confirmed_at is null
    or exists (
      select from delivery v where v.id = r.delivery_id and v.applied_at is null
        and (v.error is distinct from 'It could not be applied, and was set aside.'
          or r.class in ('UNSUBSCRIBE', 'NOT_INTERESTED') or (r.stop = 'yes' and r.confirmed_at is null)))
$$;

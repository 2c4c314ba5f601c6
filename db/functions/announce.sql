-- Puts a change into the outbox of live updates, in the transaction of the change. A null subject means "many of this topic".
-- Nothing is notified here: NOTIFY takes one lock for the whole database at commit, so the writing process pokes afterwards, merged.
create or replace function announce(topic text, subjects uuid[]) returns void language sql as $$
  insert into notice (topic, subject) select announce.topic, s from unnest(subjects) s
$$;

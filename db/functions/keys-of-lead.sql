-- Everything that a lead is or was known by: nobody is written to again under another of their names (I11, I23).
create or replace function keys_of_lead(asked uuid) returns text[] language sql stable as $$
  select array_remove(array[l.person_key, l.linkedin_key] || array(select a.key from lead_alias a where a.lead_id = l.id), null) from lead l where l.id = asked
$$;

-- A mailbox bounces, not a person: such a suppression says nothing of their other addresses. All others hold for everything they are known by.
create or replace function is_of_mailbox(reason text) returns boolean language sql immutable parallel safe as $$
  select coalesce(reason ilike '%bounce%', false)
$$;

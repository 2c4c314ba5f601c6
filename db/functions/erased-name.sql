-- Who was erased stays recognisable without being kept: what they were known by is replaced, wherever it keeps something from happening twice, by a
-- digest that is keyed with a salt of this database. Roles of the application may ask about a key that they know; they can read neither the salt
-- nor the list (docs/decisions/0041).
insert into erasure_salt (salt) values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') || sha256(gen_random_uuid()::text::bytea))
  on conflict do nothing;

create or replace function erased_name(key text) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select case when key like 'erased:%' then key
    else 'erased:' || left(encode(sha256(s.salt || convert_to(key, 'UTF8')), 'hex'), 32) end
  from erasure_salt s
$$;

-- Whether the person behind a key asked to be erased: no lead is made of them again, and nothing is written to them.
create or replace function is_erased(key text) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select key not like 'erased:%' and exists (select from erased_key) and exists (select from erased_key k where k.name = erased_name(key))
$$;

-- Whose erasure is done: what a platform still tells of them is not kept any more. Until then it is, because it says what became of messages that
-- were under way. Whoever asks takes turns with `finish_erasure` until its own transaction ends: what it keeps because of the answer is found by that.
create or replace function forgotten(keys text[]) returns text[] language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('swarm.erasure'));
  return case when exists (select from erased_key) then array(
    select distinct g.key from unnest(keys) g(key)
    join erased_key k on k.name = erased_name(g.key) join erasure e on e.id = k.erasure_id where g.key not like 'erased:%' and e.done_at is not null)
  else '{}' end;
end
$$;

-- However a lead comes in, and whoever forgets to ask: nobody who was erased becomes one again, and no lead takes on what they were known by.
-- With the rights of whoever writes, and nothing set: as long as nobody was erased this costs a lead next to nothing.
create or replace function refuse_erased_lead() returns trigger language plpgsql as $$
begin
  return case when exists (select from erasure) and (is_erased(new.person_key) or is_erased(new.linkedin_key)) then null else new end;
end
$$;
create or replace trigger lead_is_not_erased before insert on lead for each row execute function refuse_erased_lead();

-- Taken back after the change, not kept from it: beside a trigger before an update, whatever columns it is for, PostgreSQL works out all that is
-- generated of a lead, its words for the search too, at every update of any column (12 µs each). What is taken back is not looked at once more.
create or replace function take_back_erased_keys() returns trigger language plpgsql as $$
begin
  if exists (select from erasure) then
    if new.person_key is distinct from old.person_key and is_erased(new.person_key) then
      update lead set person_key = old.person_key, email = old.email where id = new.id;
    end if;
    if new.linkedin_key is distinct from old.linkedin_key and is_erased(new.linkedin_key) then
      update lead set linkedin_key = old.linkedin_key, linkedin_url = old.linkedin_url where id = new.id;
    end if;
  end if;
  return null;
end
$$;
create or replace trigger lead_takes_on_nobody after update of person_key, linkedin_key on lead for each row
  when (pg_trigger_depth() = 0 and (old.person_key, old.linkedin_key) is distinct from (new.person_key, new.linkedin_key))
  execute function take_back_erased_keys();

create or replace function refuse_erased_alias() returns trigger language plpgsql as $$
begin
  return case when exists (select from erasure) and is_erased(new.key) then null else new end;
end
$$;
create or replace trigger alias_is_not_erased before insert on lead_alias for each row execute function refuse_erased_alias();

-- An answer that was under way when its lead was erased finds nobody.
create or replace function refuse_erased_facts() returns trigger language plpgsql as $$
begin
  return case when exists (select from erasure e where e.lead_id = new.lead_id and e.done_at is not null) then null else new end;
end
$$;
create or replace trigger facts_are_not_erased before insert or update on lead_observation for each row execute function refuse_erased_facts();

-- Lists and histories that name an erased person again say it by the digest.
create or replace function digest_erased_suppression() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if is_erased(new.person_key) then
    new.person_key := erased_name(new.person_key);
    new.email := null;
  end if;
  if is_erased(new.linkedin_key) then
    new.linkedin_key := erased_name(new.linkedin_key);
    new.linkedin_url := null;
  end if;
  return new;
end
$$;
create or replace trigger suppression_is_digested before insert on suppression for each row execute function digest_erased_suppression();

create or replace function digest_erased_history() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if is_erased(new.person) then
    new.message := erased_name(new.message);
    new.person := erased_name(new.person);
  end if;
  return new;
end
$$;
create or replace trigger history_is_digested before insert on history_send for each row execute function digest_erased_history();

-- One part of what a link covers, with its length before it, so that no two entries can read the same.
create or replace function audit_link_part(part text) returns text language sql stable parallel safe as $$
  select octet_length(convert_to(part, 'UTF8')) || ':' || part
$$;

-- What one link of the chain covers: every part of it. Without a query of its own it becomes part of the statement that asks: checks and
-- verifications make it of every link that they look at.
create or replace function audit_link_text(number bigint, previous_hash bytea, entry audit_entry) returns bytea language sql stable as $$
  select convert_to(
    audit_link_part(number::text) || ',' || audit_link_part(encode(previous_hash, 'hex')) || ',' || audit_link_part(entry.id::text) || ','
    || audit_link_part(to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) || ',' || audit_link_part(entry.actor) || ','
    || audit_link_part(entry.action) || ',' || audit_link_part(entry.subject_type) || ',' || audit_link_part(entry.subject_id) || ','
    || audit_link_part(encode(entry.digest, 'hex')), 'UTF8')
$$;

-- Links up to `most` unsealed entries into the chain; returns how many. One sealer at a time: another caller gets 0 at once.
create or replace function seal_audit(most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry audit_entry;
  link record;
  sealed integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('seal_audit')) then
    return 0;
  end if;
  select s.number, s.hash into link from audit_seal s order by s.number desc limit 1;
  if not found then
    select 0::bigint as number, sha256(''::bytea) as hash into link;
  end if;
  for entry in
    select e.* from audit_unsealed u join audit_entry e on e.id = u.audit_id order by u.at, u.audit_id limit most
  loop
    insert into audit_seal (number, audit_id, previous_hash, hash, sealed_at)
      values (link.number + 1, entry.id, link.hash, sha256(audit_link_text(link.number + 1, link.hash, entry)), clock_timestamp())
      returning audit_seal.number, audit_seal.hash into link;
    delete from audit_unsealed where audit_id = entry.id;
    sealed := sealed + 1;
  end loop;
  return sealed;
end
$$;

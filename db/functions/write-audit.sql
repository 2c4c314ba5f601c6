-- One audit row, in the transaction of the decision it records (I6). The only way in: no role may write the table itself.
create or replace function write_audit(actor text, action text, subject_type text, subject_id text, detail jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry uuid := uuid_v7();
  written timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  insert into audit_entry (id, at, actor, action, subject_type, subject_id, digest)
    values (entry, written, write_audit.actor, write_audit.action, write_audit.subject_type, write_audit.subject_id,
      sha256(convert_to(coalesce(write_audit.detail, '{}')::text, 'UTF8')));
  insert into audit_detail (audit_id, detail) values (entry, coalesce(write_audit.detail, '{}'));
  insert into audit_unsealed (audit_id, at) values (entry, written);
  return entry;
end
$$;

-- The same of many subjects with one detail: a row for each, in the order given.
create or replace function write_audits(actor text, action text, subject_type text, subject_ids text[], detail jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  written timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  with entry as (
    insert into audit_entry (id, at, actor, action, subject_type, subject_id, digest)
      select uuid_v7(), written, write_audits.actor, write_audits.action, write_audits.subject_type, s.id,
        sha256(convert_to(coalesce(write_audits.detail, '{}')::text, 'UTF8'))
      from unnest(subject_ids) with ordinality s(id, nth) order by s.nth
    returning audit_entry.id
  ), kept as (
    insert into audit_detail (audit_id, detail) select e.id, coalesce(write_audits.detail, '{}') from entry e
  )
  insert into audit_unsealed (audit_id, at) select e.id, written from entry e;
end
$$;

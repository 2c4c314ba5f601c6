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

-- What the bytes of a frozen message say; null for bytes that say nothing such, which only who changed them can have written.
create or replace function frozen_fields(frozen bytea) returns jsonb language plpgsql stable strict set search_path = public, pg_temp as $$
declare
  f jsonb;
begin
  f := convert_from(frozen, 'UTF8')::jsonb;
  perform (f ->> 'scheduledAt')::timestamptz, (f ->> 'windowFrom')::timestamptz, (f ->> 'windowTo')::timestamptz;
  return f;
exception when data_exception or program_limit_exceeded then
  return null;
end
$$;

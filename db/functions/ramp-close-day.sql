-- A person closes a day of the organisation: once, today or one of the three days before (a weekend may lie between). Answers null when it is
-- closed now, else who closed it and when.
create or replace function close_day(day date, decision day_decision, note text, next_owner text, actor text)
returns table (closed_by text, closed_at timestamptz) language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  insert into day_close (day, decision, note, next_owner, closed_by, closed_at)
    values (close_day.day, close_day.decision, close_day.note, close_day.next_owner, actor, business_now()) on conflict do nothing;
  if found then
    perform write_audit(actor, 'day.closed', 'day', close_day.day::text,
      (select jsonb_build_object('decision', close_day.decision, 'note', close_day.note, 'nextOwner', close_day.next_owner, 'facts', to_jsonb(f) - 'note') from day_facts(array[close_day.day]) f));
    perform announce('safety', array[null]::uuid[]);
    return;
  end if;
  return query select c.closed_by, c.closed_at from day_close c where c.day = close_day.day;
end
$$;

-- Keeps what a check found. A failed smoke sets the emergency stop (I25).
create or replace function record_check(name check_name, version text, passed boolean, detail jsonb, actor text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  verdict uuid;
begin
  insert into check_verdict (name, version, passed, detail, recorded_by, recorded_at)
    values (record_check.name, record_check.version, record_check.passed, record_check.detail, actor, business_now()) returning id into verdict;
  perform write_audit(actor, 'check.recorded', 'check', verdict::text, jsonb_build_object('name', name, 'version', version, 'passed', passed));
  if record_check.name = 'SMOKE' and not record_check.passed then
    perform set_emergency_stop('ALL', format('The smoke of version %s failed.', version), false, actor);
  end if;
  return verdict;
end
$$;

-- Saves one version of a settings section, if `expected` is still the newest (0: none was saved yet), with its audit row and its notices in one
-- statement (I6). Answers the new version, or null when somebody was faster. The sections that reservations read wait for those that are deciding:
-- whoever reserves after this has committed goes by it.
create or replace function save_setting(section text, expected integer, document jsonb, actor text, action text, detail jsonb) returns integer language plpgsql as $$
#variable_conflict use_column
declare
  saved integer;
begin
  if save_setting.section in ('dispatch', 'organisation') then
    perform pg_advisory_xact_lock(hashtext('swarm.send_gate'));
  end if;
  insert into setting_version (section, version, document, created_by)
    select save_setting.section, expected + 1, save_setting.document, actor
    where expected = coalesce((select max(s.version) from setting_version s where s.section = save_setting.section), 0)
    on conflict do nothing returning version into saved;
  if saved is null then
    return null;
  end if;
  perform write_audit(actor, action, 'settings', save_setting.section, detail || jsonb_build_object('version', saved));
  perform announce('settings', array[null]::uuid[]);
  -- Shadow mode and the gatekeeper are settings too.
  if save_setting.section = 'dispatch' then
    perform announce('safety', array[null]::uuid[]);
  end if;
  -- Who must have a second factor is judged with every session, which is remembered for a while.
  if save_setting.section = 'access' then
    perform announce('access', array[null]::uuid[]);
  end if;
  return saved;
end
$$;

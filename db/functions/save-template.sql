-- Saves the next version of a text, if `expected` is still its newest (0: there is none yet), with its audit row and its notice in one statement
-- (I6). Answers the new version, or null when somebody was faster. Nothing is written from it before a sign-off.
create or replace function save_template(angle text, expected integer, document jsonb, note text, actor text, detail jsonb) returns integer language plpgsql as $$
#variable_conflict use_column
declare
  saved integer;
begin
  insert into template_version (angle, version, document, note, created_by, created_at)
    select save_template.angle, expected + 1, save_template.document, save_template.note, actor, business_now()
    where expected = coalesce((select max(t.version) from template_version t where t.angle = save_template.angle), 0)
    on conflict do nothing returning version into saved;
  if saved is null then
    return null;
  end if;
  perform write_audit(actor, 'template.saved', 'template', save_template.angle, detail || jsonb_build_object('version', saved));
  perform announce('settings', array[null]::uuid[]);
  return saved;
end
$$;

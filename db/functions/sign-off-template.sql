-- The version of a text that is written from: the one that was signed off last. Null where none ever was.
create or replace function live_template(angle text) returns integer language sql stable as $$
  select s.version from template_sign_off s where s.angle = live_template.angle order by s.id desc limit 1
$$;

-- A reviewer lets a version go live in place of `expected` (null: none is), with the audit row and the notice in one statement (I6). False when
-- another one had gone live since. Sign-offs of all texts happen one after the other, so that the newest row is the one in force.
create or replace function sign_off_template(angle text, version integer, expected integer, note text, actor text, detail jsonb) returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('swarm.template_sign_off'));
  if live_template(sign_off_template.angle) is distinct from expected then
    return false;
  end if;
  insert into template_sign_off (angle, version, replaced, note, actor, at)
    values (sign_off_template.angle, sign_off_template.version, expected, sign_off_template.note, sign_off_template.actor, business_now());
  perform write_audit(sign_off_template.actor, 'template.signed_off', 'template', sign_off_template.angle,
    detail || jsonb_build_object('version', sign_off_template.version, 'replaced', expected));
  perform announce('settings', array[null]::uuid[]);
  return true;
end
$$;

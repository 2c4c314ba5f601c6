-- One value of the settings in force, as text. A missing one is an error: nothing is ever unlimited because nobody said a number (I16).
create or replace function setting(section text, path text[]) returns text language plpgsql stable parallel safe as $$
declare
  value text;
begin
  select s.document #>> setting.path into value from setting_version s where s.section = setting.section order by s.version desc limit 1;
  if value is null then
    raise exception 'the setting %.% is missing', setting.section, array_to_string(setting.path, '.');
  end if;
  return value;
end
$$;

-- The day of the organisation that an instant falls on. Ceilings, the ramp and clean days count these.
create or replace function organisation_day(at timestamptz) returns date language sql stable parallel safe as $$
  select (at at time zone setting('organisation', '{timeZone}'))::date
$$;

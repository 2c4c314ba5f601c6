-- Whether whoever holds these scopes must have a second factor to do anything. A word that this version does not know counts as the strictest.
create or replace function second_factor_needed(scopes text[]) returns boolean language sql stable as $$
  select case coalesce((select s.document ->> 'secondFactor' from setting_version s where s.section = 'access' order by s.version desc limit 1), 'optional')
    when 'optional' then false
    when 'who_decides' then second_factor_needed.scopes && array['review', 'operate', 'admin']
    else true
  end
$$;

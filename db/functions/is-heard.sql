-- Whether a hook that was looked at then is heard now. An older look says nothing.
create or replace function is_heard(is_hearing boolean, checked_at timestamptz) returns boolean language sql stable parallel safe as $$
  select is_hearing and checked_at > now() - interval '15 minutes'
$$;

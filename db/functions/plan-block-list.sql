-- What a platform's own block list should say, from our suppressions: every address and domain that stands is to be on it, and what was put
-- there for a suppression that is over is to come off. Rows of both kinds are open until reading the list has confirmed them. Returns how
-- many were opened.
create or replace function plan_block_list(platform platform) returns integer language sql as $$
  with standing as materialized (
    select s.person_key, s.email, s.domain, s.reason from suppression s
    where s.lifted_at is null and (s.until is null or s.until > (select business_now())) and (s.person_key is not null or s.domain is not null)
  ), wanted as materialized (
    select v.value, min(v.reason) as reason from (
      select lower(s.email) as value, s.reason from standing s where s.email is not null
      -- The platform compares letters: the canonical form and the form that we would write to are others to it.
      union all select lower(s.person_key), s.reason from standing s where s.person_key like '%@%'
      union all select lower(l.email), s.reason from standing s join lead l on l.person_key = s.person_key where l.email is not null
      union all select lower(s.domain), s.reason from standing s where s.domain is not null
    ) v where v.value <> '' group by v.value
  ), asked as (
    insert into block_list_push as p (platform, value, is_blocked, reason, asked_at)
    select plan_block_list.platform, w.value, true, w.reason, (select business_now()) from wanted w order by w.value
    on conflict (platform, value) do update set is_blocked = true, reason = excluded.reason, asked_at = excluded.asked_at, confirmed_at = null, attempts = 0,
      last_error = null, held_until = null
    where not p.is_blocked returning 1
  ), released as (
    update block_list_push p set is_blocked = false, asked_at = (select business_now()), confirmed_at = null, attempts = 0, last_error = null, held_until = null
    where p.platform = plan_block_list.platform and p.is_blocked and p.value not like 'erased:%' and not exists (select from wanted w where w.value = p.value) returning 1
  )
  select ((select count(*) from asked) + (select count(*) from released))::integer
$$;

-- Whether addresses must be checked before the first mail goes to them (settings, Enrichment). Nobody has said so: no.
create or replace function wants_verification() returns boolean language sql stable as $$
  select coalesce((
    select (s.document #>> '{verification,isWanted}')::boolean from setting_version s where s.section = 'enrichment' order by s.version desc limit 1), false)
$$;

-- Why a first mail may not go to this address yet where checks are wanted, as a sentence; null when nothing speaks against it. Guard 18 asks it.
create or replace function verification_problem(address text) returns text language sql stable as $$
  select case
    when v.address is null or (v.verdict is null and v.answered_at is null) then
      case when coalesce((select p.has_key from provider_access p where p.provider = 'zerobounce'), true) then 'The address waits to be verified.'
        else 'Addresses must be verified, and ZeroBounce has no key here.' end
    when v.verdict = 'NEVER' then format('ZeroBounce says of the address: %s.', v.status)
    when v.verdict = 'HOLD' and v.tries > 0 then format('ZeroBounce could not check the address (%s); it is asked again.', coalesce(nullif(v.sub_status, ''), v.status))
    when v.verdict = 'HOLD' then format('Addresses that nobody can check are held (%s).', v.status)
    when v.answered_at < (select business_now()) - make_interval(days => coalesce((
        select (s.document #>> '{verification,freshDays}')::integer from setting_version s where s.section = 'enrichment' order by s.version desc limit 1), 30))
      then 'The address was verified too long ago and waits for another check.'
  end
  from (select) asked left join address_verification v on v.address = verification_problem.address
$$;

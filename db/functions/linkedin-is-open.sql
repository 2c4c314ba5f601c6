-- LinkedIn's checklist (dispatch.md, Ceilings), each criterion computed from rows with what it was computed from. Missing settings pass nothing.
create or replace function linkedin_checklist()
returns table (place integer, name text, passed boolean, value text, required text, evidence jsonb) language sql stable as $$
  with setting as (
    select coalesce(v.document, '{}') as document from (select) one left join lateral (
      select * from setting_version s where s.section = 'linkedin' order by s.version desc limit 1) v on true
  ), confirmed as (
    -- Whoever said so first since anybody last said the contrary.
    select c.version, c.created_by, c.created_at from (select) one left join lateral (
      select * from setting_version s where s.section = 'linkedin' and s.version > coalesce((
        select max(n.version) from setting_version n where n.section = 'linkedin' and (n.document ->> 'isNativeSyncOff')::boolean is not true), 0)
      order by s.version limit 1) c on true
  ), graduation as (
    select g.at, g.by, g.override_reason from (select) one left join lateral (select * from ramp_graduation order by at limit 1) g on true
  ), warmup as (
    select (s.document ->> 'warmupStartedOn')::date as since, organisation_day(business_now()) - (s.document ->> 'warmupStartedOn')::date as days from setting s
  ), hook as (
    select is_heard(h.is_hearing, h.checked_at) as is_hearing, h.problem, h.checked_at
    from (select) one left join provider_hook h on h.provider = 'heyreach'
  ), unsigned as (
    select coalesce(array_agg(u.provider order by u.provider), '{}') as providers from unsigned_provider u
  ), chosen as (
    select distinct c.value::integer as id from setting s cross join lateral jsonb_each_text(coalesce(s.document -> 'campaigns', '{}')) c where c.value is not null
  ), campaigns as (
    select count(*)::integer as total,
      count(*) filter (where l.problem is null and l.checked_at > now() - interval '1 hour')::integer as ready,
      coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', l.name, 'status', l.status, 'problem',
        case when l.id is null then 'It was not read yet.' when l.checked_at <= now() - interval '1 hour' then 'It was last read more than an hour ago.' else l.problem end,
        'checkedAt', l.checked_at) order by c.id), '[]') as list
    from chosen c left join linkedin_campaign l on l.id = c.id
  ), tests as (
    select count(distinct s.address)::integer as proven, coalesce(jsonb_agg(jsonb_build_object('sendId', s.id, 'profile', s.address, 'provenAt', s.proven_at) order by s.proven_at), '[]') as list
    from batch b join send s on s.batch_id = b.id where b.is_test and s.platform = 'HEYREACH' and s.status = 'PROVEN'
  )
  select 1, 'email_graduated', not r.is_on, case when r.is_on then 'the ramp is on' else 'graduated' end, 'graduated',
    jsonb_build_object('at', g.at, 'by', g.by, 'overrideReason', g.override_reason) from graduation g, ramp_state() r
  union all
  select 2, 'warm_up', coalesce(w.days >= 28, false), case when w.since is null then 'not begun' else format('%s days', w.days) end, '28 days', jsonb_build_object('since', w.since) from warmup w
  union all
  select 3, 'webhook_secret', coalesce(h.is_hearing, false), case when h.is_hearing then 'set, and all hooks are heard' else coalesce(h.problem, 'not looked at lately') end,
    'set, with a path token for each hook', jsonb_build_object('checkedAt', h.checked_at, 'problem', h.problem) from hook h
  union all
  select 4, 'unsigned_allowlist', cardinality(u.providers) = 0, case when cardinality(u.providers) = 0 then 'empty' else array_to_string(u.providers, ', ') end, 'empty',
    jsonb_build_object('providers', u.providers) from unsigned u
  union all
  select 5, 'campaigns', c.total > 0 and c.ready = c.total, format('%s of %s active and checked', c.ready, c.total), 'all that the settings name', jsonb_build_object('campaigns', c.list) from campaigns c
  union all
  select 6, 'test_profiles', t.proven >= 5, format('%s proven', t.proven), '5 profiles of our own', jsonb_build_object('sends', t.list) from tests t
  union all
  select 7, 'native_sync_off', c.version is not null, case when c.version is null then 'not confirmed' else format('confirmed by %s', c.created_by) end,
    'confirmed by an operator', jsonb_build_object('settingsVersion', c.version, 'by', c.created_by, 'at', c.created_at) from confirmed c
  order by 1
$$;

-- Whether all of it holds; until then nothing but internal tests goes to LinkedIn.
create or replace function linkedin_is_open() returns boolean language sql stable as $$ select bool_and(c.passed) from linkedin_checklist() c $$;

-- Keeps webhook deliveries, all or none, and says of each whether its event was here before (I7): `delivery_once` decides, also among these.
-- `rows`: [{"provider", "event_type", "headers", "is_authenticated", "received_at" or null for now, "key", "from", "bytes"}], their bodies
-- one after another in `bodies`, from 1. Answers in their order. A copy is kept for the list and never applied.
create or replace function store_deliveries(rows jsonb, bodies bytea) returns table (id uuid, is_duplicate boolean)
language plpgsql as $$
declare
  moment timestamptz := business_now();
begin
  return query
  with given as materialized (
    select g.place, uuid_v7(coalesce((g.r ->> 'received_at')::timestamptz, moment)) as new_id, g.r ->> 'provider' as provider,
      g.r ->> 'event_type' as event_type, g.r -> 'headers' as headers, (g.r ->> 'is_authenticated')::boolean as is_authenticated,
      coalesce((g.r ->> 'received_at')::timestamptz, moment) as received_at, g.r ->> 'key' as key,
      substring(bodies from (g.r ->> 'from')::integer for (g.r ->> 'bytes')::integer) as body
    from jsonb_array_elements(rows) with ordinality as g(r, place)
  ), taken as (
    -- In the order of keys, so that two processes wait for one another instead of blocking.
    insert into delivery_once (provider, key, delivery_id, at)
    select distinct on (g.provider, g.key) g.provider, g.key, g.new_id, g.received_at from given g order by g.provider, g.key, g.place
    on conflict do nothing returning delivery_id
  ), judged as (
    select g.*, t.delivery_id is null as is_copy from given g left join taken t on t.delivery_id = g.new_id
  ), kept as (
    insert into delivery (id, provider, event_type, headers, body, is_authenticated, received_at, is_duplicate, applied_at, effect)
    select j.new_id, j.provider, j.event_type, j.headers, j.body, j.is_authenticated, j.received_at, j.is_copy,
      case when j.is_copy then j.received_at end, case when j.is_copy then 'A copy of one that came before.' end
    from judged j
  )
  select j.new_id, j.is_copy from judged j order by j.place;
end $$;

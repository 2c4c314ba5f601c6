/** One safeguard switched off by the superuser, and the promise that breaks then. */
export const sabotages: readonly { name: string; sql: string; finds: RegExp }[] = [
  {
    name: 'the once-key is not taken',
    sql: `
      alter table send_once drop constraint send_once_pkey;
      create function take_no_key() returns trigger language plpgsql as 'begin return null; end';
      create trigger sabotage before insert on send_once for each row execute function take_no_key();
      create trigger sabotage before insert on touch_day for each row execute function take_no_key();`,
    finds: /one mail for a person and step/,
  },
  {
    name: 'a lease that ran out is planned again',
    sql: `
      create or replace function expire_leases() returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        return query
          with closed as (
            update send_attempt a set settled_at = clock_timestamp(), outcome = 'UNKNOWN' where a.settled_at is null and a.lease_until < clock_timestamp() returning a.send_id
          )
          update send s set status = 'PLANNED' from closed c where s.id = c.send_id and s.status = 'IN_FLIGHT' returning s.id;
      end
      $$;`,
    finds: /nothing is tried again|never planned again|one delivering request/,
  },
  {
    name: 'suppressions are not looked at',
    sql: `
      update suppression set lifted_at = now(), lifted_by = 'sabotage';
      create function lift() returns trigger language plpgsql as 'begin new.lifted_at := now(); new.lifted_by := ''sabotage''; return new; end';
      create trigger sabotage before insert on suppression for each row execute function lift();`,
    finds: /suppressed before/,
  },
  {
    name: 'ceilings are not counted',
    sql: `
      create function keep_old() returns trigger language plpgsql as 'begin return old; end';
      create trigger sabotage before update on ceiling_use for each row execute function keep_old();`,
    finds: /I5: the ceilings count/,
  },
]

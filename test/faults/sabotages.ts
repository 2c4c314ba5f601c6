import type { SourceEdit } from '../harness/bundle-programs.ts'
import type { CrashRun } from './crash-run.ts'

/** One safeguard switched off, and the promise that breaks then. */
export type Sabotage = {
  name: string
  /** By the superuser, in the database. */
  sql?: string
  /** In the sources that the processes are made of. */
  edit?: SourceEdit
  /** What the run must do so that it can be seen. */
  run?: Partial<Pick<CrashRun, 'atPoints' | 'pauses' | 'changesTexts' | 'victims' | 'kills' | 'batches'>>
  finds: RegExp
}

export const sabotages: readonly Sabotage[] = [
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
    // Where nobody is suppressed nothing is taken back, and no runner comes to that point.
    run: { atPoints: false },
    finds: /suppressed before/,
  },
  {
    name: 'ceilings are not counted',
    sql: `
      create function keep_old() returns trigger language plpgsql as 'begin return old; end';
      create trigger sabotage before update on ceiling_use for each row execute function keep_old();`,
    finds: /I5: the ceilings count/,
  },
  {
    name: 'the hash of what is sent is not checked',
    sql: `
      do $$
      declare
        whole constant text := pg_get_functiondef('judge_sends(jsonb,text)'::regprocedure);
      begin
        if position('i.is_in_scope' in whole) = 0 then
          raise 'there is nothing to switch off';
        end if;
        execute replace(whole, 'i.is_in_scope', 'true');
      end
      $$;`,
    run: { atPoints: false, changesTexts: true, kills: 2 },
    finds: /very bytes that were approved/,
  },
  {
    name: 'a webhook is answered before it is committed',
    edit: {
      file: 'api/src/webhooks/delivery-inbox.ts',
      takes: 'waiting.push({ delivery, resolve, reject })',
      puts: `resolve({ id: '00000000-0000-4000-8000-000000000000', isDuplicate: false }); waiting.push({ delivery, resolve, reject })`,
    },
    run: { atPoints: false, victims: ['api', 'database'], kills: 8 },
    finds: /acknowledged is there/,
  },
  {
    name: 'a reservation never gets too old',
    edit: { file: 'jobs/src/dispatch/execute/hand-over.ts', takes: 'performance.now() <= startBy && ', puts: '' },
    run: { atPoints: false, pauses: true, kills: 0 },
    finds: /within 800 ms/,
  },
]

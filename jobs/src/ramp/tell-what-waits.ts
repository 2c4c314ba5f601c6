import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { endAlert } from '../alerts/while-it-lasts.ts'

const cause = 'gate.first-window'
/** How long before the first window of what waits at the gate closes people are told, in hours. */
const hoursBefore = 2

/**
 * One open alert while follow-ups or revivals wait at the gate and the first of their windows is about to close: what is not approved by then
 * waits for another batch. It ends by itself, and comes back no second time for the same batch where a person called it done.
 */
export async function tellWhatWaits(writer: Writer): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string | null; isTold: boolean }>(sql`
      with waiting as (
        select count(*)::integer as sends, min(s.window_to) as closes_at, max(b.created_at) as frozen_at
        from batch b join send s on s.batch_id = b.id
        where b.status = 'PENDING' and b.motion in ('CADENCE', 'REVIVAL') and not b.is_test and b.expires_at > business_now() and s.status = 'PLANNED' and s.window_to > business_now()
      ), told as (
        select w.*, format('%s for approval; the first window closes at %s.', case w.sends when 1 then '1 follow-up waits' else w.sends || ' follow-ups wait' end,
          to_char(w.closes_at at time zone setting('organisation', '{timeZone}'), 'HH24:MI')) as message
        from waiting w where w.closes_at <= business_now() + make_interval(hours => ${hoursBefore})
          and not exists (select from alert a where a.cause = ${cause} and a.resolved_by <> 'clock' and a.resolved_at >= w.frozen_at)
      ), raised as (
        select r.id from told t cross join lateral raise_alert(${cause}, 'WARNING', t.message, case when exists (select from alert a where a.cause = ${cause} and a.resolved_at is null) then 0 else 1 end) r
        where not exists (select from alert a where a.cause = ${cause} and a.resolved_at is null and a.message = t.message)
      )
      select (select r.id from raised r) as id, exists (select from told) as "isTold"`)
    if (rows[0]?.isTold === true) return
    await endAlert(tx, cause, 'Nothing waits that is about to close.')
  })
}

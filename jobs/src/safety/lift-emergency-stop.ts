import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { RefusedError } from '../errors.ts'
import type { Reason } from '../reason.ts'

/** Lifts a stop, unless none stands, a live process forces it, an invariant is broken, routes contradict each other (those are
 * looked at anew), or the database is not reconciled. */
export async function liftEmergencyStop(writer: Writer, actor: Actor, input: { scope: string; reason: string }): Promise<void> {
  await writer.transaction(async (tx) => {
    if (input.scope === 'ALL') await refuseWhileUnsafe(tx)
    const lifted = await tx.execute<{ id: string | null }>(
      sql`select id from lift_emergency_stop(${input.scope}, ${input.reason}, ${actor.name})`,
    )
    if (!lifted.rows[0]?.id) {
      throw new RefusedError('ALREADY_DONE', 'Nothing is stopped there.', [{ code: 'NOT_STOPPED', message: 'There is no stop to lift.' }])
    }
  })
}

async function refuseWhileUnsafe(tx: Sql): Promise<void> {
  const { rows } = await tx.execute<{ is_forced: boolean; broken: number }>(sql`
    select exists (select from process where emergency_stop and seen_at > now() - interval '15 seconds') as is_forced, check_invariants(false) as broken`)
  if (rows[0]?.is_forced) {
    throw new RefusedError('EMERGENCY_STOP', 'A running process forces the stop.', [
      { code: 'FORCED', message: 'A process was started with EMERGENCY_STOP=true. Restart it without before lifting the stop.' },
    ])
  }
  const reasons = await tx.execute<Reason>(sql`
    (select 'INVARIANT' as code, concat_ws(' ', b.invariant, b.subject_type, b.subject_id || ':', b.fault) as message
      from jsonb_to_recordset(case when ${rows[0]?.broken ?? 0} > 0 then (select evidence from invariant_check order by at desc limit 1) else '[]' end)
        as b(invariant text, subject_type text, subject_id text, fault text) limit 10)
    union all
    (select 'NOT_RECONCILED', evidence || ' Reconcile first.' from reconciliation where closed_at is null)
    union all
    (select 'ROUTE', concat_ws(' ', 'send', send_id || ':', fault) from inconsistent_routes() limit 10)`)
  const [first] = reasons.rows
  if (first) throw new RefusedError('EMERGENCY_STOP', `What stopped it still stands. ${first.message}`, reasons.rows)
}

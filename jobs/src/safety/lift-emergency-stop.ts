import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { RefusedError } from '../errors.ts'

/** Lifts a stop, unless a live process forces it or none stands. */
export async function liftEmergencyStop(writer: Writer, actor: Actor, input: { scope: string; reason: string }): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ is_forced: boolean }>(
      sql`select coalesce(bool_or(emergency_stop), false) as is_forced from process where seen_at > now() - interval '15 seconds'`,
    )
    if (input.scope === 'ALL' && rows[0]?.is_forced) {
      throw new RefusedError('EMERGENCY_STOP', 'A running process forces the stop.', [
        { code: 'FORCED', message: 'A process was started with EMERGENCY_STOP=true. Restart it without before lifting the stop.' },
      ])
    }
    const lifted = await tx.execute<{ id: string | null }>(
      sql`select id from lift_emergency_stop(${input.scope}, ${input.reason}, ${actor.name})`,
    )
    if (!lifted.rows[0]?.id) {
      throw new RefusedError('ALREADY_DONE', 'Nothing is stopped there.', [{ code: 'NOT_STOPPED', message: 'There is no stop to lift.' }])
    }
  })
}

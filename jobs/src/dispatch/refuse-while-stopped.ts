import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { RefusedError } from '../errors.ts'

/** Nothing is frozen or approved while sending is stopped, by a person or by a process that forces it. */
export async function refuseWhileStopped(tx: Sql): Promise<void> {
  const { rows } = await tx.execute<{ reason: string; by: string }>(sql`
    select reason, set_by as by from emergency_stop where scope = 'ALL' and lifted_at is null
    union all
    select 'forced by a running process', kind || ' ' || pid from process where emergency_stop and seen_at > now() - interval '15 seconds' limit 1`)
  const stop = rows[0]
  if (!stop) return
  const message = `Sending is stopped (${stop.reason}, ${stop.by}).`
  throw new RefusedError('EMERGENCY_STOP', message, [{ code: 'EMERGENCY_STOP', message }])
}

import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { couldNotApply, refusedCause } from './apply-deliveries.ts'

/** The error of a delivery that a person has looked at and left: it makes nobody deaf any more, and can still be replayed. */
const setAside = 'It could not be applied, and was set aside.'

/** Whoever resolves the alert of deliveries that could not be applied has looked at all of them. Nothing for any other alert. */
export async function setAsideDeliveries(tx: Sql, alertId: string): Promise<void> {
  await tx.execute(sql`
    update delivery d set error = ${setAside} where d.applied_at is null and d.error = ${couldNotApply}
      and exists (select from alert a where a.id = ${alertId}::uuid and a.cause = ${refusedCause})`)
}

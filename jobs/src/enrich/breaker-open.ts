import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** Whether calls to a provider are held: then it is passed over, and nobody waits for it. */
export async function isBreakerOpen(tx: Sql, provider: string): Promise<boolean> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select provider as id from provider_breaker where provider = ${provider} and state = 'OPEN' and opened_at > clock_timestamp() - interval '60 seconds'`,
  )
  return rows.length > 0
}

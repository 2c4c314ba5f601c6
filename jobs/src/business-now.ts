import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** The product's time as the database has it (I17): rules take it as an argument. */
export async function businessNow(tx: Sql): Promise<Date> {
  const { rows } = await tx.execute<{ now: string }>(sql`select business_now() as now`)
  const now = rows[0]?.now
  if (now === undefined) throw new Error('the database has no installation row')
  return new Date(now)
}

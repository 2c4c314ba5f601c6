import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { keptForWaterfall } from './enrichment-events.ts'

/** Whether an enricher's answer waits to be taken. */
export async function isKeptForWaterfall(writer: Writer): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ id: string }>(
    sql`select id from delivery where effect = ${keptForWaterfall} and applied_at is not null limit 1`,
  )
  return rows.length > 0
}

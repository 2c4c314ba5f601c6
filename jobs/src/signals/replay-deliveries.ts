import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Log } from '../log.ts'
import { applyDeliveries } from './apply-deliveries.ts'

/** Most in one call; whoever has more asks again. */
const mostAtOnce = 500

export type ReplayFilter = { provider: string | null; eventType: string | null }

/**
 * Applies the oldest stored deliveries of a kind that had no effect so far, up to 500. Those that had, and copies, stay as they are: nothing
 * happens twice. Answers how many were tried, how many had their effect now, and how many of the kind still have none.
 */
export async function replayDeliveries(
  writer: Writer,
  log: Log,
  actor: Actor,
  { provider, eventType }: ReplayFilter,
): Promise<{ tried: number; applied: number; left: number }> {
  const isMeant = sql`d.applied_at is null and d.error is not null and d.body is not null
    and (${provider}::text is null or d.provider = ${provider}) and (${eventType}::text is null or d.event_type = ${eventType})`
  const ids = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`select d.id from delivery d where ${isMeant} order by d.id limit ${mostAtOnce}`)
    await writeAudit(tx, actor, {
      action: 'deliveries.replayed',
      subjectType: 'delivery',
      subjectId: 'many',
      detail: { provider, eventType, tried: rows.length },
    })
    return rows.map(({ id }) => id)
  })
  if (ids.length > 0) await applyDeliveries(writer, log, { ids })
  const { rows } = await writer.sql.execute<{ applied: number; left: number }>(sql`
    select (select count(*)::int from delivery d where d.id = any(${sql.param(ids)}::uuid[]) and d.applied_at is not null) as applied,
      (select count(*)::int from delivery d where ${isMeant}) as "left"`)
  return { tried: ids.length, applied: rows[0]?.applied ?? 0, left: rows[0]?.left ?? 0 }
}

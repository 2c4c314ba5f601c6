import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError } from '../errors.ts'
import { contractNames, contracts, deadLetterQueue } from './contracts.ts'
import type { Wake } from './wake.ts'

/** Jobs of one queue that failed for good. */
export type DeadLetters = { queue: string; count: number; oldestAt: Date; newestAt: Date; lastError: string | null }

/** Jobs that failed for good and that nobody has run again or forgotten, by queue. Real time. */
export async function loadDeadLetters(db: Sql): Promise<DeadLetters[]> {
  const { rows } = await db.execute<{ queue: string; count: number; oldest: string; newest: string; error: string | null }>(sql`
    select coalesce(j.source_name, 'unknown') as queue, count(*)::int as count, min(j.created_on) as oldest, max(j.created_on) as newest,
      left((array_agg(coalesce(j.source_output, j.output) ->> 'message' order by j.created_on desc))[1], 500) as error
    from pgboss.job j where j.name = ${deadLetterQueue} and j.state < 'active' group by 1 order by 1`)
  return rows.map(({ queue, count, oldest, newest, error }) => ({
    queue,
    count,
    oldestAt: new Date(oldest),
    newestAt: new Date(newest),
    lastError: error,
  }))
}

/**
 * Has the jobs of a queue that failed for good run again, or forgets them. Only those that are there now: one that fails while this is under
 * way stays for the next look. The runner does it, since nobody else may touch its queues. Throws NotFoundError when there is none.
 */
export async function settleDeadLetters(
  writer: Writer,
  wake: Wake,
  actor: Actor,
  { queue, isRetry }: { queue: string; isRetry: boolean },
): Promise<{ jobs: number }> {
  const { jobs, until } = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ jobs: number; until: string }>(sql`
      select count(*)::int as jobs, clock_timestamp() as until from pgboss.job j
      where j.name = ${deadLetterQueue} and j.state < 'active' and coalesce(j.source_name, 'unknown') = ${queue}`)
    const [found] = rows
    if (!found || found.jobs === 0) throw new NotFoundError(`No job of "${queue}" has failed for good.`, ['queue'])
    await writeAudit(tx, actor, {
      action: isRetry ? 'jobs.retried' : 'jobs.forgotten',
      subjectType: 'queue',
      subjectId: queue,
      detail: { jobs: found.jobs },
    })
    return found
  })
  await wake('settleDeadLetters', { queue, isRetry, until: new Date(until).toISOString() }, queue)
  return { jobs }
}

/**
 * Takes them out of their queue, and asks for each anew under the key it had. A runner that ends between the two loses nothing but seconds:
 * jobs are hints, and the sweeps find the rows.
 */
export async function takeDeadLetters(
  writer: Writer,
  wake: Wake,
  { queue, isRetry, until }: { queue: string; isRetry: boolean; until: string },
): Promise<void> {
  const { rows } = await writer.sql.execute<{ data: unknown; key: string | null }>(sql`
    delete from pgboss.job j
    where j.name = ${deadLetterQueue} and j.state < 'active' and coalesce(j.source_name, 'unknown') = ${queue} and j.created_on <= ${until}::timestamptz
    returning j.data, j.singleton_key as key`)
  const name = contractNames.find((one) => contracts[one].name === queue)
  if (!isRetry || name === undefined) return
  // Many may have asked the same: a key waits once.
  const asked = new Set<string>()
  for (const { data, key } of rows) {
    const payload = contracts[name].payload.safeParse(data)
    const once = key ?? JSON.stringify(payload.data)
    if (!payload.success || asked.has(once)) continue
    asked.add(once)
    await wake(name, payload.data, once)
  }
}

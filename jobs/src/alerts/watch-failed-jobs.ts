import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Contract, contracts, deadLetterQueue } from '../queue/contracts.ts'
import { warnWhileItLasts } from './while-it-lasts.ts'

const sweeps = Object.values<Contract<unknown>>(contracts).flatMap(({ name, schedule }) => (schedule === undefined ? [] : [name]))

/**
 * One open WARNING while jobs have failed for good: nobody looks at Health because a check has gone silent. A sweep that went well since has caught
 * up and counts no more; of other jobs each counts until a person has it run again, or forgets it.
 */
export async function watchFailedJobs(writer: Writer): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ queue: string; jobs: number }>(sql`
      select f.queue, f.jobs from (
        select coalesce(j.source_name, 'unknown') as queue, count(*)::int as jobs, max(j.created_on) as newest
        from pgboss.job j where j.name = ${deadLetterQueue} and j.state < 'active' group by 1
      ) f
      where f.queue <> all (${sql.param(sweeps)}::text[])
        or not exists (select from pgboss.job d where d.name = f.queue and d.state = 'completed' and d.completed_on > f.newest)
      order by f.queue`)
    const message =
      rows.length === 0 ? null : `Jobs failed for good: ${rows.map(({ queue, jobs }) => `${queue} (${jobs})`).join(', ')}. Health says why.`
    await warnWhileItLasts(tx, { cause: 'jobs.failed', message, overNote: 'They went well, were run again, or were forgotten.' })
  })
}

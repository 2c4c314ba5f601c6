import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Contract, contracts, deadLetterQueue } from '../queue/contracts.ts'
import { endAlert, warnWhileItLasts } from './while-it-lasts.ts'

const overNote = 'They went well, were run again, or were forgotten.'

const sweeps = Object.values<Contract<unknown>>(contracts).flatMap(({ name, schedule }) => (schedule === undefined ? [] : [name]))

/**
 * One open WARNING for each queue while jobs of it have failed for good: nobody looks at Health because a check has gone silent, and who is on one
 * queue has not heard of the next. A sweep that went well since has caught up and counts no more; of other jobs each counts until a person has it
 * run again, or forgets it.
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
    const failed = rows.map(({ queue, jobs }) => ({
      cause: `jobs.failed:${queue}`,
      message: `Jobs of ${queue} failed for good: ${jobs}. Health says why.`,
    }))
    for (const one of failed) await warnWhileItLasts(tx, { ...one, overNote })
    // Also the one alert for all queues that an earlier version left open.
    const { rows: over } = await tx.execute<{ cause: string }>(sql`
      select cause from alert where resolved_at is null and cause like 'jobs.failed%'
        and cause <> all (${sql.param(failed.map(({ cause }) => cause))}::text[]) order by cause`)
    for (const { cause } of over) await endAlert(tx, cause, overNote)
  })
}

import { sql } from 'drizzle-orm'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'

/** Finds the runs that run and asks for each: a run goes on after a restart, and after every lost wake-up. */
export const sweepRunsJob = handle(contracts.sweepRuns, async (_, { writer, wake }) => {
  const { rows } = await writer.sql.execute<{ id: string }>(sql`select id from pipeline_run where status = 'RUNNING' order by started_at`)
  for (const { id } of rows) await wake('advanceRun', { runId: id }, id)
})
